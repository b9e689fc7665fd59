import { Pool } from 'undici';

const CONNECTIONS = 8;

/** Keeps a few connections busy for that long. @returns requests a second */
export async function requestsPerSecond(url: string, milliseconds: number): Promise<number> {
  const target = new Target(url, CONNECTIONS);
  const start = performance.now();
  let answered = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() - start < milliseconds; answered++) await target.ask();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const seconds = (performance.now() - start) / 1_000;
  await target.close();
  return answered / seconds;
}

/** Asks one after the other in turns for that long. @returns milliseconds of each answer, by target */
export async function takeTurns(urls: readonly string[], milliseconds: number): Promise<number[][]> {
  const targets = urls.map((url) => ({ target: new Target(url, 1), durations: [] as number[] }));
  for (const start = performance.now(); performance.now() - start < milliseconds;) {
    for (const { target, durations } of targets) durations.push(await target.ask());
  }
  await Promise.all(targets.map(({ target }) => target.close()));
  return targets.map(({ durations }) => durations);
}

class Target {
  private readonly pool: Pool;
  private readonly path: string;

  constructor(url: string, connections: number) {
    const { origin, pathname, search } = new URL(url);
    this.pool = new Pool(origin, { connections });
    this.path = `${pathname}${search}`;
  }

  /** The body is read and thrown away. @returns milliseconds */
  async ask(): Promise<number> {
    const begun = performance.now();
    const answer = await this.pool.request({ method: 'GET', path: this.path });
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
    await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
    return performance.now() - begun;
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
