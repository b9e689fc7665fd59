import { RiskMetrics } from '../index-methods';

/** Levels, closes or fractions by day; days `YYYY-MM-DD`, ascending. */
export interface DatedNumbers {
  readonly dates: readonly string[];
  readonly values: readonly number[];
}

export interface NamedSeries extends DatedNumbers {
  readonly name: string;
}

/** The head of every report. All returns, weights and depths are fractions: 0.05 is five per cent. */
export interface ReportHead {
  readonly title: string;
  readonly index: { readonly slug: string; readonly name: string; readonly currency: string; readonly method: string };
  /** The first and last day with a level in the period. */
  readonly from: string;
  readonly to: string;
  /** The data version that the report was made from. */
  readonly dataVersion: number;
  /** What the index is compared with; null for nothing, absent in old reports. */
  readonly comparedWith?: {
    readonly symbol: string;
    readonly name: string;
    /** Its weight in the newest holdings; 0 when it is only compared with. */
    readonly heldWeight: number;
  } | null;
  /** Where the prices come from; absent in old reports. */
  readonly source?: string;
  /** A warning shown above the figures, such as demo prices; null or absent (in old reports): none. */
  readonly notice?: string | null;
}

export interface DayReturn {
  readonly date: string;
  readonly return: number;
}

export interface PerformanceContent extends ReportHead {
  readonly type: 'performance';
  readonly startLevel: number;
  readonly endLevel: number;
  readonly totalReturn: number;
  /** By calendar days; null for a single day. */
  readonly annualizedReturn: number | null;
  readonly volatility: number | null;
  readonly maxDrawdown: number;
  readonly best: DayReturn | null;
  readonly worst: DayReturn | null;
  /** The share of days with a return above zero; null without any return. */
  readonly positiveDays: number | null;
  /** Over the days that both have; null without a benchmark, or without two common days. */
  readonly benchmark: {
    readonly name: string;
    readonly totalReturn: number;
    readonly excessReturn: number;
    /** The first and the last common day; absent in old reports. */
    readonly from?: string;
    readonly to?: string;
  } | null;
  readonly months: readonly {
    /** `YYYY-MM`. A month of which only the first level of the report is known is left out. */
    readonly month: string;
    readonly return: number;
    /** Over the same days; null without a close of the benchmark at both ends. */
    readonly benchmarkReturn: number | null;
    /** Only for a part of the month: the day whose close the return starts from; absent in old reports. */
    readonly since?: string | null;
    /** Only for a part of the month: the newest day; absent in old reports. */
    readonly until?: string | null;
  }[];
  readonly series: { readonly index: NamedSeries; readonly benchmark: NamedSeries | null };
}

export interface AllocationContent extends ReportHead {
  readonly type: 'allocation';
  /** The rebalance day of the holdings. */
  readonly asOf: string;
  readonly holdings: readonly {
    readonly symbol: string;
    readonly name: string;
    readonly sector: string | null;
    readonly weight: number;
  }[];
  readonly sectors: readonly { readonly sector: string; readonly weight: number; readonly holdings: number }[];
  readonly concentration: {
    readonly largest: number;
    readonly topFive: number;
    /** Sum of the squared weights: 1 for one holding, 1 / n for n equal ones. */
    readonly herfindahl: number;
    /** Its inverse: as many equal holdings would be as concentrated. */
    readonly effectiveHoldings: number;
  };
}

export interface Drawdown {
  /** The day of the highest level before it. */
  readonly peak: string;
  /** The day of the deepest level. */
  readonly trough: string;
  /** The first day at the level of the peak again; null: not yet. */
  readonly recovered: string | null;
  /** At most 0. */
  readonly depth: number;
}

export interface RiskContent extends ReportHead {
  readonly type: 'risk';
  readonly metrics: RiskMetrics;
  /** The deepest first, at most five. */
  readonly drawdowns: readonly Drawdown[];
  /** Days by the size of their return, `from` included, `to` not; null: without bound. */
  readonly distribution: readonly { readonly from: number | null; readonly to: number | null; readonly days: number }[];
  readonly series: { readonly index: NamedSeries; readonly benchmark: NamedSeries | null };
}

export type ReportContent = PerformanceContent | AllocationContent | RiskContent;

export const REPORT_TYPES = ['performance', 'allocation', 'risk'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** `queued` until its job has ended. */
export type ReportStatus = 'queued' | 'ready' | 'failed';

export interface NewReport {
  readonly type: ReportType;
  /** Slug of the index. */
  readonly index: string;
  /** Calendar days up to the newest level of the index. */
  readonly periodDays: number;
}

/** A report on record. Instants are ISO 8601 in UTC. */
export interface ReportRecord extends NewReport {
  readonly id: number;
  readonly status: ReportStatus;
  /** Why it failed. */
  readonly error: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** A report with its content; null until it is ready. */
export interface Report extends ReportRecord {
  readonly content: ReportContent | null;
}
