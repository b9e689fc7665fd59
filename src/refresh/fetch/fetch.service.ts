import { Injectable } from '@nestjs/common';
import { Asset } from '../../assets';
import { FetchOutcome, FetchedBars, MarketDataProvider } from '../../market-data';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { AssetCoverage, PriceCoverage } from '../../prices';
import { RunsService } from '../../runs';
import { RefreshRequest } from '../refresh-request';
import { FetchPart, OVERLAP_DAYS, planFetch } from './fetch-plan';
import { Fetched, MissingAsset } from './fetched';
import { isRestated } from './restatement';

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Told how many of the assets have their outcome. */
  readonly onProgress: (done: number) => void;
}

/** Asks a provider for what a refresh needs. Outside of any transaction: a vendor may take its time. */
@Injectable()
export class FetchService {
  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly coverage: PriceCoverage,
    private readonly runs: RunsService,
  ) {}

  /** @throws ProviderError when nothing can come of it at all */
  async fetch(
    provider: MarketDataProvider,
    assets: readonly Asset[],
    request: RefreshRequest,
    options: FetchOptions,
  ): Promise<Fetched> {
    const symbols = assets.map(({ symbol }) => symbol);
    // Before the coverage: what changes between the two is then seen as newer.
    const { version: plannedAt } = await this.runs.dataVersion();
    const coverage = await this.coverageOf(symbols, provider);
    const call = new ProviderCall(provider, assets, options);
    const { historyFrom } = provider.facts;
    const period = { ...request, to: request.to ?? this.calendar.lastCompletedSession(), historyFrom };
    const outcomes = await call.outcomesOf(planFetch(symbols, coverage, period));
    if (request.from !== undefined) return { plannedAt, ...sorted(outcomes, [], request) };
    const goesOn = ({ lastDay }: AssetCoverage): boolean => lastDay <= period.to;
    const restated = [...coverage.values()].filter(goesOn).flatMap((covered) => restatedOf(covered, outcomes));
    const whole = await call.outcomesOf(planFetch(restated, new Map(), period));
    return { plannedAt, ...sorted(new Map([...outcomes, ...whole]), restated, request) };
  }

  private async coverageOf(
    symbols: readonly string[],
    { name }: MarketDataProvider,
  ): Promise<Map<string, AssetCoverage>> {
    const found = await this.coverage.ofSymbols(symbols, name, OVERLAP_DAYS + 1);
    return new Map(found.map((covered) => [covered.symbol, covered]));
  }
}

/** The calls to one provider that belong to one refresh. */
class ProviderCall {
  private readonly currencies: Readonly<Record<string, string>>;
  /** Some are asked for again, of another provider or for more; progress never goes back. */
  private reached = 0;

  constructor(
    private readonly provider: MarketDataProvider,
    assets: readonly Asset[],
    private readonly options: FetchOptions,
  ) {
    this.currencies = Object.fromEntries(assets.map(({ symbol, currency }) => [symbol, currency]));
  }

  async outcomesOf(parts: readonly FetchPart[]): Promise<Map<string, FetchOutcome>> {
    const outcomes = new Map<string, FetchOutcome>();
    const { signal, onProgress } = this.options;
    for (const part of parts) {
      const found = await this.provider.fetchDailyBars({
        ...part,
        currencies: this.currencies,
        signal,
        onProgress: (done) => onProgress((this.reached = Math.max(this.reached, outcomes.size + done))),
      });
      for (const outcome of found) outcomes.set(outcome.symbol, outcome);
    }
    return outcomes;
  }
}

function restatedOf(covered: AssetCoverage, outcomes: ReadonlyMap<string, FetchOutcome>): string[] {
  const outcome = outcomes.get(covered.symbol);
  return outcome?.kind === 'bars' && isRestated(covered, outcome.bars) ? [covered.symbol] : [];
}

function sorted(
  outcomes: ReadonlyMap<string, FetchOutcome>,
  restated: readonly string[],
  request: RefreshRequest,
): Omit<Fetched, 'plannedAt'> {
  const answers = [...outcomes.values()];
  const bars = answers.filter((outcome) => outcome.kind === 'bars');
  const empty = isOpen(request) ? bars.filter(({ bars: days }) => days.length === 0) : [];
  const failures = answers.filter((outcome) => outcome.kind === 'failure');
  return {
    bars: bars.filter((outcome) => !empty.includes(outcome)),
    missing: [...failures.map(missingOf), ...empty.map(withoutPrices)],
    restated,
  };
}

/** A period of the client's choice may well hold no session; the usual one always does. */
function isOpen({ from, to }: RefreshRequest): boolean {
  return from === undefined && to === undefined;
}

function missingOf({ symbol, provider, category, message }: FetchOutcome & { kind: 'failure' }): MissingAsset {
  return { symbol, provider, category, message };
}

function withoutPrices({ symbol, provider }: FetchedBars): MissingAsset {
  return { symbol, provider, category: 'no_prices', message: `${provider} has no recent prices of ${symbol}` };
}
