import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { PriceFile } from '../src/cli/price-file';
import { migrate } from '../src/platform/database';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { runInContext } from '../src/platform/request-context';
import { ImportPricesService, PriceBar } from '../src/prices';
import { waysIn } from './prices/ways-in';
import { importingApplication } from './prices/importing-application';

/**
 * How many closes of a file the rules hold back, by the way in which it arrives: `npm run bench:held -- <closes.csv> [way]`.
 * Counts, and names what is held; the figures of ADR 9 are of the closes of twenty American shares from 1990 to 2024.
 */
async function main(): Promise<void> {
  const [path, only] = process.argv.slice(2);
  if (path === undefined) throw new Error('which file of closes?');
  const folder = await mkdtemp(join(tmpdir(), 'autoindex-bench-'));
  const server = await EmbeddedPostgres.start(folder);
  try {
    await migrate(server.url());
    const app = await importingApplication(server.url());
    const bars = await readBars(path);
    console.log(`${bars.length} rows`);
    for (const [name, pieces] of waysIn(bars)) {
      if (only === undefined || name === only) await count(app, server.url(), name, pieces);
    }
    await app.close();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readBars(path: string): Promise<PriceBar[]> {
  const bars: PriceBar[] = [];
  for await (const portion of new PriceFile(path)) bars.push(...portion);
  return bars;
}

async function count(
  app: INestApplicationContext,
  url: string,
  name: string,
  pieces: Iterable<readonly PriceBar[]>,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('truncate prices, price_revisions, quarantined_prices');
  const begun = performance.now();
  let files = 0;
  for (const piece of pieces) {
    await importPiece(app, piece);
    files++;
  }
  const { rows: held } = await client.query<{ symbol: string; rows: number; first: string; last: string }>(
    `select symbol, count(*)::int as rows, min(date)::text as first, max(date)::text as last
     from quarantined_prices group by symbol order by rows desc, symbol`,
  );
  const { rows: stored } = await client.query<{ rows: number }>('select count(*)::int as rows from prices');
  await client.end();
  const total = held.reduce((sum, { rows }) => sum + rows, 0);
  const named = held.map(({ symbol, rows, first, last }) => `${symbol} ${rows} (${first} to ${last})`).join(', ');
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  console.log(
    `${name}: ${files} files, ${stored[0]?.rows} stored, ${total} held${total > 0 ? `: ${named}` : ''} [${seconds} s]`,
  );
}

async function importPiece(app: INestApplicationContext, bars: readonly PriceBar[]): Promise<void> {
  const request = { bars: [bars], origin: 'bench', requester: { name: 'bench' }, createAssets: true };
  await runInContext('bench', () => app.get(ImportPricesService, { strict: false }).import(request));
}

void main();
