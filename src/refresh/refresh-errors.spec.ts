import { FailureCategory, ProviderError } from '../market-data';
import { MissingAsset } from './fetch.service';
import { IncompleteRefreshError, refreshError } from './refresh-errors';

const thrown = (category: FailureCategory, retryAfterSeconds?: number): ProviderError =>
  new ProviderError('vendor', category, 'it failed', { retryAfterSeconds });

const missing = (...categories: MissingAsset['category'][]): MissingAsset[] =>
  categories.map((category, place) => ({ symbol: `S${place}`, provider: 'vendor', category, message: 'it failed' }));

const incomplete = (...categories: MissingAsset['category'][]): IncompleteRefreshError =>
  new IncompleteRefreshError({ missing: missing(...categories), neverFound: [] }, 164);

describe('why a refresh failed', () => {
  it.each([
    ['timeout', 'upstream-timeout'],
    ['circuit_open', 'upstream-circuit-open'],
    ['unauthorized', 'upstream-failed'],
    ['malformed', 'upstream-failed'],
  ] as const)('is, after %s of the vendor, %s', (category, code) => {
    expect(refreshError(thrown(category)).code).toBe(code);
    expect(incomplete(category, category).code).toBe(code);
  });

  it('is a vendor that failed when the assets fail for different reasons', () => {
    expect(incomplete('timeout', 'circuit_open').code).toBe('upstream-failed');
    expect(incomplete('no_prices').code).toBe('upstream-failed');
  });

  it('says when to come back, if the vendor said so', () => {
    expect(refreshError(thrown('circuit_open', 17)).retryAfterSeconds).toBe(17);
    expect(refreshError(thrown('unavailable')).retryAfterSeconds).toBeUndefined();
  });

  it('is no fault of the vendor when the service was stopped', () => {
    expect(refreshError(thrown('aborted'))).toMatchObject({
      code: 'internal',
      detail: expect.stringContaining('was stopped'),
    });
  });

  it('begins with the number of assets, names three of them, and fits a notice of 120 characters', () => {
    const { detail } = incomplete(...Array<FailureCategory>(150).fill('not_found'));
    expect(detail).toBe('150 of 164 assets could not be fetched: S0, S1, S2 and 147 more (not_found)');
    expect(detail.length).toBeLessThan(120);
    expect(incomplete('timeout', 'no_prices').detail).toBe(
      '2 of 164 assets could not be fetched: S0, S1 (timeout, no_prices)',
    );
  });
});
