import { FailureCategory, ProviderError } from '../market-data';
import { MissingAsset } from './fetch.service';
import { IncompleteRefreshError, refreshError } from './refresh-errors';

const thrown = (category: FailureCategory, retryAfterSeconds?: number): ProviderError =>
  new ProviderError('vendor', category, 'it failed', { retryAfterSeconds });

const missing = (...categories: MissingAsset['category'][]): MissingAsset[] =>
  categories.map((category, place) => ({ symbol: `S${place}`, provider: 'vendor', category, message: 'it failed' }));

describe('why a refresh failed', () => {
  it.each([
    ['timeout', 'upstream-timeout'],
    ['circuit_open', 'upstream-circuit-open'],
    ['unauthorized', 'upstream-failed'],
    ['malformed', 'upstream-failed'],
  ] as const)('is, after %s of the vendor, %s', (category, code) => {
    expect(refreshError(thrown(category)).code).toBe(code);
    expect(new IncompleteRefreshError(missing(category, category)).code).toBe(code);
  });

  it('is a vendor that failed when the assets fail for different reasons', () => {
    expect(new IncompleteRefreshError(missing('timeout', 'circuit_open')).code).toBe('upstream-failed');
    expect(new IncompleteRefreshError(missing('no_prices')).code).toBe('upstream-failed');
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

  it('names the first assets, and how many there are more', () => {
    const { detail } = new IncompleteRefreshError(missing(...Array<FailureCategory>(23).fill('not_found')));
    expect(detail).toContain('S0 (not_found: it failed), S1');
    expect(detail).toContain('S19 (not_found: it failed) and 3 more; nothing has been stored.');
  });
});
