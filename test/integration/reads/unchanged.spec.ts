import { startTestApp, TestApp } from '../../support/app';
import { days, RecordedMarket } from './recorded-market';

describe('an answer that has not changed', () => {
  let app: TestApp;
  let market: RecordedMarket;

  beforeAll(async () => {
    app = await startTestApp();
    market = await RecordedMarket.open(app.database.url, ['AAA', 'BBB']);
    await market.record([...days('AAA', '2024-01-01', 5), ...days('BBB', '2024-01-01', 5)]);
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}/api/v1/prices${query}`, { headers });

  const tagOf = async (query: string, headers: Record<string, string> = {}): Promise<string> => {
    const answer = await get(query, headers);
    await answer.text();
    return answer.headers.get('etag') ?? '';
  };

  it.each(['?symbols=AAA', '?symbols=AAA&shape=columns', '/latest?symbols=AAA,BBB'])(
    'to %s is a 304 without a body, in JSON, CSV and NDJSON',
    async (query) => {
      for (const Accept of ['application/json', 'text/csv', 'application/x-ndjson']) {
        const tag = await tagOf(query, { Accept });
        const again = await get(query, { Accept, 'If-None-Match': `"other", ${tag}` });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
        expect(again.headers.get('cache-control')).toBe('private, no-cache');
        expect(again.headers.get('vary')).toMatch(/\bAccept\b/);
        const strong = await get(query, { Accept, 'If-None-Match': tag.replace('W/', '') });
        expect(strong.status).toBe(304);
        for (const suffix of ['-gzip', '--gzip', ';gzip', '-br']) {
          const compressed = tag.replace(/"$/, `${suffix}"`);
          expect((await get(query, { Accept, 'If-None-Match': compressed })).status).toBe(304);
        }
        const any = await get(query, { Accept, 'If-None-Match': '*' });
        expect([any.status, await any.text(), any.headers.get('etag')]).toEqual([304, '', tag]);
      }
    },
  );

  it('is no 304 for what does not exist, whatever the client says it has', async () => {
    expect((await get('?symbols=NONE', { 'If-None-Match': '*' })).status).toBe(404);
    expect((await get('?symbols=AAA', { 'If-None-Match': '"other-gzip", ""' })).status).toBe(200);
  });

  it('has a tag of its own for each request', async () => {
    const queries = [
      'symbols=AAA',
      'symbols=BBB',
      'symbols=AAA,BBB',
      'symbols=AAA&from=2024-01-02',
      'symbols=AAA&to=2024-01-02',
    ];
    queries.push(
      'symbols=AAA&order=desc',
      'symbols=AAA&limit=2',
      'symbols=AAA&shape=columns',
      'symbols=AAA&knownAt=2199-01-01T00:00:00Z',
    );
    const tags = await Promise.all(queries.map((query) => tagOf(`?${query}`)));
    tags.push(await tagOf('?symbols=AAA', { Accept: 'text/csv' }), await tagOf('/latest?symbols=AAA'));
    expect(new Set(tags).size).toBe(tags.length);
    expect(await tagOf('?symbols=BBB,AAA')).toBe(tags[2]);
  });

  it('is sent anew once a run has changed the data', async () => {
    const tag = await tagOf('?symbols=AAA');
    await market.record(days('BBB', '2024-02-01', 1));
    const answer = await get('?symbols=AAA', { 'If-None-Match': tag });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).not.toBe(tag);
    await answer.text();
  });

  it('stays unchanged about the past whatever is stored later', async () => {
    const query = `?symbols=AAA&knownAt=${market.instants[1] ?? ''}`;
    const first = await get('?symbols=AAA&limit=2');
    const next = first.headers.get('link')?.slice('</api/v1/prices'.length).split('>')[0] ?? '';
    const tags = [await tagOf(query), await tagOf(next)];
    await market.record(days('AAA', '2024-03-01', 1));
    expect([await tagOf(query), await tagOf(next)]).toEqual(tags);
    expect((await get(next, { 'If-None-Match': tags[1] ?? '' })).status).toBe(304);
  });

  it('is found without reading a price', async () => {
    const tag = await tagOf('?symbols=AAA');
    await market.hide('prices');
    try {
      const again = await get('?symbols=AAA', { 'If-None-Match': tag });
      const anew = await get('?symbols=AAA');
      expect([again.status, anew.status]).toEqual([304, 500]);
    } finally {
      await market.show('prices');
    }
  });
});
