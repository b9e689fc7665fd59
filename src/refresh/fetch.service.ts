import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../assets';
import {
  FailedFetch,
  FailureCategory,
  FetchOutcome,
  FetchedBars,
  MarketData,
  MarketDataProvider,
  isNotOffered,
} from '../market-data';
import { AppError } from '../platform/errors';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { shortList } from '../platform/utils/short-list';
import { AssetCoverage, PriceCoverage } from '../prices';
import { RunsService } from '../runs';
import { FetchPart, OVERLAP_DAYS, RefreshRequest, isRestated, planFetch } from './fetch-plan';

/** More assets than there are. */
const ALL = 100_000;

/** A refresh whose provider and assets are known. */
interface RefreshPlan {
  readonly request: RefreshRequest;
  readonly provider: MarketDataProvider;
  readonly assets: readonly Asset[];
}

/** Why an asset has no prices in a refresh. `no_prices`: the provider returned none. */
export interface MissingAsset {
  readonly symbol: string;
  readonly provider: string;
  readonly category: FailureCategory | 'no_prices';
  readonly message: string;
}

/** What a provider delivered for a refresh. */
export interface Fetched {
  /** The data version at which the fetch was planned. The data may be newer by now. */
  readonly plannedAt: number;
  /** In the order of the symbols requested. */
  readonly bars: readonly FetchedBars[];
  readonly missing: readonly MissingAsset[];
  /** Assets that no provider offers and none has ever delivered. They fail no refresh. */
  readonly neverFound: readonly MissingAsset[];
  /** Symbols whose whole history was fetched, because the provider restated what is stored. */
  readonly restated: readonly string[];
}

interface FetchOptions {
  readonly signal: AbortSignal;
  /** Receives the number of assets that have their outcome. */
  readonly onProgress: (done: number) => void;
}

