import { Client } from 'pg';

/** A close as text, so that every digit is the test's own. */
export interface Close {
  readonly symbol: string;
  readonly date: string;
  readonly close: string;
  readonly source?: string;
}

export interface KnownClose {
  readonly symbol: string;
  readonly date: string;
  readonly close: number;
}

/**
 * Writes versions of the data as runs do, with SQL of its own, and remembers in memory what was known in each: the
 * reference that answers are held against.
 */
export class RecordedMarket {
  /** `known[v]` is what was known in version v. */
  readonly known: (readonly KnownClose[])[] = [[]];
  /** `instants[v]` is when version v was recorded; microseconds matter. */
  readonly instants: string[] = ['2000-01-01T00:00:00.000000Z'];

  private constructor(private readonly client: Client) {}

  static async open(url: string, symbols: readonly string[]): Promise<RecordedMarket> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      'insert into assets (symbol, name) select s, s from unnest($1::text[]) as s on conflict do nothing',
      [symbols],
    );
    return new RecordedMarket(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  get newest(): readonly KnownClose[] {
    return this.known.at(-1) ?? [];
  }

  /** Stores closes and removes others, as one version. */
  async record(closes: readonly Close[], removed: readonly Pick<Close, 'symbol' | 'date'>[] = []): Promise<void> {
    const touched = new Set([...closes, ...removed].map(keyOf));
    await this.client.query('begin');
    const run = await this.beginVersion();
    const keys = [[...closes, ...removed].map(({ symbol }) => symbol), [...closes, ...removed].map(({ date }) => date)];
    await this.client.query(
      `with gone as (
         delete from prices p using assets a, unnest($1::text[], $2::date[]) as k(symbol, date)
         where a.symbol = k.symbol and p.asset_id = a.id and p.date = k.date returning p.*
       ) insert into price_revisions select gone.*, $3 from gone`,
      [...keys, run],
    );
    await this.client.query(
      `insert into prices (asset_id, date, close, source, run_id)
       select a.id, c.date, c.close, c.source, $5
       from unnest($1::text[], $2::date[], $3::numeric[], $4::text[]) as c(symbol, date, close, source)
       join assets a using (symbol)`,
      [
        closes.map(({ symbol }) => symbol),
        closes.map(({ date }) => date),
        closes.map(({ close }) => close),
        closes.map(({ source }) => source ?? 'test'),
        run,
      ],
    );
    await this.client.query('commit');
    const added = closes.map(({ symbol, date, close }) => ({ symbol, date, close: Number(close) }));
    this.known.push([...this.newest.filter((row) => !touched.has(keyOf(row))), ...added].sort(bySymbolAndDate));
  }

  /** Takes a table away, until it is shown again. */
  async hide(table: string): Promise<void> {
    await this.client.query(`alter table ${table} rename to hidden_${table}`);
  }

  async show(table: string): Promise<void> {
    await this.client.query(`alter table hidden_${table} rename to ${table}`);
  }

  private async beginVersion(): Promise<string> {
    const { rows } = await this.client.query<{ run: string; instant: string }>(
      `with advanced as (
         update data_version set version = version + 1,
           recorded_at = greatest(clock_timestamp(), recorded_at + interval '1 microsecond')
         returning version, recorded_at
       ) insert into runs (kind, status, requested_by, finished_at, data_version, recorded_at)
       select 'import', 'succeeded', 'test', now(), version, recorded_at from advanced
       returning id as run, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as instant`,
    );
    this.instants.push(rows[0]?.instant ?? '');
    return rows[0]?.run ?? '';
  }
}

export function bySymbolAndDate(a: KnownClose, b: KnownClose): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** `count` days of a symbol from `first` on, each day of the calendar; the closes differ. */
export function days(symbol: string, first: string, count: number): Close[] {
  return Array.from({ length: count }, (_unused, day) => ({
    symbol,
    date: new Date(Date.parse(`${first}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10),
    close: `${100 + day}.50`,
  }));
}

// Symbols have no character below the space.
function keyOf({ symbol, date }: Pick<Close, 'symbol' | 'date'>): string {
  return `${symbol} ${date}`;
}
