export const JOB_STATES = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const;

/** `created` waits · `retry` failed and waits for its next try · `active` is done · `failed` is dead. */
export type JobState = (typeof JOB_STATES)[number];

/** A job as it is on record. Instants are ISO 8601 in UTC. */
export interface JobRecord {
  readonly id: string;
  readonly queue: string;
  readonly state: JobState;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of an active job how far it is, of a completed one its result, of a failed one `message`. */
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly about: string | null;
  readonly tries: number;
  readonly mostTries: number;
  readonly enqueuedAt: string;
  readonly nextTryAt: string | null;
  readonly endedAt: string | null;
}

/** How many jobs of a queue are dead, and for how many seconds the oldest one that is due has been waiting; 0: none is. */
export interface JobCounts {
  readonly queue: string;
  readonly dead: number;
  readonly waiting: number;
}
