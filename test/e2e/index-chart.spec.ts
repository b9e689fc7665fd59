import { COLOURS } from '../../src/charts/chart-style';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';
import { goldenCloses } from '../support/golden';
import { selectRows, storePrices } from '../support/stored-prices';

describe('the chart of an index', () => {
  let service: TestApp;
  const get = (path: string): Promise<Response> => fetch(`${service.url}/api/v1/indices/golden/${path}`);
  const chart = (query = ''): Promise<Response> => get(`chart.svg${query}`);

  beforeAll(async () => {
    service = await startTestApp();
    await storePrices(service.database.url, goldenCloses('a'));
    const created = await fetch(`${service.url}/api/v1/indices`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
      body: JSON.stringify({ slug: 'golden', name: 'Golden <Index>', method: 'autoindex-v1', benchmark: '^GSPC' }),
    });
    expect(created.status).toBe(201);
  });

  afterAll(() => service.close());

  it('is an SVG picture of index, benchmark and drawdown, in the size asked for', async () => {
    const answer = await chart('?width=800&height=500');
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    const svg = await answer.text();
    expect(svg).toMatch(/^<svg width="800" height="500"/);
    for (const text of ['Golden &lt;Index&gt;', '(USD)', '^GSPC', 'Drawdown', '3 Jan 2023 – 5 Mar 2024']) {
      expect(svg).toContain(text);
    }
  });

  it('shows the days asked for, both included, against another benchmark', async () => {
    const svg = await (await chart('?from=2023-06-01&to=2023-08-31&benchmark=ALFA')).text();
    expect(svg).toContain('1 Jun 2023 – 31 Aug 2023');
    expect(svg).not.toContain('^GSPC');
  });

  it.each([
    ['twelvedata', 'Twelve Data', false],
    ['import', 'imported files', false],
    ['demo', 'demo market (made-up prices)', true],
    ['another', 'another', false],
  ])('of prices from %s says "%s"', async (source, name, isDemo) => {
    await selectRows(service.database.url, 'update prices set source = $1', [source]);
    const svg = await (await chart()).text();
    expect(svg).toContain(`>Source: ${name}; method autoindex-v1<`);
    expect(svg.includes('>Demo market: the prices are made up.<')).toBe(isDemo);
  });

  it('is the same picture as a PNG, light or dark, in the size asked for', async () => {
    const answer = await get('chart.png?width=640&height=400&theme=dark');
    expect(answer.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await answer.arrayBuffer());
    expect(sizeOf(png)).toEqual([640, 400]);
    const light = Buffer.from(await (await get('chart.png?width=640&height=400')).arrayBuffer());
    expect(sizeOf(light)).toEqual([640, 400]);
    expect(light.equals(png)).toBe(false);
    const svg = await (await chart('?theme=dark')).text();
    expect(svg).toContain(COLOURS.dark.background);
    expect(svg).not.toContain(COLOURS.light.background);
  });

  it.each([
    ['?width=10', 400],
    ['?height=1e3', 400],
    ['?from=2024-02-30', 400],
    ['?from=2024-02-01&to=2024-01-01', 400],
    ['?theme=blue', 400],
    ['?benchmark=NOBODY', 404],
    ['?from=2030-01-01', 404],
  ])('%s is answered %d', async (query, status) => {
    expect((await chart(query)).status).toBe(status);
  });
});

/** Width and height from the header of a PNG. */
function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
