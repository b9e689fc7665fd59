import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BENCH_TOKEN } from './bench-token';
import { requestsPerSecond } from './load';

const MOST_MS = 50;
const HEADERS = { 'content-type': 'application/json', 'x-admin-token': BENCH_TOKEN };

/**
 * How long `/health/live` takes while the service is under load: eight clients read a series as fast as they can, and its
 * indices are computed again and again. @returns whether P99 is within 50 ms
 */
export async function measureLiveness(origin: string, path: string, milliseconds: number): Promise<boolean> {
  await post(`${origin}/api/v1/indices`, { slug: 'bench', name: 'Bench', method: 'chained' });
  const probe = fork(join(__dirname, 'liveness-probe'), [origin], { execArgv: process.execArgv });
  await once(probe, 'message');
  let ended = false;
  const load = requestsPerSecond(`${origin}${path}`, milliseconds).finally(() => (ended = true));
  let computed = 0;
  for (; !ended; computed++) await post(`${origin}/api/v1/indices/bench/recompute`);
  const perSecond = await load;
  const told = once(probe, 'message');
  probe.send('end');
  const [durations] = (await told) as [number[]];
  durations.sort((one, other) => one - other);
  const at = (share: number): number => durations[Math.floor(durations.length * share)] ?? NaN;
  console.log(
    `/health/live, asked ${durations.length} times beside ${perSecond.toFixed(0)} series/s and ${computed} computations: ` +
      `P50 ${at(0.5).toFixed(2)} ms, P99 ${at(0.99).toFixed(2)} ms (at most ${MOST_MS})`,
  );
  return at(0.99) <= MOST_MS;
}

async function post(url: string, body: object = {}): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
