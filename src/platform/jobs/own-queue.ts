import { Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';

/** The queue in which pg-boss puts what is due by its clock, before it enqueues it. */
const OWN_QUEUE = '__pgboss__send-it';
const NOTHING_ENDED = { rows: [{ count: '0' }] };

/**
 * pg-boss ends the jobs of its own queue without waiting for the answer: were that to fail, nobody would hear of it but
 * the process, which an unhandled rejection ends. So it fails with a line in the log; the job is tried again when its
 * time is over.
 */
export function guardOwnQueue(db: PgBoss.Db): void {
  const logger = new Logger('Jobs');
  const execute = db.executeSql.bind(db);
  db.executeSql = async (text, values) => {
    try {
      return await execute(text, values);
    } catch (error) {
      if (!endsOwnJobs(values)) throw error;
      logger.warn({ msg: 'a due job was enqueued, but that was not recorded', err: error });
      return NOTHING_ENDED;
    }
  };
}

function endsOwnJobs(values: readonly unknown[] | undefined): boolean {
  return values?.[0] === OWN_QUEUE && Array.isArray(values[1]);
}
