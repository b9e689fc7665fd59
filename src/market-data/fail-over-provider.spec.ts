import { FailOverProvider } from './fail-over-provider';
import { BarsRequest, FetchOutcome, MarketDataProvider, ProviderFacts, ProviderError } from './market-data-provider';
const FACTS: ProviderFacts = { adjustment: 'splits', timeZone: 'UTC', currency: 'USD', historyFrom: undefined };
const RANGE = { from: '2024-03-04', to: '2024-03-08' };

class Scripted implements MarketDataProvider {
  readonly asked: string[][] = [];
  facts = FACTS;

  constructor(
    readonly name: string,
    private readonly known: readonly string[],
    private readonly error?: ProviderError,
    private readonly barren: readonly string[] = [],
  ) {}

  fetchDailyBars({ symbols }: BarsRequest): Promise<FetchOutcome[]> {
    this.asked.push([...symbols]);
    if (this.error) return Promise.reject(this.error);
    return Promise.resolve(
      symbols.map((symbol) =>
        this.known.includes(symbol)
          ? {
              kind: 'bars',
              symbol,
              provider: this.name,
              currency: 'USD',
              bars: this.barren.includes(symbol) ? [] : [{ date: '2024-03-04', close: '1' }],
            }
          : new ProviderError(this.name, 'not_found', `no ${symbol}`).asOutcome(symbol),
      ),
    );
  }
}

describe('fail-over', () => {
  it('asks the second provider for what the first lacks only, and says who spoke', async () => {
    const [first, second] = [new Scripted('first', ['A']), new Scripted('second', ['A', 'B'])];
    const outcomes = await new FailOverProvider([first, second]).fetchDailyBars({ symbols: ['B', 'A', 'C'], ...RANGE });
    expect(second.asked).toEqual([['B', 'C']]);
    expect(outcomes.map(({ symbol, kind, provider }) => [symbol, kind, provider])).toEqual([
      ['B', 'bars', 'second'],
      ['A', 'bars', 'first'],
      ['C', 'failure', 'first'],
    ]);
  });

  it('asks the second provider for an asset of which the first has no bars, and keeps that answer if it knows no better', async () => {
    const first = new Scripted('first', ['A', 'B', 'C'], undefined, ['A', 'B']);
    const second = new Scripted('second', ['A']);
    const outcomes = await new FailOverProvider([first, second]).fetchDailyBars({ symbols: ['A', 'B', 'C'], ...RANGE });
    expect(second.asked).toEqual([['A', 'B']]);
    expect(outcomes).toMatchObject([
      { kind: 'bars', provider: 'second', bars: [{ close: '1' }] },
      { kind: 'bars', provider: 'first', bars: [] },
      { kind: 'bars', provider: 'first' },
    ]);
  });

  it('asks only the one source of a symbol that has one', async () => {
    const [first, second] = [new Scripted('first', ['A', 'B']), new Scripted('second', ['A', 'B'])];
    const request = { symbols: ['A', 'B'], sources: { B: 'second' }, ...RANGE };
    const outcomes = await new FailOverProvider([first, second]).fetchDailyBars(request);
    expect([first.asked, second.asked]).toEqual([[['A']], [['B']]]);
    expect(outcomes.map(({ provider }) => provider)).toEqual(['first', 'second']);
    const broken = new Scripted('broken', [], new ProviderError('broken', 'unavailable', 'out of order'));
    const subject = new FailOverProvider([first, broken]);
    await expect(subject.fetchDailyBars({ symbols: ['A'], sources: { A: 'broken' }, ...RANGE })).rejects.toMatchObject({
      provider: 'broken',
    });
  });

  it('does not say that a symbol is unknown while the provider that may have it is out of order', async () => {
    const second = new Scripted('second', [], new ProviderError('second', 'unavailable', 'out of order'));
    const subject = new FailOverProvider([new Scripted('first', ['A']), second]);
    expect(await subject.fetchDailyBars({ symbols: ['A', 'B'], ...RANGE })).toMatchObject([
      { kind: 'bars', provider: 'first' },
      { kind: 'failure', provider: 'second', category: 'unavailable' },
    ]);
  });

  it('does not ask the second provider when the first has all', async () => {
    const second = new Scripted('second', ['A']);
    await new FailOverProvider([new Scripted('first', ['A']), second]).fetchDailyBars({ symbols: ['A'], ...RANGE });
    expect(second.asked).toEqual([]);
  });

  it('uses the second provider when the first is out of order', async () => {
    const first = new Scripted('first', [], new ProviderError('first', 'unauthorized', 'wrong key'));
    const subject = new FailOverProvider([first, new Scripted('second', ['A'])]);
    const outcomes = await subject.fetchDailyBars({ symbols: ['A', 'B'], ...RANGE });
    expect(outcomes).toMatchObject([
      { kind: 'bars', provider: 'second' },
      { kind: 'failure', provider: 'first', category: 'unauthorized' },
    ]);
  });

  it('fails as the first did when all are out of order, and at once when the caller gives up', async () => {
    const broken = (name: string, category: 'unavailable' | 'aborted'): Scripted =>
      new Scripted(name, [], new ProviderError(name, category, 'out of order'));
    const all = new FailOverProvider([broken('first', 'unavailable'), broken('second', 'unavailable')]);
    await expect(all.fetchDailyBars({ symbols: ['A'], ...RANGE })).rejects.toMatchObject({ provider: 'first' });
    const second = new Scripted('second', ['A']);
    const given = new FailOverProvider([broken('first', 'aborted'), second]);
    await expect(given.fetchDailyBars({ symbols: ['A'], ...RANGE })).rejects.toMatchObject({ category: 'aborted' });
    expect(second.asked).toEqual([]);
  });

  it('does not put prices beside each other that are adjusted differently', () => {
    const raw = new Scripted('raw', []);
    raw.facts = { ...FACTS, adjustment: 'none' };
    expect(() => new FailOverProvider([new Scripted('first', []), raw])).toThrow('adjust prices differently');
  });
});
