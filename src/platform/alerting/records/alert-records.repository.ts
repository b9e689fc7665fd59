import { Injectable } from '@nestjs/common';
import { Database } from '../../database';
import { AlertEvent, COOL_DOWN_MS, Episode, Told } from '../alert';

/** An alert on record. */
export interface StoredEpisode extends Episode {
  readonly id: number;
  /** Of the job that is to tell of it next, or did last; null: there has been none. */
  readonly jobId: string | null;
}

/** Among the advisory locks of the database. */
const LOCKS_OF_ALERTS = 7_303;

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

const COLUMNS = `id, job_id as "jobId", cause, subject, summary, request_id as "requestId", occurrences, told,
  told_occurrences as "toldOccurrences", ${milliseconds('opened_at')} as "openedAt",
  ${milliseconds('recovered_at')} as "recoveredAt", ${milliseconds('told_at')} as "toldAt"`;

/** Alerts on record, over all instances. Instants are given by the caller, in milliseconds since 1970. */
@Injectable()
export class AlertRecordsRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends nobody else raises or ends this alert. */
  async lock(cause: string, subject: string): Promise<void> {
    await this.database.transaction.query(`select pg_advisory_xact_lock(${LOCKS_OF_ALERTS}, hashtext($1))`, [
      `${cause} ${subject}`,
    ]);
  }

  /** Adds to the alert that is open, or was until just now, if there is one. */
  addToOpen(event: AlertEvent, times: number, now: number): Promise<StoredEpisode | undefined> {
    return this.change(
      `update alerts set occurrences = occurrences + $3, recovered_at = null, summary = $4,
         request_id = coalesce($5, request_id), last_at = ${instant(6)}
       where id = (
         select id from alerts where cause = $1 and subject = $2
           and (recovered_at is null or coalesce(told_at, opened_at) > ${instant(6)} - interval '${COOL_DOWN_MS} ms')
         order by id desc limit 1
       )`,
      [event.cause, event.subject ?? '', times, event.summary, event.requestId ?? null, now],
    );
  }

  async open(event: AlertEvent, times: number, now: number): Promise<StoredEpisode> {
    const opened = await this.change(
      `insert into alerts (cause, subject, summary, request_id, occurrences, opened_at, last_at)
       values ($1, $2, $4, $5, $3, ${instant(6)}, ${instant(6)})`,
      [event.cause, event.subject ?? '', times, event.summary, event.requestId ?? null, now],
    );
    if (opened === undefined) throw new Error('an insert returns its row');
    return opened;
  }

  /** Ends the alert, if it is open. */
  recover(cause: string, subject: string, now: number): Promise<StoredEpisode | undefined> {
    return this.change(
      `update alerts set recovered_at = ${instant(3)} where cause = $1 and subject = $2 and recovered_at is null`,
      [cause, subject, now],
    );
  }

  async findById(id: number): Promise<StoredEpisode | undefined> {
    const rows = await this.database.transaction.query<StoredEpisode>(`select ${COLUMNS} from alerts where id = $1`, [
      id,
    ]);
    return rows[0];
  }

  /** Until the transaction ends nobody else changes it. */
  async lockById(id: number): Promise<StoredEpisode | undefined> {
    const locked = `select ${COLUMNS} from alerts where id = $1 for update`;
    const rows = await this.database.transaction.query<StoredEpisode>(locked, [id]);
    return rows[0];
  }

  /** Those that there has never been a job for, and of which there may be something to tell. Others that ask get others. */
  lockJobless(): Promise<StoredEpisode[]> {
    return this.database.transaction.query<StoredEpisode>(
      `select ${COLUMNS} from alerts where job_id is null and told is distinct from 'recovered'
       order by id for update skip locked`,
    );
  }

  async setJob(id: number, jobId: string): Promise<void> {
    await this.database.transaction.query('update alerts set job_id = $2 where id = $1', [id, jobId]);
  }

  /** @param over the alert has no end of its own, so this is its end */
  told(id: number, { kind, occurrences }: Told, now: number, over: boolean): Promise<StoredEpisode | undefined> {
    return this.change(
      `update alerts set told_occurrences = $3,
         told = case when $2 = 'recovered' or $5 then 'recovered' else 'raised' end,
         told_at = case when $2 = 'recovered' then told_at else ${instant(4)} end,
         recovered_at = case when $5 then ${instant(4)} else recovered_at end
       where id = $1`,
      [id, kind, occurrences, now, over],
    );
  }

  private async change(statement: string, values: readonly unknown[]): Promise<StoredEpisode | undefined> {
    const rows = await this.database.transaction.query<StoredEpisode>(`${statement} returning ${COLUMNS}`, values);
    return rows[0];
  }
}
