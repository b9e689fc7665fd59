/** What became of a quarantined row; `open` waits for somebody to look. */
export const QUARANTINE_STATES = ['open', 'released', 'discarded'] as const;

export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** A row that broke a rule, as its source wrote it. */
export interface QuarantinedPrice {
  readonly id: number;
  readonly symbol: string;
  readonly date: string;
  /** The numbers that the row had, as text. */
  readonly bar: Readonly<Record<string, string>>;
  readonly source: string;
  readonly line: number | null;
  readonly rule: string;
  readonly detail: string;
  readonly runId: number;
  readonly quarantinedAt: string;
  readonly state: QuarantineState;
  /** Who released or discarded it, and when. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly releasedRunId: number | null;
}

export interface QuarantineFilter {
  readonly symbol?: string;
  readonly rule?: string;
  readonly state?: QuarantineState;
}
