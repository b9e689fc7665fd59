import { Browser, chromium } from 'playwright-core';
import { TestApp, startTestApp } from '../support/app';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const ELSEWHERE = 'prices.example';

describe('Swagger UI in a browser', () => {
  let service: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    service = await startTestApp();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [...FLAGS, `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await service.close();
  });

  it.each(['127.0.0.1', 'localhost', ELSEWHERE])('shows every route and answers a call, opened on %s', async (host) => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${service.url.replace('127.0.0.1', host)}/docs`);
    await page.getByText('/api/v1/data-version', { exact: true }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = page.locator('.live-responses-table tbody td.response-col_status').first();
    await answer.waitFor();
    expect(await answer.innerText()).toContain('200');
    const shown = await page.locator('.opblock-summary-path').count();
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    expect(shown).toBe(Object.values(document.paths).flatMap((path) => Object.keys(path)).length);
    expect(faults).toEqual([]);
    await page.close();
  });
});
