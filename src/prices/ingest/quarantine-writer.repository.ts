import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { RejectedBar } from './batch-reader';
import { MAX_LINES, QuarantinedRows } from './ingest-result';

/** Staged rows that must not be stored: those of a symbol, from day `first` to day `last`. */
export interface QuarantineRange {
  readonly ordinal: number;
  readonly symbol: string;
  readonly first: string;
  readonly last: string;
  readonly rule: string;
  readonly detail: string;
}

/** The run that quarantines rows, and the source of the rows. */
interface QuarantineOrigin {
  readonly runId: number;
  readonly source: string;
}

const COLUMNS = 'symbol, date, bar, source, line, rule, detail, run_id';
/** Rule names that do not exclude a possible price: such an entry has a day that exists and a decimal close. */
const ANOMALIES = `('contradiction', 'pence', 'split', 'jump')`;
const UNLESS_OPEN = 'on conflict (symbol, date, rule, md5(bar::text), source) where released_at is null do nothing';

/** Rows for one statement. */
const PORTION = 5_000;

/**
 * Writes to the quarantine in sets. A row from the same source has at most one open entry, however often it arrives, even
 * when its neighbours have changed and another rule applies.
 */
@Injectable()
export class QuarantineWriter {
  constructor(private readonly database: Database) {}

  /** Moves rows from the staging table to the quarantine. Returns them by reason. */
  moveStaged(ranges: readonly QuarantineRange[], { runId, source }: QuarantineOrigin): Promise<QuarantinedRows[]> {
    return this.database.transaction.query<QuarantinedRows>(
      `with range as (
         select * from jsonb_to_recordset($1::jsonb)
           as r(ordinal int, symbol text, first date, last date, rule text, detail text)
       ), moved as (
         delete from staging_rows s using range r where s.ordinal = r.ordinal and s.date between r.first and r.last
         returning r.symbol, s.date::text, s.line, r.rule, r.detail,
           jsonb_strip_nulls(jsonb_build_object('close', s.close::text, 'open', s.open::text,
             'high', s.high::text, 'low', s.low::text, 'volume', s.volume::text)) as bar
       ), added as (
         insert into quarantined_prices (${COLUMNS})
         select symbol, date, bar, $2, line, rule, detail, $3 from moved
         where not exists (
           select from quarantined_prices q where q.symbol = moved.symbol and q.date = moved.date and q.bar = moved.bar
             and q.source = $2 and q.released_at is null
         )
         order by line ${UNLESS_OPEN}
       )
       select symbol, rule, detail, count(*)::int as rows,
         (array_remove(array_agg(line order by line), null))[1:${MAX_LINES}] as lines
       from moved group by symbol, rule, detail order by min(line), symbol`,
      [JSON.stringify(ranges), source, runId],
    );
  }

  /** Adds bars that broke a bar rule and so were never staged. */
  async addRejected(rejected: readonly RejectedBar[], { runId, source }: QuarantineOrigin): Promise<void> {
    for (let start = 0; start < rejected.length; start += PORTION) {
      await this.database.transaction.query(
        `insert into quarantined_prices (${COLUMNS})
         select symbol, date, bar, $2, line, rule, detail, $3
         from jsonb_to_recordset($1::jsonb)
           as r(symbol text, date text, bar jsonb, line int, rule text, detail text) ${UNLESS_OPEN}`,
        [JSON.stringify(rejected.slice(start, start + PORTION).map(rowOf)), source, runId],
      );
    }
  }

  /** Releases the entries whose price this run has stored: a later close has confirmed them. */
  async releaseStored(runId: number): Promise<void> {
    const ofAnomaly = (value: string): string => `case when q.rule in ${ANOMALIES} then ${value} end`;
    await this.database.transaction.query(
      `update quarantined_prices q
       set released_at = now(), released_by = 'prices that came later', released_run_id = $1
       from assets a, prices p
       where q.released_at is null and q.discarded_at is null and a.symbol = q.symbol and p.asset_id = a.id
         and p.date = ${ofAnomaly('q.date::date')} and p.close = ${ofAnomaly(`(q.bar->>'close')::numeric`)}
         and p.run_id = $1`,
      [runId],
    );
  }
}

function rowOf({ bar, rule, detail }: RejectedBar): Record<string, unknown> {
  const { symbol, date, line, ...numbers } = bar;
  const given = Object.entries(numbers).flatMap(([name, text]) => (text ? [[name, storable(text)]] : []));
  return {
    symbol: storable(symbol),
    date: storable(date),
    bar: Object.fromEntries(given),
    line,
    rule,
    detail,
  };
}

const MAX_CHARACTERS = 200;

/** Text as PostgreSQL can store it: without NUL and unpaired surrogates. */
function storable(text: string): string {
  return text.slice(0, MAX_CHARACTERS).replace(/[\0\p{Cs}]/gu, '\uFFFD');
}
