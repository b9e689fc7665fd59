import {
  BarsRequest,
  FetchOutcome,
  MarketDataProvider,
  ProviderError,
  ProviderFacts,
  isNotOffered,
} from './market-data-provider';

/**
 * Several providers in order: symbols without bars from one are requested from the next. Each outcome names its provider.
 * For a symbol without bars anywhere, the first provider's outcome counts; it is `not_found` only if no provider offers it.
 */
export class FailOverProvider implements MarketDataProvider {
  readonly name: string;
  readonly facts: ProviderFacts;

  /** @throws Error when the providers' adjustment bases differ */
  constructor(private readonly providers: readonly [MarketDataProvider, ...MarketDataProvider[]]) {
    const [first, ...others] = providers;
    const other = others.find(({ facts }) => facts.adjustment !== first.facts.adjustment);
    if (other)
      throw new Error(`${first.name} and ${other.name} adjust prices differently: one series cannot have both`);
    this.name = providers.map(({ name }) => name).join(',');
    this.facts = first.facts;
  }

  async fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]> {
    const outcomes = new Map<string, FetchOutcome>();
    const errors: ProviderError[] = [];
    let asked = 0;
    for (const provider of this.providers) {
      const symbols = request.symbols.filter(
        (symbol) => isSource(provider, request.sources?.[symbol]) && !delivers(outcomes.get(symbol)),
      );
      if (symbols.length === 0) continue;
      asked++;
      const answers = await outcomesOf(provider, { ...request, symbols }, errors);
      for (const outcome of answers) keep(outcomes, outcome);
    }
    const [first] = errors;
    if (first && errors.length === asked) throw first;
    return request.symbols.flatMap((symbol) => outcomes.get(symbol) ?? []);
  }
}

function isSource({ name }: MarketDataProvider, wanted = name): boolean {
  return name === wanted;
}

function delivers(outcome: FetchOutcome | undefined): boolean {
  return outcome?.kind === 'bars' && outcome.bars.length > 0;
}

/**
 * Bars are preferred to an empty outcome, an empty outcome to a failure, and the first failure to later ones. A provider that
 * failed may offer a symbol that another does not offer, so its failure is preferred.
 */
function keep(outcomes: Map<string, FetchOutcome>, outcome: FetchOutcome): void {
  const before = outcomes.get(outcome.symbol);
  if (before === undefined || isBetter(outcome, before)) outcomes.set(outcome.symbol, outcome);
}

function isBetter(outcome: FetchOutcome, before: FetchOutcome): boolean {
  if (outcome.kind === 'bars') return before.kind === 'failure' || outcome.bars.length > 0;
  return before.kind === 'failure' && isNotOffered(before.category) && !isNotOffered(outcome.category);
}

async function outcomesOf(
  provider: MarketDataProvider,
  request: BarsRequest,
  errors: ProviderError[],
): Promise<FetchOutcome[]> {
  try {
    return await provider.fetchDailyBars(request);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.category === 'aborted') throw error;
    errors.push(error);
    return request.symbols.map((symbol) => error.asOutcome(symbol));
  }
}