/** Fetches what a refresh needs, outside of any transaction: a vendor may be slow. */
@Injectable()
export class FetchService {
  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly assets: AssetsService,
    private readonly marketData: MarketData,
    private readonly coverage: PriceCoverage,
    private readonly runs: RunsService,
  ) {}

  /** Returns the provider's name. @throws AppError `validation-failed` for an asset or a provider that cannot be asked */
  async check({ provider, assets }: RefreshRequest): Promise<string> {
    const { name } = this.providerOf(provider);
    if (assets !== undefined) await this.fetchableAssets(assets, provider);
    return name;
  }

  /** @throws AppError as `check` */
  async plan(request: RefreshRequest): Promise<RefreshPlan> {
    const provider = this.providerOf(request.provider);
    const assets =
      request.assets === undefined
        ? (await this.assets.list({ active: true }, ALL)).data.filter((asset) =>
            this.isFetched(asset, request.provider),
          )
        : await this.fetchableAssets(request.assets, request.provider);
    return { request, provider, assets };
  }

  /** @throws ProviderError when the fetch fails for all assets */
  async fetch(plan: RefreshPlan, options: FetchOptions): Promise<Fetched> {
    const { request, provider, assets } = plan;
    const symbols = assets.map(({ symbol }) => symbol);
    // Before the coverage is read: a change between the two then counts as newer.
    const { version: plannedAt } = await this.runs.dataVersion();
    const coverage = await this.coverageOf(symbols, provider);
    const call = new ProviderCall(provider, assets, options);
    const { historyFrom } = provider.facts;
    const period = { ...request, to: request.to ?? this.calendar.lastCompletedSession(), historyFrom };
    const outcomes = await call.outcomesOf(planFetch(symbols, coverage, period));
    if (request.from !== undefined) return { plannedAt, ...(await this.sorted(outcomes, [], plan)) };
    const reachesPeriod = ({ lastDay }: AssetCoverage): boolean => lastDay <= period.to;
    const restated = [...coverage.values()].filter(reachesPeriod).flatMap((covered) => restatedOf(covered, outcomes));
    const whole = await call.outcomesOf(planFetch(restated, new Map(), period));
    return { plannedAt, ...(await this.sorted(new Map([...outcomes, ...whole]), restated, plan)) };
  }

  private providerOf(name: string | undefined): MarketDataProvider {
    if (name === undefined) return this.marketData.usual;
    const found = this.marketData.findByName(name);
    if (found !== undefined) return found;
    throw faulty('/provider', `there is no provider ${name}; there is ${this.marketData.names.join(', ')}`);
  }

  private async fetchableAssets(symbols: readonly string[], provider: string | undefined): Promise<Asset[]> {
    const refuse = (refused: readonly string[], because: string): void => {
      if (refused.length === 0) return;
      const number = `${refused.length} of ${symbols.length} assets`;
      throw faulty('/assets', `${number} cannot be refreshed because ${because}: ${shortList(refused)}`);
    };
    const symbolsOf = (chosen: readonly Asset[]): string[] => chosen.map(({ symbol }) => symbol);
    refuse(await this.assets.findUnknown(symbols), 'they do not exist');
    const assets = await this.assets.findBySymbols(symbols);
    refuse(symbolsOf(assets.filter(({ active }) => !active)), 'they are inactive');
    const unfetched = assets.filter((asset) => !this.isFetched(asset, provider));
    refuse(symbolsOf(unfetched), `their field fetch leaves out ${this.sourcesFor(provider).join(', ')}`);
    return assets;
  }

  /** The providers that a refresh may ask. */
  private sourcesFor(provider: string | undefined): readonly string[] {
    return provider === undefined ? this.marketData.names : [provider];
  }

  private isFetched({ fetch }: Asset, provider: string | undefined): boolean {
    return fetch === 'auto' || this.sourcesFor(provider).includes(fetch);
  }

  private async sorted(
    outcomes: ReadonlyMap<string, FetchOutcome>,
    restated: readonly string[],
    plan: RefreshPlan,
  ): Promise<Omit<Fetched, 'plannedAt'>> {
    const all = [...outcomes.values()];
    const bars = all.filter((outcome) => outcome.kind === 'bars');
    const empty = isOpen(plan.request) ? bars.filter(({ bars: days }) => days.length === 0) : [];
    const failures = all.filter((outcome) => outcome.kind === 'failure');
    const neverFound = await this.neverFoundAmong(failures, plan);
    return {
      bars: bars.filter((outcome) => !empty.includes(outcome)),
      missing: [
        ...failures.filter(({ symbol }) => !neverFound.has(symbol)).map(missingOf),
        ...empty.map(withoutPrices),
      ],
      neverFound: failures.filter(({ symbol }) => neverFound.has(symbol)).map(missingOf),
      restated,
    };
  }

  /** A symbol that a provider has delivered before and does not offer any more is a failure. */
  private async neverFoundAmong(
    failures: readonly FailedFetch[],
    { request, assets }: RefreshPlan,
  ): Promise<ReadonlySet<string>> {
    const notOffered = failures.filter(({ category }) => isNotOffered(category)).map(({ symbol }) => symbol);
    const known = await this.coverage.sourcesOf(notOffered);
    const fetchOf = new Map(assets.map(({ symbol, fetch }) => [symbol, fetch]));
    const wasDelivered = (symbol: string): boolean => {
      const fetch = fetchOf.get(symbol) ?? 'auto';
      const asked = fetch === 'auto' ? this.sourcesFor(request.provider) : [fetch];
      return asked.some((source) => known.get(symbol)?.includes(source) === true);
    };
    return new Set(notOffered.filter((symbol) => !wasDelivered(symbol)));
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
  private readonly sources: Readonly<Record<string, string>>;
  /** Some assets are fetched again, from another provider or for more days. Progress never goes back. */
  private reached = 0;

  constructor(
    private readonly provider: MarketDataProvider,
    assets: readonly Asset[],
    private readonly options: FetchOptions,
  ) {
    this.currencies = Object.fromEntries(assets.map(({ symbol, currency }) => [symbol, currency]));
    const fromOne = assets.filter(({ fetch }) => fetch !== 'auto');
    this.sources = Object.fromEntries(fromOne.map(({ symbol, fetch }) => [symbol, fetch]));
  }

  async outcomesOf(parts: readonly FetchPart[]): Promise<Map<string, FetchOutcome>> {
    const outcomes = new Map<string, FetchOutcome>();
    const { signal, onProgress } = this.options;
    for (const part of parts) {
      const found = await this.provider.fetchDailyBars({
        ...part,
        currencies: this.currencies,
        sources: this.sources,
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

/** A period that the client chose may contain no session; the default one always does. */
function isOpen({ from, to }: RefreshRequest): boolean {
  return from === undefined && to === undefined;
}

function missingOf({ symbol, provider, category, message }: FailedFetch): MissingAsset {
  return { symbol, provider, category, message };
}

function withoutPrices({ symbol, provider }: FetchedBars): MissingAsset {
  return { symbol, provider, category: 'no_prices', message: `${provider} has no recent prices of ${symbol}` };
}

function faulty(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
