import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { RefreshClient } from './refresh-client';

export interface ServedRow {
  readonly date: string;
  readonly symbol?: string;
  readonly close?: number;
}

/** What was served from one instant to the next, while nothing changed. Instants are microseconds since 1970. */
export interface ServedEra {
  readonly opened: number;
  readonly closed: number;
  /** The rows of each path. */
  readonly rows: ReadonlyMap<string, readonly ServedRow[]>;
}

/** Remembers what a service served after each change: the reference that answers about the past are held against. */
export class ServedHistory {
  readonly eras: ServedEra[] = [];

  /** @param paths of series, with a query and without `knownAt` */
  constructor(
    private readonly client: RefreshClient,
    private readonly databaseUrl: string,
    private readonly paths: readonly string[],
  ) {}

  /** Between two changes: both instants are behind the answer of the one and before the start of the other. */
  async record(): Promise<ServedEra> {
    const opened = await this.now();
    const read = await Promise.all(this.paths.map(async (path) => [path, await this.read(path)] as const));
    const era = { opened, closed: await this.now(), rows: new Map(read) };
    this.eras.push(era);
    return era;
  }

  /** All rows of a path, today or as known at an instant. */
  async read(path: string, knownAt?: string): Promise<readonly ServedRow[]> {
    const asked = `${path}&limit=5000${knownAt === undefined ? '' : `&knownAt=${knownAt}`}`;
    const answer = await this.client.get(asked);
    expect([asked, answer.status]).toEqual([asked, 200]);
    const { data, nextCursor } = await json<{ data: ServedRow[]; nextCursor: string | null }>(answer);
    expect([asked, nextCursor]).toEqual([asked, null]);
    return data;
  }

  /** The clock that versions are recorded by. */
  private async now(): Promise<number> {
    const [row] = await selectRows<{ now: string }>(
      this.databaseUrl,
      `select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as now`,
    );
    return Number(row?.now);
  }
}

/** The instant that lies `share` (0 to 1) into an era, to the microsecond. */
export function instantIn({ opened, closed }: ServedEra, share: number): string {
  const instant = opened + Math.floor((closed - opened) * share);
  const micros = String(instant % 1_000).padStart(3, '0');
  return new Date(Math.floor(instant / 1_000)).toISOString().replace('Z', `${micros}Z`);
}
