import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
/** The state of a quarantine entry; an `open` one waits for a decision. */
export const QUARANTINE_STATES = ['open', 'released', 'discarded'] as const;

export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** A row that a rule held back, as its source wrote it. */
export interface QuarantineEntry {
  readonly id: number;
  readonly symbol: string;
  readonly date: string;
  /** The numbers of the row, as text. */
  readonly bar: Readonly<Record<string, string>>;
  readonly source: string;
  readonly line: number | null;
  readonly rule: string;
  readonly detail: string;
  readonly runId: number;
  readonly quarantinedAt: string;
  readonly state: QuarantineState;
  /** Who released or discarded it, and when. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly releasedRunId: number | null;
}

export interface QuarantineFilter {
  readonly symbol?: string;
  readonly rule?: string;
  readonly state?: QuarantineState;
}

const STATE = `case when released_at is not null then 'released' when discarded_at is not null then 'discarded' else 'open' end`;

const COLUMNS = `id, symbol, date, bar, source, line, rule, detail, run_id as "runId", quarantined_at as "quarantinedAt",
  ${STATE} as state, coalesce(released_by, discarded_by) as "decidedBy",
  coalesce(released_at, discarded_at) as "decidedAt", released_run_id as "releasedRunId"`;

/** Reads quarantine entries and records decisions. By SQL: a state and a decision are each computed from two pairs of columns. */
@Injectable()
export class QuarantineRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, at most `limit` with an id below `before`. */
  list({ symbol, rule, state }: QuarantineFilter, limit: number, before?: number): Promise<QuarantineEntry[]> {
    return this.database.sql.query<QuarantineEntry>(
      `select ${COLUMNS} from quarantined_prices
       where ($1::text is null or symbol = $1) and ($2::text is null or rule = $2)
         and ($3::text is null or ${STATE} = $3) and ($4::bigint is null or id < $4)
       order by id desc limit $5`,
      [symbol ?? null, rule ?? null, state ?? null, before ?? null, limit],
    );
  }

  async find(id: number): Promise<QuarantineEntry | undefined> {
    const rows = await this.database.sql.query<QuarantineEntry>(
      `select ${COLUMNS} from quarantined_prices where id = $1`,
      [id],
    );
    return rows[0];
  }

  /** Locks the entry until the transaction ends. */
  async lock(id: number): Promise<QuarantineEntry | undefined> {
    const rows = await this.database.transaction.query<QuarantineEntry>(
      `select ${COLUMNS} from quarantined_prices where id = $1 for update`,
      [id],
    );
    return rows[0];
  }

  /** The open entries of the same symbol, source, run and reason, by day; locked as by `lock`. */
  lockAlike({ symbol, rule, detail, runId, source }: QuarantineEntry): Promise<QuarantineEntry[]> {
    return this.database.transaction.query<QuarantineEntry>(
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
}
