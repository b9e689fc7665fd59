import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BENCH_TOKEN } from './bench-token';
import { startServer } from './child-server';
import { requestsPerSecond } from './load';

const MOST_MS = 50;
const HEADERS = { 'content-type': 'application/json', 'x-admin-token': BENCH_TOKEN };

/**
 * How long `/health/live` takes while the service is under load: eight clients read a series as fast as they can, and an
 * index is computed again and again. Beside it a server is asked that does nothing, because on a machine with more work
 * than cores that one waits for its turn too. @returns whether P99 is at most 50 ms above that of the other
 */
export async function measureLiveness(origin: string, path: string, milliseconds: number): Promise<boolean> {
  await post(`${origin}/api/v1/indices`, { slug: 'bench', name: 'Bench', method: 'chained' });
  const idle = await startServer('idle-server');
  const probe = fork(join(__dirname, 'liveness-probe'), [origin, idle.url], { execArgv: process.execArgv });
  await once(probe, 'message');
  let ended = false;
  const load = requestsPerSecond(`${origin}${path}`, milliseconds).finally(() => (ended = true));
  let computed = 0;
  for (; !ended; computed++) await post(`${origin}/api/v1/indices/bench/recompute`);
  const perSecond = await load;
  const told = once(probe, 'message');
  probe.send('end');
  const [[own, others]] = (await told) as [[number[], number[]]];
  await idle.stop();
  const [p99, machine] = [percentile(own, 0.99), percentile(others, 0.99)];
  console.log(
    `/health/live, asked ${own.length} times beside ${perSecond.toFixed(0)} series/s and ${computed} computations: ` +
      `P50 ${percentile(own, 0.5).toFixed(1)} ms, P99 ${p99.toFixed(1)} ms; a server that does nothing ` +
      `${percentile(others, 0.5).toFixed(1)} and ${machine.toFixed(1)} ms (at most ${MOST_MS} more)`,
  );
  return p99 - machine <= MOST_MS;
}

function percentile(durations: number[], share: number): number {
  return durations.sort((one, other) => one - other)[Math.floor(durations.length * share)] ?? NaN;
}

async function post(url: string, body: object = {}): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
