import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

const BETWEEN_MS = 10;
const PATH = '/health/live';

/**
 * Asks each of the servers given in turns until it is told to end, then tells the durations by server, in milliseconds. A
 * process of its own, so that its clock does not run behind because of those who make the load.
 */
async function main(): Promise<void> {
  const servers = process.argv
    .slice(2)
    .map((url) => ({ pool: new Pool(url, { connections: 1 }), durations: [] as number[] }));
  let told = false;
  process.once('message', () => (told = true));
  process.send?.('begun');
  for (; !told; await pause(BETWEEN_MS)) {
    for (const { pool, durations } of servers) durations.push(await duration(pool));
  }
  process.send?.(servers.map(({ durations }) => durations));
  await Promise.all(servers.map(({ pool }) => pool.close()));
  process.disconnect?.();
}

async function duration(pool: Pool): Promise<number> {
  const begun = performance.now();
  const answer = await pool.request({ method: 'GET', path: PATH });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
  return performance.now() - begun;
}

void main();
