import { CalendarDay, DailyBar } from '../market-data-provider';
import { dayNumber, dayOf } from './days';
import { FactorReturns, factorReturns } from './factors';
import { FACTORS, Instrument } from './instruments';
import { hashText, normal, uniform } from './random';

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
  /** The last finished day: a later split is not known yet, so older prices are not adjusted for it. */
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
