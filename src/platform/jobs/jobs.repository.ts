import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { JobData } from './job';
import { JobCounts, JobRecord, JobState } from './job-record';

/** A process gives a sign of life every few seconds; one that gave none for this long is dead. */
const LOST_AFTER = `interval '15 seconds'`;
/** Between being taken and its first sign of life. */
const JUST_TAKEN = `interval '5 seconds'`;

const COLUMNS = `id, name as queue, state::text as state, data, output, singleton_key as about,
  retry_count + (started_on is not null)::int as tries, retry_limit + 1 as "mostTries", created_on as "enqueuedAt",
  case when state = 'retry' then start_after end as "nextTryAt", completed_on as "endedAt"`;

export interface JobName {
  readonly queue: string;
  readonly id: string;
}

/** One try of a job: nobody else has it as long as both are so. */
export interface HeldJob extends JobName {
  readonly attempt: number;
}

/** A job that has been taken from the queue. */
export interface TakenJob extends HeldJob {
  readonly data: JobData;
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number;
}

const HELD = `name = $1 and id = $2 and state = 'active' and retry_count = $3`;
const held = ({ queue, id, attempt }: HeldJob): unknown[] => [queue, id, attempt];

/** The version of pg-boss's tables that the SQL below was written for. Where an upgrade brings another one, read it again. */
export const QUEUE_SCHEMA_VERSION = 24;

/** What pg-boss has no call for: its table of jobs, read and given signs of life. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** Those of the queues in which a job waits for somebody to do it. */
  async findDue(queues: readonly string[]): Promise<string[]> {
    const rows = await this.database.sql.query<{ name: string }>(
      `select distinct name from pgboss.job where name = any($1) and state < 'active' and start_after < now()`,
      [queues],
    );
    return rows.map(({ name }) => name);
  }

  /** Takes this job, if nobody else has, as pg-boss takes the next one. */
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

  /** Jobs under way whose process has given no sign of life. */
  findLost(queues: readonly string[]): Promise<(HeldJob & { data: object })[]> {
    return this.database.sql.query(
      `select name as queue, id, retry_count as attempt, data from pgboss.job
       where name = any($1) and state = 'active' and started_on < now() - ${LOST_AFTER}`,
      [queues],
    );
  }

  /** Gives a sign of life, and says how far the job is. Returns whether it is still held. */
  async beat(job: HeldJob, progress: object | undefined): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update pgboss.job set started_on = clock_timestamp(), output = coalesce($4::jsonb, output)
       where ${HELD} returning id`,
      [...held(job), progress === undefined ? null : JSON.stringify(progress)],
    );
    return rows.length > 0;
  }

  /** Until the transaction ends nobody else ends the job. Returns whether it is still held. */
  async lock(job: HeldJob): Promise<boolean> {
    const rows = await this.database.transaction.query(`select from pgboss.job where ${HELD} for update`, held(job));
    return rows.length > 0;
  }

  async forbidRetry(job: HeldJob): Promise<void> {
    await this.database.transaction.query(`update pgboss.job set retry_limit = retry_count where ${HELD}`, held(job));
  }

  /** Lets others try it at once. Returns whether it may be tried again. */
  async passOn(job: HeldJob): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update pgboss.job set state = 'retry', start_after = now() where ${HELD} and retry_count < retry_limit returning id`,
      held(job),
    );
    return rows.length > 0;
  }

  /** Gives it back at once, and does not count the try. */
  async release(job: HeldJob): Promise<void> {
    await this.database.transaction.query(
      `update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now() where ${HELD}`,
      held(job),
    );
  }

  /** Whether it is done or is still to be done, on whichever try. */
  async isUnfinished({ queue, id }: JobName): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from pgboss.job where name = $1 and id = $2 and state <= 'active'`,
      [queue, id],
    );
    return rows.length > 0;
  }

  /** One that waits, never tried or for another try, waits at most so many seconds from now on. */
  async hasten({ queue, id }: JobName, waits: 'created' | 'retry', seconds: number): Promise<void> {
    await this.database.transaction.query(
      `update pgboss.job set start_after = now() + $4 * interval '1 second'
       where name = $1 and id = $2 and state = $3 and start_after > now() + $4 * interval '1 second'`,
      [queue, id, waits, seconds],
    );
  }

  /** A dead job waits to be done again, now. Returns whether it was dead. */
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

  /** Whether the queue has been made: not before a service has run on this database. */
  async isMade(): Promise<boolean> {
    const rows = await this.database.sql.query<{ made: boolean }>(
      `select to_regclass('pgboss.job') is not null as made`,
    );
    return rows[0]?.made ?? false;
  }

  /** Whether jobs can be put into the queue. */
  async hasQueue(queue: string): Promise<boolean> {
    if (!(await this.isMade())) return false;
    return (await this.database.sql.query('select from pgboss.queue where name = $1', [queue])).length > 0;
  }

  /** Whether a job about this waits, or has just been taken. */
  async isAwaited(about: string): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from pgboss.job where singleton_key = $1
         and (state < 'active' or state = 'active' and started_on > clock_timestamp() - ${JUST_TAKEN}) limit 1`,
      [about],
    );
    return rows.length > 0;
  }
}
