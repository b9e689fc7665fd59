/**
 * What the edge costs (id, limits over Redis, headers, validation, metrics, log line): one series of 2,500 prices with it
 * and without it, in rounds that alternate, each server a process of its own. Throughput under load; the 99th percentile
 * of the duration with one client, so that it is the edge's and not the queue's, which asks the two in turns, so that
 * whatever else the machine does hits both. Then how long `/health/live` takes under load. Needs a Redis, as the tests do.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { startRedis } from '../test/support/redis';
import { startServer } from './reads/child-server';
import { measureLiveness } from './reads/liveness';
import { requestsPerSecond, takeTurns } from './reads/load';
import { assertSameBytes } from './reads/same-bytes';
import { prepareSeries, SYMBOL } from './reads/prepared-series';

const ROUNDS = 9;
const ROUND_MS = 1_500;
const LIVENESS_MS = 6_000;
const LEAST_SHARE = 0.7;
const MOST_ADDED_MS = 1;
const PATH = `/api/v1/prices?symbols=${SYMBOL}&limit=5000`;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-edge-'));
  const [database, redis] = await Promise.all([EmbeddedPostgres.start(folder), startRedis()]);
  try {
    await prepareSeries(database.url());
    const without = await startServer('edgeless-server', database.url());
    const withEdge = await startServer('service-server', database.url(), redis.url);
    await assertSameBytes(`${without.url}${PATH}`, `${withEdge.url}${PATH}`);
    await compare(`${without.url}${PATH}`, `${withEdge.url}${PATH}`);
    if (!(await measureLiveness(withEdge.url, PATH, LIVENESS_MS))) process.exitCode = 1;
    await Promise.all([without.stop(), withEdge.stop()]);
  } finally {
    await Promise.all([database.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(without: string, withEdge: string): Promise<void> {
  const shares: number[] = [];
  const durations: readonly [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const alone = await requestsPerSecond(without, ROUND_MS);
    const edged = await requestsPerSecond(withEdge, ROUND_MS);
    const times = await takeTurns([without, withEdge], 2 * ROUND_MS);
    if (round === 0) continue;
    shares.push(edged / alone);
    times.forEach((some, which) => durations[which]?.push(...some));
    console.log(`round ${round}  without ${alone.toFixed(0)}/s  with ${edged.toFixed(0)}/s`);
  }
  const [share, tails] = [median(shares), durations.map(p99)];
  const more = (tails[1] ?? NaN) - (tails[0] ?? NaN);
  console.log(
    `${durations[0].length} requests each, one at a time: P99 ${tails.map((ms) => ms.toFixed(2)).join(' and ')} ms`,
  );
  console.log(
    `with the edge: ${(share * 100).toFixed(1)} % of the throughput (at least ${LEAST_SHARE * 100} %), P99 ${more.toFixed(2)} ms more (at most ${MOST_ADDED_MS})`,
  );
  if (!(share >= LEAST_SHARE && more <= MOST_ADDED_MS)) process.exitCode = 1;
}

const p99 = (durations: number[]): number =>
  durations.sort((a, b) => a - b)[Math.floor(durations.length * 0.99)] ?? NaN;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

void main();
