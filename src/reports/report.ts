import { ReportContent } from './content/report-content';

export const REPORT_TYPES = ['performance', 'allocation', 'risk'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** `queued`: its job waits or is under way. */
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

/** The record of one that is ready, with what it says. */
export interface Report extends ReportRecord {
  readonly content: ReportContent | null;
}
