import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { RejectedBar } from '../ingest/batch-reader';
import { MOST_LINES, QuarantinedRows } from '../ingest/ingest';

/** Rows of the batch on its way that must not be stored: days `first` to `last` of a numbered symbol. */
export interface Hold {
  readonly ordinal: number;
  readonly symbol: string;
  readonly first: string;
  readonly last: string;
  readonly rule: string;
  readonly detail: string;
}

/** The run that found them, and where it had them from. */
export interface Finding {
  readonly runId: number;
  readonly source: string;
}

const COLUMNS = 'symbol, date, bar, source, line, rule, detail, run_id';
const AGAIN = 'on conflict (symbol, date, rule, md5(bar::text), source) where released_at is null do nothing';

/** Rows for one statement. */
const PORTION = 5_000;

/**
 * Keeps what broke a rule. The same row from the same source is kept once, however often it comes, also when its neighbours
 * have changed and another rule objects.
 */
@Injectable()
export class QuarantineRepository {
  constructor(private readonly database: Database) {}

  /** Takes rows out of the batch on its way. Returns what was taken, by reason. */
  hold(holds: readonly Hold[], { runId, source }: Finding): Promise<QuarantinedRows[]> {
    return this.database.transaction.query<QuarantinedRows>(
      `with hold as (
         select * from jsonb_to_recordset($1::jsonb)
           as h(ordinal int, symbol text, first date, last date, rule text, detail text)
       ), taken as (
         delete from incoming_rows r using hold h where r.ordinal = h.ordinal and r.date between h.first and h.last
         returning h.symbol, r.date::text, r.line, h.rule, h.detail,
           jsonb_strip_nulls(jsonb_build_object('close', r.close::text, 'open', r.open::text,
             'high', r.high::text, 'low', r.low::text, 'volume', r.volume::text)) as bar
       ), kept as (
         insert into quarantined_prices (${COLUMNS})
         select symbol, date, bar, $2, line, rule, detail, $3 from taken
         where not exists (
           select from quarantined_prices q where q.symbol = taken.symbol and q.date = taken.date and q.bar = taken.bar
             and q.source = $2 and q.released_at is null
         )
         order by line ${AGAIN}
       )
       select symbol, rule, detail, count(*)::int as rows,
         (array_remove(array_agg(line order by line), null))[1:${MOST_LINES}] as lines
       from taken group by symbol, rule, detail order by min(line), symbol`,
      [JSON.stringify(holds), source, runId],
    );
  }

  /** Keeps bars that never got as far as the database. */
  async keep(rejected: readonly RejectedBar[], { runId, source }: Finding): Promise<void> {
    for (let start = 0; start < rejected.length; start += PORTION) {
      await this.database.transaction.query(
        `insert into quarantined_prices (${COLUMNS})
         select symbol, date, bar, $2, line, rule, detail, $3
         from jsonb_to_recordset($1::jsonb)
           as r(symbol text, date text, bar jsonb, line int, rule text, detail text) ${AGAIN}`,
        [JSON.stringify(rejected.slice(start, start + PORTION).map(rowOf)), source, runId],
      );
    }
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

const LONGEST = 200;

/** Text of any source as the database can hold it: it knows no NUL and no halves of surrogate pairs. */
function storable(text: string): string {
  return text.slice(0, LONGEST).replace(/[\0\p{Cs}]/gu, '\uFFFD');
}
