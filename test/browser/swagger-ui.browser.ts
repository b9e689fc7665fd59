import { Browser, chromium, Locator, Page } from 'playwright-core';
import { OpenAPIObject } from '@nestjs/swagger';
import { SeedService } from '../../src/refresh';
import { ADMIN_TOKEN, prepareTestDatabase, startTestApp, TestApp } from '../support/app';
import { json } from '../support/json';
import { until } from '../support/until';
import { operationsOf } from '../fuzz/document';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const ELSEWHERE = 'prices.example';

/** Routes that rightly have nothing to show on the first day. */
const EMPTY_AT_FIRST = [
  '/api/v1/api-keys',
  '/api/v1/invitations',
  '/api/v1/quarantined-prices',
  '/api/v1/strategy/config/history',
  '/api/v1/news/search',
  '/api/v1/news/trending',
];

interface Shown {
  readonly path: string;
  readonly status: string;
  readonly text: string;
  /** Width of the picture in pixels; undefined where the page shows text. */
  readonly picture?: number;
}

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...FLAGS, `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`],
  });
});

afterAll(() => browser?.close());

describe('Swagger UI in a browser', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });

  afterAll(() => service?.close());

  it.each(['127.0.0.1', 'localhost', ELSEWHERE])('shows every route and answers a call, opened on %s', async (host) => {
    const { page, faults } = await openPage(service.url.replace('127.0.0.1', host));
    expect(await execute(page, '/api/v1/data-version')).toMatchObject({ status: '200' });
    const shown = await page.locator('.opblock').count();
    const { paths } = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    expect(shown).toBe(Object.values(paths).flatMap((path) => Object.keys(path)).length);
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('Swagger UI on the first day of the demo market', () => {
  let service: TestApp;
  let page: Page;
  let faults: string[];
  let document: OpenAPIObject;

  beforeAll(async () => {
    const environment = { DEMO_DATA: 'true', REGISTRATION: 'open' };
    const seeded = await prepareTestDatabase(environment, ({ app }) => app.get(SeedService).prepare());
    service = await startTestApp(environment, undefined, seeded);
    document = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    const isReady = async (): Promise<boolean> =>
      (await json<{ status?: string }>(fetch(`${service.url}/api/v1/reports/1`))).status === 'ready';
    await until(isReady, 'the first report is ready');
    ({ page, faults } = await openPage(service.url));
  });

  afterAll(() => service?.close());

  it('has its sections in the order of the document, with a sentence each', async () => {
    const sections = page.locator('.opblock-tag');
    const shown = await Promise.all((await sections.all()).map((section) => section.getAttribute('data-tag')));
    expect(shown).toEqual(document.tags?.map(({ name }) => name));
    for (const { description = '' } of document.tags ?? []) {
      expect(await sections.getByText(description, { exact: true }).count()).toBe(1);
    }
  });

  it('answers every GET with something to see, by the values that the page fills in', async () => {
    await signIn(page, service.url, document);
    const shown: Shown[] = [];
    for (const { path } of operationsOf(document).filter(({ method }) => method === 'GET')) {
      shown.push(await execute(page, path));
    }
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter(({ status }) => !/^2\d\d$/.test(status))).toEqual([]);
    const pictures = shown.filter(({ path }) => /\.(svg|png)$/.test(path));
    expect(pictures.filter(({ picture = 0 }) => picture < 300)).toEqual([]);
    const empty = shown.filter(({ text, picture }) => picture === undefined && isEmpty(text)).map(({ path }) => path);
    expect(empty.filter((path) => !EMPTY_AT_FIRST.includes(path))).toEqual([]);
    expect(faults).toEqual([]);
  }, 400_000);

  it('shows several days of several symbols, and a chart of the whole history', async () => {
    const { text: prices } = await execute(page, '/api/v1/prices');
    expect(new Set(prices.match(/2024-\d\d-\d\d/g))).toEqual(new Set(await daysOf(service.url)));
    const path = '/api/v1/indices/{slug}/chart.svg';
    expect(await execute(page, path)).toMatchObject({ status: '200' });
    expect(await blockOf(page, path).locator('.request-url').innerText()).not.toMatch(/from=|to=|benchmark=/);
  });
});

async function openPage(url: string): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`${url}/docs`);
  await page.locator('.opblock').first().waitFor();
  return { page, faults };
}

/** Deprecated routes look different, so the method is found by its text. */
function blockOf(page: Page, path: string): Locator {
  return page
    .locator('.opblock', { has: page.locator(`[data-path="${path}"]`) })
    .filter({ has: page.locator('.opblock-summary-method', { hasText: /^GET$/ }) });
}

/** Opens a GET route, presses "Try it out" and "Execute", and reads what the page then shows. */
async function execute(page: Page, path: string): Promise<Shown> {
  const block = blockOf(page, path);
  if (!(await block.locator('.opblock-body').isVisible())) await press(block.locator('.opblock-summary-control'));
  const tryOut = block.getByRole('button', { name: 'Try it out' });
  const send = block.getByRole('button', { name: 'Execute' });
  await tryOut.or(send).first().waitFor();
  if ((await tryOut.count()) > 0) await press(tryOut);
  await press(send);
  const response = block.locator('.live-responses-table tbody');
  const status = ((await response.locator('.response-col_status').first().textContent()) ?? '').trim().slice(0, 3);
  const picture = response.locator('.response-col_description img');
  if ((await picture.count()) > 0) return { path, status, text: '', picture: await widthOf(picture) };
  const text = response.locator('.response-col_description pre').first();
  const shown = { path, status, text: (await text.count()) > 0 ? ((await text.textContent()) ?? '') : '' };
  await press(block.locator('.opblock-summary-control'));
  return shown;
}

/** A click without the wait for a still page, which takes seconds on one as long as this. */
function press(button: Locator): Promise<void> {
  return button.dispatchEvent('click');
}

function widthOf(picture: Locator): Promise<number> {
  return picture.evaluate(async (element) => {
    const image = element as unknown as { decode(): Promise<void>; naturalWidth: number };
    await image.decode();
    return image.naturalWidth;
  });
}

/** As the administrator and, on the routes of people, as the user of the examples. */
async function signIn(page: Page, url: string, document: OpenAPIObject): Promise<void> {
  const register = operationsOf(document).find(({ path }) => path === '/api/v1/auth/register');
  const { access_token: token } = await json<{ access_token: string }>(
    fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(register?.body?.content['application/json']?.example),
    }),
  );
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  for (const [scheme, value] of [
    ['admin-token', ADMIN_TOKEN],
    ['bearer', token],
  ] as const) {
    const form = page.locator('.auth-container', { has: page.getByText(scheme, { exact: true }) });
    await form.locator('input').fill(value);
    await form.getByRole('button', { name: 'Apply credentials' }).click();
  }
  await page.locator('.btn-done').first().click();
}

function isEmpty(text: string): boolean {
  return text.replaceAll(/\s/g, '').length < 10 || /^\{\s*"(data|history)":\s*\[\s*\]/.test(text);
}

async function daysOf(url: string): Promise<string[]> {
  const query = 'index=autoindex&from=2024-01-02&to=2024-03-28';
  const { data } = await json<{ data: { date: string }[] }>(fetch(`${url}/api/v1/index-values?${query}`));
  return data.map(({ date }) => date);
}
