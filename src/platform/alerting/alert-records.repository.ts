import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { Alert } from './alert';

/** An alert on record. */
export interface StoredAlert extends Alert {
  readonly id: number;
  /** The job that sends the next notification, or sent the last one. Null: there was none yet. */
  readonly jobId: string | null;
}

/** Class of the advisory locks of alerts. */
const ALERT_LOCKS = 7_303;

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

const COLUMNS = `id, job_id as "jobId", cause, subject, summary, request_id as "requestId", occurrences,
  ${milliseconds('opened_at')} as "openedAt", ${milliseconds('last_at')} as "lastAt",
  ${milliseconds('recovered_at')} as "resolvedAt", told as notified, ${milliseconds('told_at')} as "notifiedAt",
  told_occurrences as "notifiedOccurrences"`;

/** Alerts of all instances. SQL, because each read takes a lock of its own kind. */
@Injectable()
export class AlertRecordsRepository {
  constructor(private readonly database: Database) {}

  /** Finds the latest alert of the topic. Until the transaction ends, no other raises or resolves an alert of it. */
  async lockLatest(cause: string, subject: string): Promise<StoredAlert | undefined> {
    const topic = `${cause} ${subject}`;
    await this.database.transaction.query(`select pg_advisory_xact_lock(${ALERT_LOCKS}, hashtext($1))`, [topic]);
    const [latest] = await this.select('where cause = $1 and subject = $2 order by id desc limit 1 for update', [
      cause,
      subject,
    ]);
    return latest;
  }

  async findById(id: number): Promise<StoredAlert | undefined> {
    const [found] = await this.select('where id = $1', [id]);
    return found;
  }

  async lockById(id: number): Promise<StoredAlert | undefined> {
    const [found] = await this.select('where id = $1 for update', [id]);
    return found;
  }

  /** Unsent alerts that never had a job. Concurrent callers get different ones. */
  lockJobless(): Promise<StoredAlert[]> {
    return this.select(
      `where job_id is null and told is distinct from 'recovered' order by id for update skip locked`,
      [],
    );
  }

  async insert(alert: Alert): Promise<StoredAlert> {
    const [stored] = await this.database.transaction.query<StoredAlert>(
      `insert into alerts (cause, subject, summary, request_id, occurrences, opened_at, last_at)
       values ($1, $2, $3, $4, $5, ${instant(6)}, ${instant(7)}) returning ${COLUMNS}`,
      [alert.cause, alert.subject, alert.summary, alert.requestId, alert.occurrences, alert.openedAt, alert.lastAt],
    );
    if (stored === undefined) throw new Error('the insert returned no row');
    return stored;
  }

  async update(alert: StoredAlert): Promise<void> {
    await this.database.transaction.query(
      `update alerts set summary = $2, request_id = $3, occurrences = $4, last_at = ${instant(5)},
         recovered_at = ${instant(6)}, told = $7, told_at = ${instant(8)}, told_occurrences = $9
       where id = $1`,
      [
        ...[alert.id, alert.summary, alert.requestId, alert.occurrences, alert.lastAt],
        ...[alert.resolvedAt, alert.notified, alert.notifiedAt, alert.notifiedOccurrences],
      ],
    );
  }

  async setJob(id: number, jobId: string): Promise<void> {
    await this.database.transaction.query('update alerts set job_id = $2 where id = $1', [id, jobId]);
  }

  private select(clauses: string, values: readonly unknown[]): Promise<StoredAlert[]> {
    return this.database.transaction.query<StoredAlert>(`select ${COLUMNS} from alerts ${clauses}`, values);
  }
}
