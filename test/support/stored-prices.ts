import { Client } from 'pg';
import type { PriceRecord } from '../../src/index-methods';

/** Writes closes as they are, with a run and their assets: for tests of what reads prices, not of how they come in. */
export async function storePrices(url: string, closes: readonly PriceRecord[]): Promise<void> {
  await withClient(url, async (client) => {
    const symbols = [...new Set(closes.map(({ symbol }) => symbol))];
    await client.query(
      `insert into assets (symbol, name, kind)
       select s, s, case when s like '^%' then 'index' else 'equity' end from unnest($1::text[]) s
       on conflict (symbol) do nothing`,
      [symbols],
    );
    const run = await client.query<{ id: string }>(
      `insert into runs (kind, status, requested_by, finished_at) values ('import', 'succeeded', 'test', now()) returning id`,
    );
    await client.query(
      `insert into prices (asset_id, date, close, source, run_id)
       select a.id, x.date, x.close, 'test', $4 from unnest($1::text[], $2::date[], $3::text[]::numeric[]) x(symbol, date, close)
       join assets a using (symbol) on conflict (asset_id, date) do update set close = excluded.close`,
      [
        closes.map(({ symbol }) => symbol),
        closes.map(({ date }) => date),
        closes.map(({ close }) => String(close)),
        run.rows[0]?.id,
      ],
    );
  });
}

/** Rows of a query, with days as text. */
export async function selectRows<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(text, values)).rows);
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
