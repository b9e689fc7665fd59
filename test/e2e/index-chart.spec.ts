import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';
import { goldenCloses } from '../support/golden';
import { storePrices } from '../support/stored-prices';

describe('the chart of an index', () => {
  let service: TestApp;
  const chart = (query = ''): Promise<Response> => fetch(`${service.url}/api/v1/indices/golden/chart.svg${query}`);

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
    for (const text of ['Golden &lt;Index&gt;', '^GSPC', 'Drawdown', '2023-01-03 to 2024-03-05']) {
      expect(svg).toContain(text);
    }
  });

  it('shows the days asked for, both included, against another benchmark', async () => {
    const svg = await (await chart('?from=2023-06-01&to=2023-08-31&benchmark=ALFA')).text();
    expect(svg).toContain('2023-06-01 to 2023-08-31');
    expect(svg).not.toContain('^GSPC');
  });

  it.each([
    ['?width=10', 400],
    ['?height=1e3', 400],
    ['?from=2024-02-30', 400],
    ['?from=2024-02-01&to=2024-01-01', 400],
    ['?benchmark=NOBODY', 404],
    ['?from=2030-01-01', 404],
  ])('%s is answered %d', async (query, status) => {
    expect((await chart(query)).status).toBe(status);
  });
});
