import { indexMethods } from '../../src/index-methods';
import { KnownValues } from './values';

const DAYS = ['2023-01-03', '2023-06-01', '2023-12-29', '2024-03-05'];

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

/** What the service has, so that requests find something. */
export async function knownValues(url: string): Promise<KnownValues> {
  const [symbols, slugs, runs] = await Promise.all([
    column(`${url}/api/v1/assets`, 'symbol'),
    column(`${url}/api/v1/indices`, 'slug'),
    column(`${url}/api/v1/refresh-runs`, 'id'),
  ]);
  return {
    symbol: symbols,
    item: symbols,
    assets: [symbols.slice(0, 2)],
    symbols: [symbols.slice(0, 3), symbols.slice(2, 3), symbols],
    benchmark: symbols,
    slug: slugs,
    index: slugs,
    id: runs,
    date: DAYS,
    from: DAYS,
    to: DAYS,
    configuration: [{}, ...[...indexMethods.values()].map((method) => method.parseConfiguration({}))],
  };
}

async function column(url: string, name: string): Promise<unknown[]> {
  const { data } = (await (await fetch(url)).json()) as Page;
  return data.map((row) => row[name]);
}
