import { Injectable, Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { AppConfig } from '../config';
import { Database } from '../database';
import { JobSchedule, JobWork } from './job';
import { guardOwnQueue } from './own-queue';

/** Between two looks at the clock: a cron tick is at most this late, in seconds. */
const CLOCK_EVERY_S = 5;
/** For the clock and the clearing up of old jobs. What belongs to a change goes through the connection of that change. */
const CONNECTIONS = 2;
const DAY_S = 24 * 60 * 60;
/** How long dead jobs can be run again. */
const DEAD_KEPT_S = 14 * DAY_S;
/** A job that nobody gave a sign of life for is lost much earlier; this is the library's own, last resort. */
const EXPIRE_HOURS = 12;
/** Among the advisory locks of the database. */
const LOCK_OF_QUEUES = 7_302;
/** Twenty instances that start at once wait for each other. Milliseconds. */
const PATIENCE_MS = 60_000;

/** The queue of jobs, by pg-boss in the same PostgreSQL, schema `pgboss`. Opens no connection before `open`. */
@Injectable()
export class Boss {
  private readonly logger = new Logger('Jobs');
  private boss: PgBoss | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {}

  /** For statements that are to be part of the open transaction. @throws NoTransactionError */
  get inTransaction(): { readonly db: PgBoss.Db } {
    const { transaction } = this.database;
    return {
      db: { executeSql: async (text, values) => ({ rows: await transaction.query<object>(text, values) }) },
    };
  }

  /** What sends, takes and ends jobs; it does so only with `inTransaction`. */
  get queue(): PgBoss {
    this.boss ??= this.create();
    return this.boss;
  }

  /** Makes the queues exist. One instance after the other: those that make the same table at one moment deadlock. */
  open(works: readonly JobWork<object>[]): Promise<void> {
    return this.alone(async () => {
      await this.queue.start();
      for (const work of works) await this.ensureQueue(work);
    });
  }

  /** From now on jobs are enqueued when they are due; what is not scheduled any more is not. */
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

  private async ensureQueue({ queue, retries, pauseSeconds }: JobWork<object>): Promise<void> {
    const options = {
      name: queue,
      retryLimit: retries,
      retryDelay: pauseSeconds,
      retryBackoff: true,
      expireInHours: EXPIRE_HOURS,
    };
    await this.queue.createQueue(queue, options);
    await this.queue.updateQueue(queue, options);
  }

  private alone(work: () => Promise<void>): Promise<void> {
    return this.database.snapshot(async (snapshot) => {
      await snapshot.query(`set local lock_timeout = ${PATIENCE_MS}`);
      await snapshot.query(`set local statement_timeout = ${PATIENCE_MS}`);
      await snapshot.query(`set local idle_in_transaction_session_timeout = ${PATIENCE_MS}`);
      await snapshot.query(`select pg_advisory_xact_lock(${LOCK_OF_QUEUES}, 0)`);
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
      cronMonitorIntervalSeconds: CLOCK_EVERY_S,
      cronWorkerIntervalSeconds: CLOCK_EVERY_S,
      archiveCompletedAfterSeconds: DAY_S,
      archiveFailedAfterSeconds: DEAD_KEPT_S,
    });
    guardOwnQueue(boss.getDb());
    boss.on('error', (error) => this.logger.error({ msg: 'the queue of jobs failed', err: error }));
    return boss;
  }
}
