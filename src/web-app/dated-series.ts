import { ApiProperty } from '@nestjs/swagger';

export class SeriesPointDto {
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 132.84170921 })
  value: number;
}

/** `values[i]` is the level, close or rate on `dates[i]`; days `YYYY-MM-DD`, ascending, values positive. */
export interface DatedSeries {
  readonly dates: readonly string[];
  readonly values: readonly number[];
}

interface SeriesPoint {
  readonly date: string;
  readonly value: number;
}

export function pointsOf({ dates, values }: DatedSeries): SeriesPoint[] {
  return dates.map((date, position) => ({ date, value: values[position] ?? Number.NaN }));
}

/** Scales the series to the value `base` on its first day. */
export function rebasedTo(base: number, { dates, values }: DatedSeries): DatedSeries {
  const first = values[0] ?? Number.NaN;
  return { dates, values: values.map((value) => (value / first) * base) };
}

/** Both series on their common days. */
export function onCommonDays(one: DatedSeries, other: DatedSeries): [DatedSeries, DatedSeries] {
  const days = new Set(other.dates);
  const own = new Set(one.dates);
  return [only(one, days), only(other, own)];
}

function only({ dates, values }: DatedSeries, days: ReadonlySet<string>): DatedSeries {
  const kept = dates.flatMap((date, position) => (days.has(date) ? [position] : []));
  return { dates: kept.map((position) => dates[position] ?? ''), values: kept.map((p) => values[p] ?? Number.NaN) };
}
