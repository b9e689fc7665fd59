/**
 * What the edge costs (id, limits over Redis, headers, validation, metrics, log line): one series of 2,500 prices with it
 * and without it, in rounds that alternate, each server a process of its own. Throughput under load; the 99th percentile
 * of the duration with one client, so that it is the edge's and not the queue's. Needs a Redis, as the tests do.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';
import { startRedis } from '../test/support/redis';
import { startServer } from './reads/child-server';
import { load } from './reads/load';
import { prepareSeries, SYMBOL } from './reads/prepared-series';

const ROUNDS = 9;
const ROUND_MS = 1_500;
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
    await compare(`${without.url}${PATH}`, `${withEdge.url}${PATH}`);
    await Promise.all([without.stop(), withEdge.stop()]);
  } finally {
    await Promise.all([database.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(without: string, withEdge: string): Promise<void> {
  const shares: number[] = [];
  const added: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = [await load(without, ROUND_MS), await load(withEdge, ROUND_MS)].map(({ perSecond }) => perSecond);
    const tails = [await load(without, ROUND_MS, 1), await load(withEdge, ROUND_MS, 1)].map(({ durations }) =>
      p99(durations),
    );
    if (round === 0) continue;
    shares.push((rates[1] ?? 0) / (rates[0] ?? 1));
    added.push((tails[1] ?? 0) - (tails[0] ?? 0));
    console.log(
      `round ${round}  without ${rates[0]?.toFixed(0)}/s  with ${rates[1]?.toFixed(0)}/s  P99 ${tails.map((ms) => ms.toFixed(1)).join(' and ')} ms`,
    );
  }
  const [share, more] = [median(shares), median(added)];
  console.log(
    `with the edge: ${(share * 100).toFixed(1)} % of the throughput (at least ${LEAST_SHARE * 100} %), P99 ${more.toFixed(2)} ms more (at most ${MOST_ADDED_MS})`,
  );
  if (share < LEAST_SHARE || more > MOST_ADDED_MS) process.exitCode = 1;
}

const p99 = (durations: readonly number[]): number => durations[Math.floor(durations.length * 0.99)] ?? NaN;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

void main();
