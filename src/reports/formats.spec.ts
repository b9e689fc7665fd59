import { allocationOf } from './allocation';
import { performanceOf } from './performance';
import { reportCsv, reportText } from './report-text';
import { reportHtml } from './report-html';
import { html } from './report-page';
import { riskOf } from './risk';
import { Report, ReportContent, ReportHead } from './report';

const EVIL = `<img src=x onerror="alert('1')">&`;

const head: ReportHead = {
  title: EVIL,
  index: { slug: 'evil', name: EVIL, currency: 'USD', method: 'chained' },
  from: '2024-01-30',
  to: '2024-02-01',
  dataVersion: 7,
};
const dates = ['2024-01-30', '2024-01-31', '2024-02-01'];
const index = { name: EVIL, dates, values: [100, 110, 99] };
const benchmark = { name: EVIL, dates, values: [1, 2, 3] };
const holding = { date: '2024-02-01', symbol: '=1+1', name: EVIL, sector: EVIL, weight: 1 };

const reports: readonly ReportContent[] = [
  performanceOf(head, index, benchmark),
  allocationOf(head, [holding]),
  riskOf(head, index, benchmark),
];

describe.each(reports.map((content) => [content.type, content] as const))('the page of %s', (_type, content) => {
  let page: string;

  beforeAll(async () => {
    page = await reportHtml(content);
  });

  it('shows every text as text', () => {
    expect(page).not.toMatch(/<img|<script|onerror="/);
    expect(page).toContain('&lt;img');
  });

  it('needs nothing from elsewhere, and has a picture and a way to be printed', () => {
    const links = [/<[^>]*\s(?:src|href)="([^"]*)"/g, /url\(["']?([^"')]*)/g].flatMap((form) =>
      [...page.matchAll(form)].map(([, link = '']) => link),
    );
    expect(links.filter((link) => !link.startsWith('#'))).toEqual([]);
    expect(
      page.replaceAll('http://www.w3.org/2000/svg', '').replaceAll('http://www.w3.org/1999/xlink', ''),
    ).not.toMatch(/https?:/);
    expect(page).toContain('<svg');
    expect(page).toContain('@media print');
  });

  it('is whole', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    for (const tag of ['section', 'table', 'figure', 'dl', 'main']) {
      expect(page.split(`<${tag}`).length).toBe(page.split(`</${tag}>`).length);
    }
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

it('a template escapes what it is given, and nothing twice', () => {
  const inner = html`<b>${'a & b'}</b>`;
  expect(html`<p>${inner}${null}${[inner, '<']}${3}</p>`.text).toBe('<p><b>a &amp; b</b><b>a &amp; b</b>&lt;3</p>');
});

describe('as CSV', () => {
  const [performance, allocation, risk] = reports.map(reportCsv);

  it('performance has a row a day', () => {
    expect(performance).toBe('date,index,benchmark\n2024-01-30,100,1\n2024-01-31,110,2\n2024-02-01,99,3\n');
  });

  it('allocation has a row a holding, and no text that a spreadsheet computes', () => {
    expect(allocation).toContain(`"'=1+1"`);
    expect(allocation?.split('\n')[0]).toBe('symbol,name,sector,weight');
  });

  it('risk has a row a metric; what is undefined is empty', () => {
    expect(risk).toMatch(/^metric,value\ntotal_return,-0\.01/);
  });
});

describe('of made-up prices', () => {
  const notice = 'The prices are <made up>';
  const noticed = reports.map((content) => ({ ...content, notice }));

  it.each(noticed.map((content) => [content.type, content] as const))(
    '%s says so on its page and above its table',
    async (_type, content) => {
      const page = await reportHtml(content);
      expect(page).toContain('<p class="notice"><strong>The prices are &lt;made up&gt;</strong></p>');
      expect(page.indexOf('class="notice"')).toBeLessThan(page.indexOf('<svg'));
      expect(reportCsv(content)).toBe(`# ${notice}\n${reportCsv({ ...content, notice: null })}`);
    },
  );

  it.each(reports.map((content) => [content.type, content] as const))(
    '%s says nothing where they are real',
    async (_type, content) => {
      expect(await reportHtml(content)).not.toContain('class="notice"');
      expect(reportCsv(content)).not.toContain('#');
    },
  );
});

describe('the figures of a page', () => {
  const plain = { ...head, title: 'Index' };
  const short = { name: 'Index', dates: dates.slice(0, 1), values: [100] };
  const fallen = { name: 'Index', dates, values: [100, 80, 92] };
  const pageOf = async (content: ReportContent): Promise<string> =>
    (await reportHtml(content)).replace(/\s*\n\s*/g, '').replace(/<svg.*?<\/svg>/g, '');

  it('are a dash where a metric is undefined', async () => {
    expect(await pageOf(performanceOf(plain, short, null))).toContain('<dt>Best day</dt><dd>–');
  });

  it('distinguish the deepest drawdown from the present one, and the two values at risk', async () => {
    const page = await pageOf(riskOf(plain, fallen, null));
    expect(page).toContain('<dt>Deepest drawdown</dt><dd>−20.00%');
    expect(page).toContain('<dt>Drawdown now</dt><dd>−8.00%');
    expect(page).toContain('<dt>Value at risk 95%</dt><dd>−18.25%');
    expect(page).toContain('<dt>Value at risk 99%</dt><dd>−19.65%');
  });

  it('have the index less the benchmark as the difference of a month, in columns of numbers', async () => {
    const market = { name: 'Market', dates, values: [10, 11, 12] };
    const number = (text: string): string => `<td class="number">${text}</td>`;
    expect(await pageOf(performanceOf(plain, fallen, market))).toContain(
      `<td>Feb 2024 (part: to 1 Feb 2024)</td>${number('+15.00%')}${number('+9.09%')}${number('+5.91 pp')}`,
    );
  });
});

describe('the head of a page', () => {
  const headOf = async (more: Partial<ReportHead>): Promise<string> =>
    (await reportHtml(performanceOf({ ...head, title: 'Index', ...more }, index, benchmark))).split('</header>')[0] ??
    '';
  const market = { symbol: '^GSPC', name: 'S&P 500' };

  it('tells a benchmark that is held from one that the index is only compared with', async () => {
    expect(await headOf({ comparedWith: { ...market, heldWeight: 0 } })).toContain(
      'compared with S&amp;P 500 (^GSPC), not held',
    );
    expect(await headOf({ comparedWith: { ...market, heldWeight: 0.0688 } })).toContain(
      'compared with S&amp;P 500 (^GSPC), also held: 6.88%',
    );
    expect(await headOf({ comparedWith: null })).not.toContain('compared with');
  });

  it('has title and period once, and its picture names where the prices come from', async () => {
    const page = await reportHtml(performanceOf({ ...head, title: 'Title', source: 'Twelve Data' }, index, null));
    expect(page.split('30 Jan 2024 – 1 Feb 2024')).toHaveLength(2);
    expect(page).not.toMatch(/>[^<]*2024-0[12]-\d\d[^<]*</);
    expect(page).toContain('>Source: Twelve Data; method chained<');
  });

  it('a held market fund is not called the benchmark', async () => {
    const spy = { ...holding, symbol: 'SPY', name: 'SPDR S&P 500 ETF Trust', sector: 'Benchmark' };
    const page = await reportHtml(allocationOf({ ...head, title: 'Index' }, [spy]));
    expect(page).toContain('<td>Market fund (held)</td>');
    expect(page).not.toContain('>Benchmark<');
  });
});

describe('a report as text', () => {
  const [content = null] = reports;
  const record = { type: 'performance', index: 'evil', periodDays: 3, createdAt: '2024-02-01T00:00:00Z' } as const;
  const ready: Report = { ...record, id: 7, status: 'ready', error: null, endedAt: '2024-02-01T00:00:01Z', content };
  const queued: Report = { ...ready, status: 'queued', endedAt: null, content: null };

  it('has the format that is asked for', async () => {
    expect(JSON.parse(await reportText(ready, 'json'))).toMatchObject({ id: 7, status: 'ready' });
    expect(await reportText(ready, 'csv')).toMatch(/^date,index,benchmark/);
    expect(await reportText(ready, 'html')).toMatch(/^<!doctype html>/);
  });

  it('is JSON only before it is ready', async () => {
    expect(JSON.parse(await reportText(queued, 'json'))).toMatchObject({ status: 'queued', content: null });
    await expect(reportText(queued, 'csv')).rejects.toMatchObject({ code: 'conflict' });
    await expect(reportText({ ...queued, status: 'failed', error: 'no levels' }, 'html')).rejects.toThrow('no levels');
  });
});
