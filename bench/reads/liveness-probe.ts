import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

const BETWEEN_MS = 10;

/** A process of its own, so that its clock does not run behind because of those who make the load. Ends when it is told to. */
async function main(): Promise<void> {
  const pool = new Pool(process.argv[2] ?? '', { connections: 1 });
  const durations: number[] = [];
  let told = false;
  process.once('message', () => (told = true));
  process.send?.('begun');
  for (; !told; await pause(BETWEEN_MS)) {
    const begun = performance.now();
    const answer = await pool.request({ method: 'GET', path: '/health/live' });
    await answer.body.dump();
    durations.push(answer.statusCode === 200 ? performance.now() - begun : Infinity);
  }
  process.send?.(durations);
  await pool.close();
  process.disconnect?.();
}

void main();
