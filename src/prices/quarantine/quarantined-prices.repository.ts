import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { QuarantineFilter, QuarantinedPrice } from './quarantined-price';

const STATE = `case when released_at is not null then 'released' when discarded_at is not null then 'discarded' else 'open' end`;

const COLUMNS = `id, symbol, date, bar, source, line, rule, detail, run_id as "runId", quarantined_at as "quarantinedAt",
  ${STATE} as state, coalesce(released_by, discarded_by) as "decidedBy",
  coalesce(released_at, discarded_at) as "decidedAt", released_run_id as "releasedRunId"`;

/** Rules about neighbours: what broke one of them is a possible price, of a day that exists. */
const ABOUT_NEIGHBOURS = `('contradiction', 'pence', 'split', 'jump')`;

/** Reads the quarantine and records what was decided. */
@Injectable()
export class QuarantinedPricesRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, at most `limit` with an id below `before`. */
  list({ symbol, rule, state }: QuarantineFilter, limit: number, before?: number): Promise<QuarantinedPrice[]> {
    return this.database.sql.query<QuarantinedPrice>(
      `select ${COLUMNS} from quarantined_prices
       where ($1::text is null or symbol = $1) and ($2::text is null or rule = $2)
         and ($3::text is null or ${STATE} = $3) and ($4::bigint is null or id < $4)
       order by id desc limit $5`,
      [symbol ?? null, rule ?? null, state ?? null, before ?? null, limit],
    );
  }

  /** Keeps others from deciding about it until the transaction ends. */
  async lock(id: number): Promise<QuarantinedPrice | undefined> {
    const rows = await this.database.transaction.query<QuarantinedPrice>(
      `select ${COLUMNS} from quarantined_prices where id = $1 for update`,
      [id],
    );
    return rows[0];
  }

  /** Those that are open and were held for the same reason at the same time, in order of days; locked as by `lock`. */
  lockAlike({ symbol, rule, detail, runId, source }: QuarantinedPrice): Promise<QuarantinedPrice[]> {
    return this.database.transaction.query<QuarantinedPrice>(
      `select ${COLUMNS} from quarantined_prices
       where symbol = $1 and rule = $2 and detail = $3 and run_id = $4 and source = $5 and ${STATE} = 'open' order by date for update`,
      [symbol, rule, detail, runId, source],
    );
  }

  async markReleased(ids: readonly number[], by: string, runId: number): Promise<void> {
    await this.database.transaction.query(
      `update quarantined_prices set released_at = now(), released_by = $2, released_run_id = $3 where id = any($1)`,
      [ids, by, runId],
    );
  }

  async markDiscarded(id: number, by: string): Promise<void> {
    await this.database.transaction.query(
      'update quarantined_prices set discarded_at = now(), discarded_by = $2 where id = $1',
      [id, by],
    );
  }

  /** Closes what has become a stored price by itself: the next close has confirmed it. */
  async markStored(runId: number): Promise<void> {
    const when = (value: string): string => `case when q.rule in ${ABOUT_NEIGHBOURS} then ${value} end`;
    await this.database.transaction.query(
      `update quarantined_prices q
       set released_at = now(), released_by = 'prices that came later', released_run_id = $1
       from assets a, prices p
       where q.released_at is null and q.discarded_at is null and a.symbol = q.symbol and p.asset_id = a.id
         and p.date = ${when('q.date::date')} and p.close = ${when(`(q.bar->>'close')::numeric`)} and p.run_id = $1`,
      [runId],
    );
  }
}
