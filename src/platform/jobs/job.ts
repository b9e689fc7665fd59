/** The payload of a job, stored as JSON. */
export interface JobData {
  /** Of the request that enqueued it. The log lines of the job carry it. */
  readonly requestId?: string;
  /** It was dead, and an administrator retried it. */
  readonly again?: true;
}

/** One try of a job. */
export interface Job<Data extends JobData> {
  readonly id: string;
  readonly data: Data;
  /** 0 on the first try. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number;
  /** Aborted at shutdown, or when another process has taken the job over. */
  readonly signal: AbortSignal;
  /** Reports progress. */
  readonly progress: (current: number, total: number) => void;
}

/**
 * The work of a queue. It must be idempotent: it runs twice when a process is wrongly taken for dead, or dies before it has
 * recorded the outcome.
 */
export interface JobWork<Data extends JobData, Result extends object | undefined = object | undefined> {
  /** Letters, digits and `-`. */
  readonly queue: string;
  /** Retries after the first try. */
  readonly retries: number;
  /** Delay of the first retry. It doubles with each retry, and half of it is random. */
  readonly retryDelaySeconds: number;
  /** Upper bound of the delay. */
  readonly maxRetryDelaySeconds?: number;
  /** Every process runs it, whatever its ROLE. */
  readonly everywhere?: true;
  /** Is called at each start, when the queue exists: enqueues what could not be enqueued before. */
  opened?(): Promise<void>;
  /**
   * Returns the result to store.
   * @throws FinalJobError when a retry cannot succeed; JobError with a message that operators may read
   */
  perform(job: Job<Data>): Promise<Result>;
  /** Is called in the transaction that records the completion. */
  done?(job: Pick<Job<Data>, 'id' | 'data'>, result: Result): Promise<void>;
  /** Is called in the transaction that records that the job is dead. Returns 'alerted' if it raised its own alert. */
  died?(job: Pick<Job<Data>, 'id' | 'data'>, reason: string): Promise<'alerted' | undefined>;
}

/** A job that is enqueued by a cron expression, once over all instances. */
export interface JobSchedule {
  readonly queue: string;
  /** Five fields, as `30 22 * * 1-5`. */
  readonly cron: string;
  /** IANA zone in which the cron expression is meant. */
  readonly timeZone: string;
  readonly data: object;
}

/** The job failed. Its message is stored in the job's record, so it must hold no secret. */
export class JobError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The job would fail again: it is dead at once, without retries. */
export class FinalJobError extends JobError {}

export const JOB_STATES = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const;

/** `created`: waiting; `retry`: failed, waiting for its next try; `active`: running; `failed`: dead. */
export type JobState = (typeof JOB_STATES)[number];

/** The record of a job. Instants are ISO 8601 in UTC. */
export interface JobRecord {
  readonly id: string;
  readonly queue: string;
  readonly state: JobState;
  readonly data: Readonly<Record<string, unknown>>;
  /** The progress of an active job, the result of a completed one, the `message` of a failed one. */
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly about: string | null;
  readonly tries: number;
  readonly mostTries: number;
  readonly enqueuedAt: string;
  readonly nextTryAt: string | null;
  readonly endedAt: string | null;
}

/** `waiting`: for how many seconds the oldest due job has been waiting; 0 when none is due. */
export interface JobCounts {
  readonly queue: string;
  readonly dead: number;
  readonly waiting: number;
}
