import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { PriceFile } from '../src/cli/price-file';
import { migrate } from '../src/platform/database';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { runInContext } from '../src/platform/request-context';
import { ImportPricesService } from '../src/prices';
import { importingApplication } from './prices/importing-application';

/** Rows a second, share of a bare COPY's speed, MB of resident memory, milliseconds without a turn for others. */
const FLOORS = { rate: 100_000, share: 0.5, memory: 400, blocked: 50 };
const ROUNDS = Number(process.argv[3] ?? 5);

/**
 * Import of a file of closes (the argument, else a market made up with as many rows) through everything but the indices,
 * against a bare COPY of the same rows into a copy of the table, in turns; then a million rows for the memory.
 */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'autoindex-bench-'));
  const server = await EmbeddedPostgres.start(folder);
  try {
    const url = server.url();
    await migrate(url);
    const app = await importingApplication(url);
    const given = process.argv[2];
    const file = given !== undefined && existsSync(given) ? given : await makeMarket(folder, 20, 7_184);
    await compare(app, url, file);
    await million(app, url, await makeMarket(folder, 200, 5_000));
    await app.close();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(app: INestApplicationContext, url: string, file: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('create table bare_prices (like prices including all)');
  const rows = await importFile(app, file);
  const text = await copyText(client);
  const times = { bare: Infinity, first: Infinity, second: Infinity };
  const best = async (name: keyof typeof times, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    times[name] = Math.min(times[name], performance.now() - start);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await client.query('truncate bare_prices, prices');
    await best('bare', () => bareCopy(client, text));
    await best('first', () => importFile(app, file));
    await best('second', () => importFile(app, file));
  }
  await client.end();
  const rate = (milliseconds: number): number => Math.round(rows / (milliseconds / 1_000));
  const share = times.bare / times.first;
  console.log(`rows: ${rows}; best of ${ROUNDS} rounds`);
  console.log(`bare COPY       ${times.bare.toFixed(0)} ms  ${rate(times.bare)} rows/s`);
  console.log(
    `import          ${times.first.toFixed(0)} ms  ${rate(times.first)} rows/s, ${share.toFixed(2)} of bare COPY`,
  );
  console.log(`the same again  ${times.second.toFixed(0)} ms  ${rate(times.second)} rows/s`);
  if (share < FLOORS.share || rate(times.first) < FLOORS.rate || times.second >= times.first) process.exitCode = 1;
}

async function importFile(app: INestApplicationContext, file: string): Promise<number> {
  const request = { bars: new PriceFile(file), origin: file, requester: { name: 'bench' }, createAssets: true };
  const { counts } = await runInContext('bench', () => app.get(ImportPricesService, { strict: false }).import(request));
  return counts.read;
}

/** The stored rows as COPY wants them, in portions of 64 kB. */
async function copyText(client: Client): Promise<Buffer[]> {
  const { rows } = await client.query<{ row: string }>(
    `select concat_ws(E'\\t', asset_id, date, close, coalesce(open::text, '\\N'), coalesce(high::text, '\\N'),
       coalesce(low::text, '\\N'), coalesce(volume::text, '\\N'), source, protected, run_id) as row
     from prices order by date, asset_id`,
  );
  const all = Buffer.from(rows.map(({ row }) => `${row}\n`).join(''));
  return Array.from({ length: Math.ceil(all.length / 65_536) }, (_, at) =>
    all.subarray(at * 65_536, (at + 1) * 65_536),
  );
}

async function bareCopy(client: Client, portions: readonly Buffer[]): Promise<void> {
  await client.query('begin');
  await pipeline(Readable.from(portions), client.query(from('copy bare_prices from stdin')));
  await client.query('commit');
}

async function million(app: INestApplicationContext, url: string, file: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('truncate prices');
  await client.end();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = performance.now();
  const rows = await importFile(app, file);
  delay.disable();
  const seconds = (performance.now() - start) / 1_000;
  const memory = process.resourceUsage().maxRSS / 1_024;
  const blocked = delay.max / 1e6;
  console.log(
    `${rows} rows: ${seconds.toFixed(1)} s, ${memory.toFixed(0)} MB at most, event loop held ${blocked.toFixed(0)} ms at most`,
  );
  if (memory > FLOORS.memory || blocked > FLOORS.blocked) process.exitCode = 1;
}

/** Closes that wander, by day and symbol, as exports have them. */
async function makeMarket(folder: string, assets: number, days: number): Promise<string> {
  const path = join(folder, `market-${assets}.csv`);
  const out = createWriteStream(path);
  const closes = Array.from({ length: assets }, (_, asset) => 20 + asset);
  let seed = 1;
  out.write('symbol,date,close\n');
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.UTC(2005, 0, 1 + day)).toISOString().slice(0, 10);
    const lines = closes.map((close, asset) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      closes[asset] = Math.max(1, close * (1 + (seed / 2_147_483_648 - 0.4997) * 0.04));
      return `S${asset},${date},${close.toFixed(6)}\n`;
    });
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}

void main();
