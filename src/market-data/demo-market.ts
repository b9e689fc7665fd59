import { CalendarDay, dayNumber, dayOf } from '../platform/utils/days';
import { Factor, FACTORS, Instrument } from './demo-instruments';
import { DailyBar } from './market-data-provider';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit hash of the text (FNV-1a). */
export function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** Spreads the bits of `seed + counter` (the finaliser of MurmurHash3, public domain). */
export function mixed(seed: number, counter: number): number {
  let hash = (seed + Math.imul(counter + 1, 0x9e3779b9)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
function uniform(seed: number, counter: number): number {
  return mixed(seed, counter) / 2 ** 32;
}

/**
 * Nearly normal, mean 0, variance 1, within ±6: twelve uniforms of 16 bits, less 6 (Irwin-Hall).
 * Only additions and one division by a power of two, so that it is the same to the last bit on every machine; Math.log
 * and Math.exp are not.
 */
export function normal(seed: number, day: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const bits = mixed(seed, day * 6 + i);
    sum += (bits & 0xffff) + (bits >>> 16) + 1;
  }
  return sum / 2 ** 16 - 6;
}

/** Returns of one factor, the first one on `FIRST_DAY`, one a weekday. */
interface FactorModel {
  readonly drift: number;
  /** Standard deviation of a usual day. */
  readonly volatility: number;
}

const MODELS: Readonly<Record<Factor, FactorModel>> = {
  market: { drift: 0.0005, volatility: 0.0105 },
  technology: { drift: 0.0002, volatility: 0.009 },
  rates: { drift: 0.00005, volatility: 0.0042 },
  gold: { drift: 0.0002, volatility: 0.009 },
  oil: { drift: 0.0001, volatility: 0.022 },
  dollar: { drift: 0, volatility: 0.0035 },
};

/** GARCH(1,1), Bollerslev 1986: yesterday's shock makes 9 % of today's variance, yesterday's variance 88 %. */
const SHOCK = 0.09;
const MEMORY = 0.88;

type FactorReturns = Readonly<Record<Factor, readonly number[]>>;

/** The returns of every factor on each of these days (days since 1970-01-01, ascending, from the first of the market). */
function factorReturns(days: readonly number[]): FactorReturns {
  return {
    market: simulate('market', days),
    technology: simulate('technology', days),
    rates: simulate('rates', days),
    gold: simulate('gold', days),
    oil: simulate('oil', days),
    dollar: simulate('dollar', days),
  };
}

/** Quiet and wild times follow each other, as in real markets, because variance remembers. */
function simulate(factor: Factor, days: readonly number[]): number[] {
  const { drift, volatility } = MODELS[factor];
  const seed = hashText(`factor ${factor}`);
  const usual = volatility * volatility;
  let variance = usual;
  return days.map((day) => {
    const shock = Math.sqrt(variance) * normal(seed, day);
    variance = (1 - SHOCK - MEMORY) * usual + SHOCK * shock * shock + MEMORY * variance;
    return drift + shock;
  });
}

const LARGEST_MOVE = 0.2;

interface Period {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

/** The days of trading from the first of the market on, and what happened on them. */
export interface Walk {
  /** Days since 1970-01-01, ascending. */
  readonly days: readonly number[];
  readonly dates: readonly CalendarDay[];
  readonly factors: FactorReturns;
  /** The last completed session: a later split is not known yet, so older prices are not adjusted for it. */
  readonly asOf: CalendarDay;
}

/** The days up to `asOf` on which `trades`, and the returns of every factor on them. */
export function walk(first: CalendarDay, asOf: CalendarDay, trades: (day: number) => boolean): Walk {
  const days: number[] = [];
  for (let day = dayNumber(first), end = dayNumber(asOf); day <= end; day++) if (trades(day)) days.push(day);
  return { days, dates: days.map(dayOf), factors: factorReturns(days), asOf };
}

/**
 * The bars of one instrument within a period, both ends included. The walk always begins on the first day of the market,
 * so that a day's close does not depend on what was asked.
 */
export function simulateBars(instrument: Instrument, { days, dates, factors, asOf }: Walk, period: Period): DailyBar[] {
  const own = hashText(`instrument ${instrument.symbol}`);
  const gaps = hashText(`gap ${instrument.symbol}`);
  const shape = hashText(`bar ${instrument.symbol}`);
  const scale = unknownSplits(instrument, asOf);
  const bars: DailyBar[] = [];
  let close = instrument.start;
  for (const [row, date] of dates.entries()) {
    const day = days[row] ?? 0;
    const before = close;
    close = before * (1 + dailyReturn(instrument, before, factors, row, normal(own, day)));
    const wanted = date >= period.from && date <= period.to && !isGap(instrument, gaps, day);
    if (wanted)
      bars.push({ date, ...prices(shape, day, before * scale, close * scale), ...volume(instrument, shape, day) });
  }
  return bars;
}

/** What older prices still have to be multiplied by, because these splits lie ahead. */
function unknownSplits(instrument: Instrument, asOf: CalendarDay): number {
  return instrument.splits.filter((split) => split.on > asOf).reduce((product, split) => product * split.ratio, 1);
}

function dailyReturn(instrument: Instrument, before: number, factors: FactorReturns, row: number, own: number): number {
  const { drift, loadings, pull, start } = instrument;
  let sum = drift + instrument.own * own - pull * (before / start - 1);
  for (const factor of FACTORS) sum += (loadings[factor] ?? 0) * (factors[factor][row] ?? 0);
  return Math.max(-LARGEST_MOVE, Math.min(LARGEST_MOVE, sum));
}

function isGap(instrument: Instrument, seed: number, day: number): boolean {
  return instrument.gapEvery > 0 && uniform(seed, day) < 1 / instrument.gapEvery;
}

/** High and low lie around open and close, as they must. */
function prices(seed: number, day: number, before: number, close: number): Omit<DailyBar, 'date'> {
  const open = before + (close - before) * uniform(seed, day * 4) * 0.6;
  const high = Math.max(open, close) * (1 + 0.008 * uniform(seed, day * 4 + 1));
  const low = Math.min(open, close) * (1 - 0.008 * uniform(seed, day * 4 + 2));
  return { open: decimal(open), high: decimal(high), low: decimal(low), close: decimal(close) };
}

function volume(instrument: Instrument, seed: number, day: number): { volume?: string } {
  if (instrument.volume === 0) return {};
  return { volume: String(Math.round(instrument.volume * (0.6 + 0.8 * uniform(seed, day * 4 + 3)))) };
}

/** Four decimals; several times faster than toFixed, which counts with half a million numbers. */
function decimal(price: number): string {
  const units = Math.round(price * 10_000);
  const whole = Math.floor(units / 10_000);
  return `${whole}.${String(units - whole * 10_000 + 10_000).slice(1)}`;
}
