import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { AppConfig } from '../config';
import { Database } from '../database';
import { runInContext } from '../request-context';

/** Work that is due at times. */
export interface ScheduledJob {
  /** Of the queue; letters, digits and `-`. */
  readonly name: string;
  /** Five fields, as `30 22 * * 1-5`. */
  readonly cron: string;
  /** IANA zone in which the cron expression is meant. */
  readonly timeZone: string;
  readonly run: (jobId: string) => Promise<void>;
}

/** Seconds between two looks, at the clock and at the queue. */
const LOOK_EVERY_S = 5;
/** A job whose process died is taken up by another one after this many minutes. */
const LONGEST_MINUTES = 30;
const CONNECTIONS = 2;
/** Among the advisory locks of the database. */
const LOCK_OF_QUEUES = 7_302;

/**
 * The jobs of this process, over a queue in the same PostgreSQL: of all instances one does each job that is due. Opens
 * no connection as long as nobody has one.
 */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Jobs.name);
  private readonly scheduled: ScheduledJob[] = [];
  private boss: PgBoss | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {}

  /** To be called while modules are initialised. */
  schedule(job: ScheduledJob): void {
    this.scheduled.push(job);
  }

  /** Not by itself: commands are made of the same modules, and do no jobs. */
  async start(): Promise<void> {
    const { url } = this.config.database;
    if (this.scheduled.length === 0 || url === undefined) return;
    const boss = this.create(url);
    this.boss = boss;
    await this.alone(async () => {
      await boss.start();
      for (const job of this.scheduled) await this.work(boss, job);
    });
  }

  /** Jobs under way are waited for by those whose work it is. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.boss?.stop({ graceful: true, wait: true, timeout: 10_000 });
  }

  /** Instances that make the same queue at the same moment deadlock: one after the other. */
  private alone(work: () => Promise<void>): Promise<void> {
    return this.database.snapshot(async (snapshot) => {
      await snapshot.query(`select pg_advisory_xact_lock(${LOCK_OF_QUEUES}, 0)`);
      await work();
    });
  }

  private create(connectionString: string): PgBoss {
    const boss = new PgBoss({
      connectionString,
      application_name: 'autoindex-jobs',
      max: CONNECTIONS,
      cronMonitorIntervalSeconds: LOOK_EVERY_S,
      cronWorkerIntervalSeconds: LOOK_EVERY_S,
    });
    boss.on('error', (error) => this.logger.error({ msg: 'the queue of jobs failed', err: error }));
    return boss;
  }

  private async work(boss: PgBoss, { name, cron, timeZone, run }: ScheduledJob): Promise<void> {
    await boss.createQueue(name);
    await boss.schedule(name, cron, {}, { tz: timeZone, expireInMinutes: LONGEST_MINUTES, retryLimit: 1 });
    await boss.work(name, { pollingIntervalSeconds: LOOK_EVERY_S }, async ([job]) => {
      if (job !== undefined) await runInContext(job.id, () => run(job.id));
    });
  }
}
