import { Pool } from 'undici';

const CONNECTIONS = 8;

export async function requestsPerSecond(url: string, milliseconds: number): Promise<number> {
  return (await load(url, milliseconds)).perSecond;
}

export interface Load {
  readonly perSecond: number;
  /** Of one request, in milliseconds, ascending. */
  readonly durations: readonly number[];
}

/** Keeps a few connections busy for that long. The bodies are read and thrown away. */
export async function load(url: string, milliseconds: number, connections = CONNECTIONS): Promise<Load> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections });
  const start = performance.now();
  const durations: number[] = [];
  const client = async (): Promise<void> => {
    while (performance.now() - start < milliseconds) {
      const begun = performance.now();
      const answer = await pool.request({ method: 'GET', path: `${pathname}${search}` });
      if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
      await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const seconds = (performance.now() - start) / 1_000;
  await pool.close();
  return { perSecond: durations.length / seconds, durations: durations.sort((a, b) => a - b) };
}
