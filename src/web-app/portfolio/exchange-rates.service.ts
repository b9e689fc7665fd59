import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { addDays } from '../../platform/utils/days';
import { PriceHistory } from '../../prices';

/** A stored exchange rate as part of a conversion. `AAA/BBB` is the price of one AAA in BBB. */
interface RateStep {
  readonly symbol: string;
  /** Whether the conversion uses the reciprocal of the rate. */
  readonly inverse: boolean;
}

/** The stored exchange rates of a day, by symbol. */
type RateCloses = ReadonlyMap<string, { readonly date: string; readonly close: number }>;

/** Conversions between two currencies by stored rates, shortest first: direct, inverse, through a third currency. */
export function ratePaths(from: string, to: string, stored: ReadonlyMap<string, unknown>): RateStep[][] {
  const direct = stepsBetween(from, to, stored).map((step) => [step]);
  const thirds = [...new Set([...stored.keys()].flatMap((symbol) => symbol.split('/')))];
  const crosses = thirds
    .filter((code) => code !== from && code !== to)
    .sort()
    .flatMap((third) =>
      stepsBetween(from, third, stored).flatMap((one) => stepsBetween(third, to, stored).map((other) => [one, other])),
    );
  return [...direct, ...crosses];
}

function stepsBetween(from: string, to: string, stored: ReadonlyMap<string, unknown>): RateStep[] {
  return [
    { symbol: `${from}/${to}`, inverse: false },
    { symbol: `${to}/${from}`, inverse: true },
  ].filter(({ symbol }) => stored.has(symbol));
}

/** The price of one unit of a currency in another, and the closes that it was computed from. */
export interface ExchangeRate {
  readonly rate: number;
  /** The oldest of the closes. */
  readonly date: string;
  readonly symbols: readonly string[];
}

/** The longest holidays of a market. An older close is not used as the rate of the day. */
const MAX_AGE_DAYS = 7;

/** More exchange rates than an installation stores. */
const MAX_RATES = 1_000;

/** Historical exchange rates, from the stored closes of assets of kind `fx`. */
@Injectable()
export class ExchangeRatesService {
  constructor(
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
  ) {}

  /** The rate at the close of `day`, or at the last close of the week before. Undefined if none is stored. */
  async findOn(day: string, from: string, to: string): Promise<ExchangeRate | undefined> {
    return rateBetween(from, to, await this.closesOn(day));
  }

  /** The currencies that the stored rates of `day` convert to `to`, in the order of their codes, without `to`. */
  async findConvertible(day: string, to: string): Promise<string[]> {
    const closes = await this.closesOn(day);
    const codes = new Set([...closes.keys()].flatMap((symbol) => symbol.split('/')));
    return [...codes].filter((code) => code !== to && rateBetween(code, to, closes) !== undefined).sort();
  }

  private async closesOn(day: string): Promise<RateCloses> {
    const { data: assets } = await this.assets.list({ kind: 'fx' }, MAX_RATES);
    const ids = assets.map(({ id }) => id);
    const newest = await this.prices.newestCloses(ids, addDays(day, -MAX_AGE_DAYS), day);
    return new Map(
      assets.flatMap(({ id, symbol }) => {
        const found = newest.get(id);
        return found === undefined ? [] : [[symbol, found] as const];
      }),
    );
  }
}

/** By the first path of which all closes are known. */
function rateBetween(from: string, to: string, closes: RateCloses): ExchangeRate | undefined {
  const [path] = ratePaths(from, to, closes);
  return path?.flatMap((step) => rateOfStep(step, closes)).reduce(multiplied);
}

function rateOfStep({ symbol, inverse }: RateStep, closes: RateCloses): ExchangeRate[] {
  const found = closes.get(symbol);
  if (found === undefined) return [];
  return [{ rate: inverse ? 1 / found.close : found.close, date: found.date, symbols: [symbol] }];
}

function multiplied(one: ExchangeRate, other: ExchangeRate): ExchangeRate {
  return {
    rate: one.rate * other.rate,
    date: one.date < other.date ? one.date : other.date,
    symbols: [...one.symbols, ...other.symbols],
  };
}
