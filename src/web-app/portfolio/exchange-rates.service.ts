import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { addDays } from '../../platform/utils/days';
import { PriceHistory } from '../../prices';

/** A stored exchange rate as part of a conversion. `AAA/BBB` is the price of one AAA in BBB. */
interface RateStep {
  readonly symbol: string;
  /** Whether the conversion uses the reciprocal of the rate. */
  readonly inverse: boolean;
}

/** Conversions between two currencies by stored rates, shortest first: direct, inverse, through a third currency. */
export function ratePaths(from: string, to: string, symbols: readonly string[]): RateStep[][] {
  const direct = stepsBetween(from, to, symbols).map((step) => [step]);
  const thirds = [...new Set(symbols.flatMap((symbol) => symbol.split('/')))].filter((c) => c !== from && c !== to);
  const crosses = thirds
    .sort()
    .flatMap((third) =>
      stepsBetween(from, third, symbols).flatMap((one) =>
        stepsBetween(third, to, symbols).map((other) => [one, other]),
      ),
    );
  return [...direct, ...crosses];
}

function stepsBetween(from: string, to: string, symbols: readonly string[]): RateStep[] {
  return [
    { symbol: `${from}/${to}`, inverse: false },
    { symbol: `${to}/${from}`, inverse: true },
  ].filter(({ symbol }) => symbols.includes(symbol));
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
    const stored = new Map(
      (await this.assets.list({ kind: 'fx' }, MAX_RATES)).data.map((asset) => [asset.symbol, asset]),
    );
    for (const path of ratePaths(from, to, [...stored.keys()])) {
      const steps = await Promise.all(path.map((step) => this.stepOn(day, step, stored.get(step.symbol))));
      const known = steps.filter((step) => step !== undefined);
      if (known.length === path.length) return known.reduce(multiplied);
    }
    return undefined;
  }

  private async stepOn(day: string, step: RateStep, asset: Asset | undefined): Promise<ExchangeRate | undefined> {
    if (asset === undefined) return undefined;
    const { dates, values } = await this.prices.closesOf(asset.id, addDays(day, -MAX_AGE_DAYS), day);
    const [date, close] = [dates.at(-1), values.at(-1)];
    if (date === undefined || close === undefined) return undefined;
    return { rate: step.inverse ? 1 / close : close, date, symbols: [step.symbol] };
  }
}

function multiplied(one: ExchangeRate, other: ExchangeRate): ExchangeRate {
  return {
    rate: one.rate * other.rate,
    date: one.date < other.date ? one.date : other.date,
    symbols: [...one.symbols, ...other.symbols],
  };
}
