import { Injectable } from '@nestjs/common';
import { Database } from '../../database';
import { AlertEvent, COOL_DOWN_MS, Episode } from '../alert';

/** An alert on record that something is to be told of. */
export interface StoredEpisode extends Episode {
  readonly id: number;
  readonly attempts: number;
}

/** Among the advisory locks of the database. */
const LOCKS_OF_ALERTS = 7_303;

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

const COLUMNS = `id, cause, subject, summary, request_id as "requestId", occurrences, told, attempts,
  told_occurrences as "toldOccurrences", ${milliseconds('opened_at')} as "openedAt",
  ${milliseconds('recovered_at')} as "recoveredAt", ${milliseconds('told_at')} as "toldAt"`;

/** What `messageDue` says, for the database. */
const DUE = `(told is null or (recovered_at is not null and told = 'raised')
  or (recovered_at is null and occurrences > told_occurrences and told_at <= ${instant(1)} - interval '${COOL_DOWN_MS} ms'))`;

/** Alerts on record, over all instances. Instants are given by the caller, in milliseconds since 1970. */
@Injectable()
export class AlertRecordsRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends nobody else changes this alert. */
  async lock(cause: string, subject: string): Promise<void> {
    await this.database.transaction.query(`select pg_advisory_xact_lock(${LOCKS_OF_ALERTS}, hashtext($1))`, [
      `${cause} ${subject}`,
    ]);
  }

  /** Adds to the alert that is open, or was until just now. Returns its id, if there is one. */
  async addToOpen(event: AlertEvent, times: number, now: number): Promise<number | undefined> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `update alerts set occurrences = occurrences + $3, recovered_at = null, summary = $4,
         request_id = coalesce($5, request_id), last_at = ${instant(6)}
       where id = (
         select id from alerts where cause = $1 and subject = $2
           and (recovered_at is null or coalesce(told_at, opened_at) > ${instant(6)} - interval '${COOL_DOWN_MS} ms')
         order by id desc limit 1
       ) returning id`,
      [event.cause, event.subject ?? '', times, event.summary, event.requestId ?? null, now],
    );
    return rows[0]?.id;
  }

  async open(event: AlertEvent, times: number, now: number): Promise<number> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `insert into alerts (cause, subject, summary, request_id, occurrences, opened_at, last_at, next_try_at)
       values ($1, $2, $4, $5, $3, ${instant(6)}, ${instant(6)}, ${instant(6)}) returning id`,
      [event.cause, event.subject ?? '', times, event.summary, event.requestId ?? null, now],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('an inserted row has an id');
    return id;
  }

  async recover(cause: string, subject: string, now: number): Promise<void> {
    await this.database.transaction.query(
      `update alerts set recovered_at = ${instant(3)} where cause = $1 and subject = $2 and recovered_at is null`,
      [cause, subject, now],
    );
  }

  /** Takes what is due, for `lease` milliseconds for oneself; no other instance takes the same. */
  claim(now: number, lease: number, limit: number): Promise<StoredEpisode[]> {
    return this.database.transaction.query<StoredEpisode>(
      `update alerts set attempts = attempts + 1, next_try_at = ${instant(1)} + $2::float8 * interval '1 ms'
       where id in (
         select id from alerts where next_try_at <= ${instant(1)} and ${DUE}
         order by id limit $3 for update skip locked
       ) returning ${COLUMNS}`,
      [now, lease, limit],
    );
  }

  async told(id: number, told: 'raised' | 'recovered', occurrences: number, now: number, over: boolean): Promise<void> {
    await this.database.transaction.query(
      `update alerts set told = $2, told_occurrences = $3, attempts = 0, last_error = null, next_try_at = ${instant(4)},
         told_at = case when $2 = 'raised' then ${instant(4)} else told_at end,
         recovered_at = case when $5 then ${instant(4)} else recovered_at end
       where id = $1`,
      [id, told, occurrences, now, over],
    );
  }

  async failed(id: number, reason: string, nextTryAt: number): Promise<void> {
    await this.database.transaction.query(
      `update alerts set last_error = $2, next_try_at = ${instant(3)} where id = $1`,
      [id, reason, nextTryAt],
    );
  }
}
