import { setTimeout as pause } from 'node:timers/promises';
import { Cells, digestOf } from './digest';
import { Answer, Reading } from './history';

type Columns = Readonly<Record<string, readonly (string | number)[]>>;

const COLUMNS: Readonly<Record<Reading, readonly string[]>> = {
  prices: ['symbol', 'date', 'close', 'runId'],
  'index-values': ['date', 'value', 'runId'],
  allocations: ['date', 'symbol', 'weight', 'runId'],
};

/** Reads one series without pause, now from this instance and now from that, and writes down every answer. */
export class Reader {
  readonly answers: Answer[] = [];
  /** Requests that were refused or cut: allowed while something is struck, but no answer. */
  refused = 0;
  private readonly digests = new Map<string, string>();
  private ended = false;
  private tag: string | undefined;

  constructor(
    private readonly reading: Reading,
    private readonly path: string,
    private readonly circumstances: { instances(): readonly string[]; during(): string },
  ) {}

  /** Reads until it is ended. Every other request says what it knows already. */
  async readOn(): Promise<void> {
    for (let count = 0; !this.ended; count++) {
      const instances = this.circumstances.instances();
      const url = `${instances[count % instances.length] ?? ''}${this.path}`;
      const answered = await this.read(url, count % 4 < 2 ? undefined : this.tag).catch(() => false);
      if (answered) continue;
      this.refused += 1;
      await pause(20);
    }
  }

  end(): void {
    this.ended = true;
  }

  private async read(url: string, known: string | undefined): Promise<boolean> {
    const began = performance.now();
    const headers = known === undefined ? {} : { 'if-none-match': known };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
    const body = await answer.text();
    if (answer.status !== 200 && answer.status !== 304) return false;
    this.tag = answer.headers.get('etag') ?? '';
    const tag = /^W\/"(\d+\.\d+)-/.exec(this.tag)?.[1] ?? '';
    this.answers.push({
      client: `the reader of ${this.reading}`,
      during: this.circumstances.during(),
      reading: this.reading,
      began,
      ended: performance.now(),
      version: Number.parseInt(tag, 10),
      tag,
      digest: answer.status === 304 ? undefined : this.digestOf(body),
    });
    return true;
  }

  /** Equal bodies, of which there are many, are looked at once. */
  private digestOf(body: string): string {
    const key = digestOf([[body]]);
    const known = this.digests.get(key);
    if (known !== undefined) return known;
    const digest = digestOf(rowsOf(body, COLUMNS[this.reading]));
    this.digests.set(key, digest);
    return digest;
  }
}

/** @throws Error when the answer is one page of several */
function rowsOf(body: string, names: readonly string[]): Cells[] {
  const { data, nextCursor } = JSON.parse(body) as { data: Columns; nextCursor: string | null };
  if (nextCursor !== null) throw new Error('The series does not fit into one page');
  const [first = []] = names.map((name) => data[name] ?? []);
  return first.map((_cell, row) => names.map((name) => data[name]?.[row] ?? ''));
}
