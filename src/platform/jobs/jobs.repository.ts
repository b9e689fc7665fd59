import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { JobData, JobCounts, JobRecord, JobState } from './job';
/** A heartbeat comes every three seconds. After this long without one the process is dead. */
const ORPHANED_AFTER = `interval '15 seconds'`;
/** Between being taken and the first heartbeat. */
const JUST_TAKEN = `interval '5 seconds'`;

const COLUMNS = `id, name as queue, state::text as state, data, output, singleton_key as about,
  retry_count + (started_on is not null)::int as tries, retry_limit + 1 as "mostTries", created_on as "enqueuedAt",
  case when state = 'retry' then start_after end as "nextTryAt", completed_on as "endedAt"`;

interface JobName {
  readonly queue: string;
  readonly id: string;
}

/** One try of a job. A process owns the job while both match. */
export interface JobAttempt extends JobName {
  readonly attempt: number;
}

/** A job that has been taken from the queue. */
export interface TakenJob extends JobAttempt {
  readonly data: JobData;
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number;
}

const OWNED = `name = $1 and id = $2 and state = 'active' and retry_count = $3`;
const idOf = ({ queue, id, attempt }: JobAttempt): unknown[] => [queue, id, attempt];

/** The version of pg-boss's tables that this SQL was written for. Review it when an upgrade brings another version. */
export const QUEUE_SCHEMA_VERSION = 24;

/** SQL on pg-boss's table of jobs for which pg-boss has no call: heartbeats, taking over, listing. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** The queues that have a due job. */
  async findDue(queues: readonly string[]): Promise<string[]> {
    const rows = await this.database.sql.query<{ name: string }>(
      `select distinct name from pgboss.job where name = any($1) and state < 'active' and start_after < now()`,
      [queues],
    );
    return rows.map(({ name }) => name);
  }

  /** Takes this job unless another process has it, as pg-boss's fetch does. */
  async take(queue: string, id: string): Promise<TakenJob | undefined> {
    const rows = await this.database.transaction.query<TakenJob>(
      `update pgboss.job set state = 'active', started_on = now(),
         retry_count = retry_count + (started_on is not null)::int
       where name = $1 and id = $2 and state < 'active'
       returning name as queue, id, retry_count as attempt, data, extract(epoch from created_on)::float8 * 1000 as "enqueuedAt"`,
      [queue, id],
    );
    return rows[0];
  }

  /** Active jobs without a heartbeat. */
  findOrphaned(queues: readonly string[]): Promise<(JobAttempt & { data: object })[]> {
    return this.database.sql.query(
      `select name as queue, id, retry_count as attempt, data from pgboss.job
       where name = any($1) and state = 'active' and started_on < now() - ${ORPHANED_AFTER}`,
      [queues],
    );
  }

  /** Stores a heartbeat and the progress. Returns whether the process still owns the job. */
  async heartbeat(job: JobAttempt, progress: object | undefined): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update pgboss.job set started_on = clock_timestamp(), output = coalesce($4::jsonb, output)
       where ${OWNED} returning id`,
      [...idOf(job), progress === undefined ? null : JSON.stringify(progress)],
    );
    return rows.length > 0;
  }

  /** Locks the job until the transaction ends. Returns whether the process still owns it. */
  async lock(job: JobAttempt): Promise<boolean> {
    const rows = await this.database.transaction.query(`select from pgboss.job where ${OWNED} for update`, idOf(job));
    return rows.length > 0;
  }

  async forbidRetry(job: JobAttempt): Promise<void> {
    await this.database.transaction.query(`update pgboss.job set retry_limit = retry_count where ${OWNED}`, idOf(job));
  }

  /** Makes the job due now. Returns false after the last try. */
  async retryNow(job: JobAttempt): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update pgboss.job set state = 'retry', start_after = now() where ${OWNED} and retry_count < retry_limit returning id`,
      idOf(job),
    );
    return rows.length > 0;
  }

  /** Makes the job due now, and does not count the try. */
  async release(job: JobAttempt): Promise<void> {
    await this.database.transaction.query(
      `update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now() where ${OWNED}`,
      idOf(job),
    );
  }

  /** Whether it is waiting or running. */
  async isUnfinished({ queue, id }: JobName): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from pgboss.job where name = $1 and id = $2 and state <= 'active'`,
      [queue, id],
    );
    return rows.length > 0;
  }

  /** Limits the remaining delay of a waiting job. */
  async limitDelay({ queue, id }: JobName, waits: 'created' | 'retry', seconds: number): Promise<void> {
    await this.database.transaction.query(
      `update pgboss.job set start_after = now() + $4 * interval '1 second'
       where name = $1 and id = $2 and state = $3 and start_after > now() + $4 * interval '1 second'`,
      [queue, id, waits, seconds],
    );
  }

  /** Makes a dead job due now. Returns whether it was dead. */
  async revive(id: string): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update pgboss.job set state = 'retry', retry_limit = retry_count + 1, start_after = now(), completed_on = null,
         data = data || '{"again": true}', keep_until = greatest(keep_until, now() + interval '14 days')
       where id = $1 and state = 'failed' returning id`,
      [id],
    );
    return rows.length > 0;
  }

  async findById(id: string): Promise<JobRecord | undefined> {
    const rows = await this.database.sql.query<JobRecord>(
      `select ${COLUMNS} from pgboss.job where id = $1
       union all select ${COLUMNS} from pgboss.archive where id = $1 limit 1`,
      [id],
    );
    return rows[0];
  }

  /** The newest first. */
  list(queues: readonly string[], states: readonly JobState[], limit: number): Promise<JobRecord[]> {
    return this.database.sql.query<JobRecord>(
      `select ${COLUMNS} from pgboss.job where name = any($1) and state::text = any($2)
       order by created_on desc, id limit $3`,
      [queues, states, limit],
    );
  }

  count(queues: readonly string[]): Promise<JobCounts[]> {
    return this.database.sql.query<JobCounts>(
      `select q.name as queue, count(*) filter (where state = 'failed')::int as dead,
         coalesce(extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after < now())),
           0)::float8 as waiting
       from unnest($1::text[]) as q (name) left join pgboss.job using (name) group by q.name`,
      [queues],
    );
  }

  /** Whether pg-boss's tables exist. A service must have started on this database once. */
  async isMade(): Promise<boolean> {
    const rows = await this.database.sql.query<{ made: boolean }>(
      `select to_regclass('pgboss.job') is not null as made`,
    );
    return rows[0]?.made ?? false;
  }

  /** Whether the queue exists. */
  async hasQueue(queue: string): Promise<boolean> {
    if (!(await this.isMade())) return false;
    return (await this.database.sql.query('select from pgboss.queue where name = $1', [queue])).length > 0;
  }

  /** Whether a job with this subject is waiting, or has just been taken. */
  async isAwaited(about: string): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from pgboss.job where singleton_key = $1
         and (state < 'active' or state = 'active' and started_on > clock_timestamp() - ${JUST_TAKEN}) limit 1`,
      [about],
    );
    return rows.length > 0;
  }
}
