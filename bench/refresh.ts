/**
 * A refresh of 500 assets x 30 new days on top of 500 x 5,000 stored ones, through the whole service: from fetched to
 * committed, the longest that the event loop was held, and what it does to those who read meanwhile from another process.
 * First with the chained index over all assets, then with the index that recomputes its whole history as well.
 */
import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { describeHold, longestOf } from './measures/event-loop';
import { ASSETS, NEW_DAYS, Portion, STORED_DAYS, SYMBOLS, prepareMarket } from './refresh/market';
import { Readers, percentile } from './refresh/readers';
import { RefreshFigures, TOKEN } from './refresh/refreshing-server';

const MOST = { seconds: 3, blockedMs: 50, timesIdle: 2 };
const ROUNDS = 5;
const IDLE_MS = 3_000;
const BENCHMARK = 'M0';

interface Service {
  readonly url: string;
  /** What the csv provider reads. */
  readonly file: string;
  readonly child: ChildProcess;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-refresh-'));
  const database = await EmbeddedPostgres.start(folder);
  try {
    const file = join(folder, 'new-days.csv');
    const portions = await prepareMarket(database.url(), 2 * (ROUNDS + 1));
    const service = await startService(database.url(), file);
    console.log(`${ASSETS} assets x ${NEW_DAYS} new days on top of ${STORED_DAYS} stored ones, ${ROUNDS} rounds`);
    await createIndex(service, 'autoindex-chained', 'chained');
    await measure(service, 'autoindex-chained', portions.slice(0, ROUNDS + 1));
    await createIndex(service, 'autoindex', 'autoindex-v1');
    await measure(service, 'autoindex-chained and autoindex', portions.slice(ROUNDS + 1));
    await stopService(service);
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first round warms up; of the others the median time counts, the longest hold and all the reads. */
async function measure(service: Service, indices: string, portions: readonly Portion[]): Promise<void> {
  const figures: RefreshFigures[] = [];
  const idle: number[] = [];
  const meanwhile: number[] = [];
  for (const [round, portion] of portions.entries()) {
    await writeFile(service.file, portion.file);
    const before = await readWhile(service.url, () => pause(IDLE_MS));
    const during = await readWhile(service.url, async () => figures.push(await refresh(service, portion.to)));
    if (round === 0) figures.pop();
    else {
      idle.push(...before);
      meanwhile.push(...during);
    }
  }
  report(indices, figures, idle, meanwhile);
}

async function readWhile(url: string, work: () => Promise<unknown>): Promise<number[]> {
  const readers = new Readers(url, nextPath);
  try {
    await work();
  } finally {
    await readers.stop();
  }
  return readers.times;
}

let read = 0;

/** One series of prices and one of index values in turn, whole each time, from ever another day before the first. */
function nextPath(): string {
  const from = new Date(Date.UTC(1990, 0, 1 + (read % 5_000))).toISOString().slice(0, 10);
  const symbol = SYMBOLS[read % ASSETS];
  const series = read++ % 2 === 0 ? `prices?symbols=${symbol}` : 'index-values?index=autoindex-chained';
  return `/api/v1/${series}&from=${from}&limit=5000`;
}

async function refresh({ url, child }: Service, to: string): Promise<RefreshFigures> {
  const told = once(child, 'message');
  const run = await post(`${url}/api/v1/refresh-runs?wait=true`, { to });
  const { status, counts } = run as { status: string; counts: { new: number } };
  if (status !== 'succeeded' || counts.new !== ASSETS * NEW_DAYS)
    throw new Error(JSON.stringify({ ...(run as object), outcomes: [] }));
  const [figures] = (await told) as [RefreshFigures];
  return figures;
}

function report(indices: string, figures: readonly RefreshFigures[], idle: number[], meanwhile: number[]): void {
  const seconds = percentile(
    figures.map((round) => round.seconds),
    0.5,
  );
  const hold = longestOf(figures.map((round) => round.hold));
  const [calm, busy] = [percentile(idle, 0.99), percentile(meanwhile, 0.99)];
  console.log(`with ${indices}`);
  for (const round of figures) {
    const stages = Object.entries(round.stages).map(([stage, at]) => `${stage} at ${at.toFixed(0)}`);
    console.log(`  ${round.seconds.toFixed(2)} s: ${stages.join(', ')} ms; held ${describeHold(round.hold)}`);
  }
  console.log(`  from fetched to committed  ${seconds.toFixed(2)} s (under ${MOST.seconds})`);
  console.log(`  event loop held at most    ${describeHold(hold)} (${MOST.blockedMs})`);
  console.log(
    `  p99 of reads               ${busy.toFixed(1)} ms of ${meanwhile.length}, idle ${calm.toFixed(1)} ms of ` +
      `${idle.length}: ${(busy / calm).toFixed(2)} times (at most ${MOST.timesIdle})`,
  );
  if (seconds >= MOST.seconds || hold.ms > MOST.blockedMs || busy > MOST.timesIdle * calm) process.exitCode = 1;
}

async function createIndex({ url }: Service, slug: string, method: string): Promise<void> {
  await post(`${url}/api/v1/indices`, { slug, name: slug, method, benchmark: BENCHMARK });
}

async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-admin-token': TOKEN };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function startService(databaseUrl: string, file: string): Promise<Service> {
  const child = fork(join(__dirname, 'refresh', 'refreshing-server'), [databaseUrl, file]);
  const [url] = (await once(child, 'message')) as [string];
  return { url, file, child };
}

async function stopService({ child }: Service): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

void main();
