import { json } from '../../support/json';
import { KnownClose } from './recorded-market';

export interface Page<Row> {
  readonly data: Row[];
  readonly nextCursor: string | null;
}

export interface PriceRow extends KnownClose {
  readonly open: number | null;
  readonly source: string;
  readonly runId: number;
  readonly recordedAt: string;
}

/** All pages of a query, each reached by the `Link` header of the one before; `between` runs after each page. */
export async function readPages<Row>(
  url: string,
  path: string,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer: Response = await fetch(`${url}${next}`);
    expect(answer.status).toBe(200);
    next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
    const page = await json<Page<Row>>(answer);
    if (next === undefined) expect(page.nextCursor).toBeNull();
    else expect(new URL(next, url).searchParams.get('cursor')).toBe(page.nextCursor);
    pages.push(page.data);
    await between();
  }
  return pages;
}

export async function readLines(url: string, path: string): Promise<PriceRow[]> {
  const answer = await fetch(`${url}${path}`, { headers: { Accept: 'application/x-ndjson' } });
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await answer.text();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as PriceRow);
}

export function known({ symbol, date, close }: KnownClose): KnownClose {
  return { symbol, date, close };
}
