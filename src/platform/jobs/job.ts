/** What a job is about; it lies in the queue as JSON. */
export interface JobData {
  /** Of the request that caused it: it stands in the lines of its log. */
  readonly requestId?: string;
  /** It was dead, and an administrator wants it to be done again. */
  readonly again?: true;
}

/** One try of a job, as its work sees it. */
export interface Job<Data extends JobData> {
  readonly id: string;
  readonly data: Data;
  /** 0 on the first try, one more on each further one. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number;
  /** Aborted when the process leaves, or when the job was taken for lost and given to others. */
  readonly signal: AbortSignal;
  /** Says how far it is, for those who watch it. */
  readonly progress: (current: number, total: number) => void;
}

/**
 * The work of a queue. It may be done twice: when a process is taken for dead and is not, or when it dies between the
 * end of the work and its record. So doing it again must change nothing.
 */
export interface JobWork<Data extends JobData, Result extends object | undefined = object | undefined> {
  /** Letters, digits and `-`. */
  readonly queue: string;
  /** Further tries after one that failed. */
  readonly retries: number;
  /** Before the first further try; it doubles with each, and half of it is chance. */
  readonly pauseSeconds: number;
  /** Where the doubling ends. */
  readonly longestPauseSeconds?: number;
  /** Every process does it, whatever its ROLE. */
  readonly everywhere?: true;
  /** At each start, when the queue is there: enqueues what could not be before. */
  opened?(): Promise<void>;
  /**
   * Returns what there is to say of the result.
   * @throws FinalJobError when trying again is of no use; JobError for what everybody may read
   */
  perform(job: Job<Data>): Promise<Result>;
  /** In the transaction that records that the job is done. */
  done?(job: Pick<Job<Data>, 'id' | 'data'>, result: Result): Promise<void>;
  /** In the transaction that records that the job is dead. Raises the alert, unless it is to be the usual one. */
  died?(job: Pick<Job<Data>, 'id' | 'data'>, reason: string): Promise<'alerted' | undefined>;
}

/** A job that is enqueued at times, by itself, once over all instances. */
export interface JobSchedule {
  readonly queue: string;
  /** Five fields, as `30 22 * * 1-5`. */
  readonly cron: string;
  /** IANA zone in which the cron expression is meant. */
  readonly timeZone: string;
  readonly data: object;
}

/** The job failed, for a reason that everybody may read: it stands in the record of the job. */
export class JobError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** It would fail again: it is dead at once, whatever its queue says of further tries. */
export class FinalJobError extends JobError {}
