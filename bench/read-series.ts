/**
 * How fast one series of 2,500 prices is read over REST, held against a bare `node:http` + `pg` handler that sends the
 * same bytes with the same statement on the same database. Each server is a process of its own; rounds alternate, so
 * that whatever else the machine does hits both. Prints requests a second and their ratio.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { startServer } from './reads/child-server';
import { requestsPerSecond } from './reads/load';
import { assertSameBytes } from './reads/same-bytes';
import { prepareSeries, SYMBOL } from './reads/prepared-series';

const ROUNDS = 15;
const ROUND_MS = 1_000;
const FLOOR = 0.8;
const PATH = `/api/v1/prices?symbols=${SYMBOL}&limit=5000`;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-reads-'));
  const database = await EmbeddedPostgres.start(folder);
  try {
    await prepareSeries(database.url());
    const bare = await startServer('bare-server', database.url());
    const service = await startServer('service-server', database.url());
    await assertSameBytes(`${bare.url}${PATH}`, `${service.url}${PATH}`);
    await compare(bare.url, service.url);
    await Promise.all([bare.stop(), service.stop()]);
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(bareUrl: string, serviceUrl: string): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = await requestsPerSecond(`${bareUrl}${PATH}`, ROUND_MS);
    const service = await requestsPerSecond(`${serviceUrl}${PATH}`, ROUND_MS);
    const ratio = service / bare;
    const isWarmUp = round === 0;
    if (!isWarmUp) ratios.push(ratio);
    console.log(
      `${isWarmUp ? 'warm-up' : `round ${round}`}  bare ${bare.toFixed(0)}/s  service ${service.toFixed(0)}/s  ${percent(ratio)}`,
    );
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
  console.log(`one series of 2,500 points over REST: ${percent(median)} of the bare handler (floor ${percent(FLOOR)})`);
  if (median < FLOOR) process.exitCode = 1;
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

void main();
