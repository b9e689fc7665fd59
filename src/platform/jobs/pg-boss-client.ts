import { Logger, Injectable } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { AppConfig } from '../config';
import { Database } from '../database';
import { JobSchedule, JobWork } from './job';
/** pg-boss's own queue: due cron ticks wait there before they become jobs. */
const OWN_QUEUE = '__pgboss__send-it';
const NONE_COMPLETED = { rows: [{ count: '0' }] };

/**
 * pg-boss completes the jobs of its own queue without awaiting the result, so a failure would be an unhandled rejection
 * that ends the process. This logs it instead. pg-boss retries the job after its expiry.
 */
export function guardOwnQueue(db: PgBoss.Db): void {
  const logger = new Logger('Jobs');
  const execute = db.executeSql.bind(db);
  db.executeSql = async (text, values) => {
    try {
      return await execute(text, values);
    } catch (error) {
      if (!completesOwnJobs(values)) throw error;
      logger.warn({ msg: 'a due job was enqueued, but that was not recorded', err: error });
      return NONE_COMPLETED;
    }
  };
}

function completesOwnJobs(values: readonly unknown[] | undefined): boolean {
  return values?.[0] === OWN_QUEUE && Array.isArray(values[1]);
}

/** A cron tick is at most this late. Seconds. */
const CLOCK_INTERVAL_S = 5;
/** For the clock and for deleting old jobs. Enqueueing and ending jobs uses the connection of the open transaction. */
const CONNECTIONS = 2;
const DAY_S = 24 * 60 * 60;
/** How long a dead job can be retried. */
const DEAD_RETENTION_S = 14 * DAY_S;
/** pg-boss's own expiry, a last resort: a job without a heartbeat is orphaned much earlier. */
const EXPIRE_HOURS = 12;
/** Key of an advisory lock. */
const QUEUES_LOCK = 7_302;
/** Twenty instances that start at once wait for each other. */
const OPEN_TIMEOUT_MS = 60_000;

/** pg-boss on the same PostgreSQL, schema `pgboss`. Opens no connection before `open`. */
@Injectable()
export class PgBossClient {
  private readonly logger = new Logger('Jobs');
  private boss: PgBoss | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {}

  /** Makes a call of pg-boss part of the open transaction. @throws NoTransactionError */
  get inTransaction(): { readonly db: PgBoss.Db } {
    const { transaction } = this.database;
    return {
      db: { executeSql: async (text, values) => ({ rows: await transaction.query<object>(text, values) }) },
    };
  }

  /** Sends, fetches and ends jobs. Call it with `inTransaction` only. */
  get queue(): PgBoss {
    this.boss ??= this.create();
    return this.boss;
  }

  /** Creates the queues. Instances take turns: creating the same table at the same time deadlocks. */
  open(works: readonly JobWork<object>[]): Promise<void> {
    return this.exclusively(async () => {
      await this.queue.start();
      for (const work of works) await this.ensureQueue(work);
    });
  }

  /** Enqueues jobs when they are due, and removes the schedules of other queues. */
  async schedule(queues: readonly string[], schedules: readonly JobSchedule[]): Promise<void> {
    for (const queue of queues) {
      const due = schedules.find((schedule) => schedule.queue === queue);
      if (due === undefined) await this.queue.unschedule(queue);
      else await this.queue.schedule(queue, due.cron, due.data, { tz: due.timeZone });
    }
  }

  async close(): Promise<void> {
    await this.boss?.stop({ graceful: false });
  }

  private async ensureQueue({ queue, retries, retryDelaySeconds }: JobWork<object>): Promise<void> {
    const options = {
      name: queue,
      retryLimit: retries,
      retryDelay: retryDelaySeconds,
      retryBackoff: true,
      expireInHours: EXPIRE_HOURS,
    };
    await this.queue.createQueue(queue, options);
    await this.queue.updateQueue(queue, options);
  }

  private exclusively(work: () => Promise<void>): Promise<void> {
    return this.database.snapshot(async (snapshot) => {
      await snapshot.query(`set local lock_timeout = ${OPEN_TIMEOUT_MS}`);
      await snapshot.query(`set local statement_timeout = ${OPEN_TIMEOUT_MS}`);
      await snapshot.query(`set local idle_in_transaction_session_timeout = ${OPEN_TIMEOUT_MS}`);
      await snapshot.query(`select pg_advisory_xact_lock(${QUEUES_LOCK}, 0)`);
      await work();
    });
  }

  private create(): PgBoss {
    const { database, role } = this.config;
    const works = role !== 'api';
    const boss = new PgBoss({
      connectionString: database.url ?? '',
      application_name: 'autoindex-jobs',
      max: CONNECTIONS,
      supervise: works,
      schedule: works,
      cronMonitorIntervalSeconds: CLOCK_INTERVAL_S,
      cronWorkerIntervalSeconds: CLOCK_INTERVAL_S,
      archiveCompletedAfterSeconds: DAY_S,
      archiveFailedAfterSeconds: DEAD_RETENTION_S,
    });
    guardOwnQueue(boss.getDb());
    boss.on('error', (error) => this.logger.error({ msg: 'the queue of jobs failed', err: error }));
    return boss;
  }
}
