import { writeFile } from 'node:fs/promises';
import { RedisConnection } from '../../../src/platform/redis';
import { GOOGLE_CLIENT_ID, GoogleKeys, startGoogleKeys } from '../../support/google';
import { CsvMarket } from '../../support/csv-market';
import { goldenCloses, goldenRows } from '../../support/golden';
import { startRedis, TestRedis } from '../../support/redis';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { Browser } from './client/browser';
import { AdminPage } from './client/pages/admin.page';
import { DashboardPage } from './client/pages/dashboard.page';
import { DiagnosticsPage, NewsPage, StrategyPage, TasksPage } from './client/pages/inner.pages';
import { SignInPages } from './client/pages/sign-in.pages';
import { GoldenApp, startGoldenApp } from './golden-app';

const PASSWORD = 'Tr4vel!ing-light';

/** The web app as it is, page by page and button by button, from another origin, where reading is for the signed in. */
describe('the existing web app', () => {
  let redis: TestRedis;
  let google: GoogleKeys;
  let market: CsvMarket;
  let app: GoldenApp;

  /** Ten attempts to sign in are let in a minute and address, and all here come from one. */
  const forgetAttempts = async (): Promise<unknown> => app.app.get(RedisConnection).client?.flushall();
  const signedIn = async (email: string): Promise<Browser> => {
    await forgetAttempts();
    const browser = new Browser(app.url);
    const pages = new SignInPages(browser);
    expect(await pages.register(email, PASSWORD)).toBe('');
    pages.copyToken();
    return browser;
  };
  const administrator = async (): Promise<Browser> => {
    const browser = await signedIn(`admin-${Math.random()}@example.org`);
    await rowsOf(app.database.url, `update users set role = 'admin' where email like 'admin-%'`);
    return browser;
  };
  const idle = async (): Promise<void> =>
    until(async () => {
      const running = await rowsOf(app.database.url, `select from runs where status = 'running'`);
      return running.length === 0;
    }, 'no task is under way');

  beforeAll(async () => {
    [redis, google, market] = await Promise.all([startRedis(), startGoogleKeys(), CsvMarket.open()]);
    const closes = goldenCloses('a');
    const next = closes.filter(({ date }) => date === '2024-03-05').map((row) => ({ ...row, date: '2024-03-06' }));
    const lines = [...closes, ...next].map(({ symbol, date, close }) => `${symbol},${date},${close}`);
    await writeFile(market.path, ['symbol,date,close', ...lines, ''].join('\n'));
    app = await startGoldenApp({
      ...market.environment,
      READ_ACCESS: 'authenticated',
      REDIS_URL: redis.url,
      RATE_LIMIT_REDIS_WAIT_MS: '1000',
      GOOGLE_CLIENT_ID,
      GOOGLE_CERTIFICATES_URL: google.url,
    });
  });

  afterAll(async () => {
    await app.close();
    await Promise.all([redis.stop(), google.close(), market.close()]);
  });

  describe('/login and /register', () => {
    beforeEach(forgetAttempts);

    it('a visitor registers, is taken to the dashboard and known by name of the token', async () => {
      const browser = new Browser(app.url);
      const pages = new SignInPages(browser);
      expect(await pages.user()).toBeNull();
      expect(await pages.register('Ada@example.org', PASSWORD, '')).toBe('');
      expect(browser.location).toBe('/dashboard');
      expect(Number(browser.localStorage.get('token_expiry')) - Date.now()).toBeGreaterThan(86_000_000);
      expect(await pages.user()).toMatchObject({ id: expect.any(Number), email: 'ada@example.org' });
    });

    it('sees each message that the forms show, and stays on its page', async () => {
      const browser = new Browser(app.url);
      const pages = new SignInPages(browser);
      expect(await pages.register('twice@example.org', PASSWORD)).toBe('');
      browser.location = '/register';
      expect(await pages.register('twice@example.org', PASSWORD)).toBe('Email already registered');
      expect(await pages.register('weak@example.org', 'password')).toMatch(
        /^password must have an upper-case letter; /,
      );
      expect(await pages.register('no address', PASSWORD)).toBe('email must be an e-mail address');
      expect(await pages.login('twice@example.org', 'Wr0ng!password')).toBe('Invalid credentials');
      expect(browser.location).toBe('/register');
      expect(await pages.login('Twice@Example.org', PASSWORD)).toBe('');
    });

    it('signs in with Google, and not with what is none of Google', async () => {
      const browser = new Browser(app.url);
      const pages = new SignInPages(browser);
      expect(await pages.google(google.forged())).toBe('Google does not vouch for this sign-in.');
      expect(await pages.google(google.token({ email: 'grace@example.org', sub: '77' }))).toBe('');
      expect(await pages.user()).toMatchObject({ email: 'grace@example.org', is_google_user: true });
    });

    it('is signed in anew by its refresh token when the access token is good no longer', async () => {
      const browser = new Browser(app.url);
      const pages = new SignInPages(browser);
      await pages.register('renewed@example.org', PASSWORD);
      const before = browser.localStorage.get('refresh_token');
      browser.localStorage.set('access_token', 'good no longer');
      await pages.user();
      expect(browser.requests.at(-1)).toBe('POST /api/v1/auth/refresh');
      expect(browser.localStorage.get('refresh_token')).not.toBe(before);
      expect(await pages.user()).toMatchObject({ email: 'renewed@example.org' });
    });
  });

  it('shows nothing to who is not signed in', async () => {
    await expect(new DashboardPage(new Browser(app.url)).load()).rejects.toThrow('Not authenticated');
  });

  it('gets nothing in a page of another origin', async () => {
    const browser = new Browser(app.url, 'https://evil.example');
    await expect(new DashboardPage(browser).load()).rejects.toThrow('Failed to fetch');
  });

  describe('/dashboard', () => {
    let browser: Browser;
    let page: DashboardPage;
    const levels = goldenRows('a/default/index_values.csv').map(
      ({ date = '', value }) => [date, Number(value)] as const,
    );

    beforeAll(async () => {
      browser = await signedIn('dashboard@example.org');
      page = new DashboardPage(browser);
    });

    it('draws the index, what it holds, the benchmark and the risk', async () => {
      const { chart, holdings, currencies, benchmark, risk } = await page.load();
      expect(chart.map(([date]) => date)).toEqual(levels.map(([date]) => date));
      expect(chart.at(-1)?.[1]).toBeCloseTo(levels.at(-1)?.[1] ?? 0, 9);
      const weights = holdings.map((line) => Number(/ ([\d.]+)% /.exec(line)?.[1]));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(100, 0);
      expect(currencies).toEqual(['USD US Dollar']);
      expect(benchmark.length).toBeGreaterThan(290);
      const year = (levels.at(-1)?.[1] ?? 0) / (levels.findLast(([date]) => date <= '2023-03-06')?.[1] ?? 1) - 1;
      expect(risk[0]).toBe(`total ${(year * 100).toFixed(2)}%`);
      expect(risk).toHaveLength(6);
    });

    it('simulates in money', async () => {
      expect(await page.simulate()).toBe('USD 18392.76, 83.93 %');
    });

    it('tracks an asset, also one whose symbol is not encoded', async () => {
      expect((await page.track('ALFA'))[0]).toEqual([expect.any(String), 100]);
      expect((await page.track('^GSPC'))[0]).toEqual([expect.any(String), 100]);
    });

    it('compares, in percent, and shows the risk of three windows', async () => {
      const { compared, risk } = await page.analytics();
      expect(compared[0]).toBe('2023-01-03 0.00 0.00');
      expect(compared.at(-1)).toMatch(/^2024-03-05 83\.93 -?\d+\.\d\d$/);
      expect(risk.map((cards) => cards.length)).toEqual([6, 6, 6]);
    });

    it('has its panels: database, prices, cache and tasks', async () => {
      expect(await page.panels.database()).toContain('index_values 299 OK 2024-03-05');
      expect(await page.panels.refreshStatus()).toMatch(/^9 true 2024-03-05 \d+ true Refresh/);
      expect(await page.panels.cache()).toMatch(/^connected [\d,]+ [\d.]+[KM]/);
      expect(await page.panels.active()).toEqual({ names: [], total: 0 });
    });

    it('one click sends two refreshes at once; the chart and the data-quality box show one day more', async () => {
      const { notice, newestDay, prices } = await page.click('full', true);
      expect(notice).toMatch(/^Fetched .*\(task \d+\).* \| full \| Stores all or nothing/);
      expect([newestDay, prices]).toEqual(['2024-03-06', expect.stringMatching(/^9 true 2024-03-06 /)]);
    });

    it('has a notice for each mode, which says what was done', async () => {
      const RECENT = 'Fetched the days since the last stored prices: ';
      for (const [mode, text] of [
        ['auto', RECENT],
        ['minimal', RECENT],
        ['full', 'Fetched '],
        ['cached', 'Computed the index from stored prices, '],
      ] as const) {
        const other = new DashboardPage(await signedIn(`${mode}@example.org`));
        expect((await other.click(mode)).notice.startsWith(text)).toBe(true);
        await idle();
      }
    });

    it('refuses to a user what is for an administrator, in a text that the page shows', async () => {
      const [admin, diagnostics] = [new AdminPage(browser), new DiagnosticsPage(browser)];
      const { config } = await admin.strategy();
      for (const button of [
        () => page.rebalance(),
        () => admin.rebalance(),
        () => admin.recalculate(),
        () => admin.save(config, {}),
        () => diagnostics.testRefresh(),
        () => diagnostics.invalidate('*'),
        () => new TasksPage(browser).cleanup(),
        () => new StrategyPage(browser).save(config),
      ]) {
        await expect(button()).rejects.toThrow('This is not allowed. It needs: administrator.');
      }
    });

    it('makes a report for a user, also twice at once', async () => {
      const own = new TasksPage(browser);
      for (const { task_id } of await Promise.all([own.report(), own.report()])) {
        await until(async () => (await own.status(String(task_id)))['ready'] === true, 'the report has ended');
        expect(await own.status(String(task_id))).toMatchObject({
          status: 'SUCCESS',
          result: { location: expect.any(String) },
        });
      }
    });

    it('has six presses of its buttons an hour, each user by himself', async () => {
      const [one, other] = [
        new TasksPage(await signedIn('presser@example.org')),
        new TasksPage(await signedIn('other-presser@example.org')),
      ];
      for (let press = 0; press < 6; press++) await one.compute();
      await expect(one.compute()).rejects.toMatchObject({ status: 429, detail: expect.any(String) });
      await expect(one.refresh()).rejects.toMatchObject({ status: 429 });
      expect(await other.compute()).toMatchObject({ task_id: expect.any(String) });
      await idle();
    });
  });

  describe('the pages that read localStorage.token', () => {
    let browser: Browser;
    let tasks: TasksPage;

    beforeAll(async () => {
      browser = await administrator();
      tasks = new TasksPage(browser);
    });

    it('/admin shows the strategy, saves all of it, and its buttons work', async () => {
      const page = new AdminPage(browser);
      const { config, shown } = await page.strategy();
      expect(shown).toEqual([
        ...['momentum_weight 40.00%', 'market_cap_weight 30.00%', 'risk_parity_weight 30.00%'],
        ...['max_daily_return 50.00%', 'min_daily_return -50.00%', 'daily_drop_threshold -1.00%'],
        ...['min_price_threshold 1', 'rebalance_frequency weekly'],
        ...[expect.stringMatching(/^sharpe_ratio -?\d/), expect.stringMatching(/^sortino_ratio -?\d/)],
        ...[expect.stringMatching(/^max_drawdown -\d+\.\d\d%/), expect.stringMatching(/^current_drawdown -?\d/)],
      ]);
      expect(await page.save(config, { rebalance_frequency: 'monthly' })).toMatchObject({ ignored: [] });
      await idle();
      expect((await page.strategy()).shown).toContain('rebalance_frequency monthly');
      await expect(page.save(config, { momentum_weight: 0.9 })).rejects.toThrow(/must sum to 1, not to 1.5$/);
      expect(await page.rebalance()).toMatchObject({ status: 'started' });
      expect(await page.recalculate()).toBe('Index recalculated');
      for (const mode of ['auto', 'full', 'minimal', 'cached'] as const) {
        await idle();
        expect((await new DashboardPage(browser).click(mode)).notice).toMatch(
          new RegExp(`\\(task \\d+\\).* \\| ${mode} \\| `),
        );
      }
      await idle();
      expect(await page.panels.database()).toContain('index_values 300 OK 2024-03-06');
    });

    it('/tasks lists what is under way, and its buttons name their tasks', async () => {
      for (const button of ['refresh', 'compute', 'report', 'cleanup'] as const) {
        for (const { task_id } of await Promise.all([tasks[button](), tasks[button]()])) {
          await until(async () => (await tasks.status(String(task_id)))['ready'] === true, `the ${button} has ended`);
          expect(await tasks.status(String(task_id))).toMatchObject({ task_id, status: 'SUCCESS', state: 'SUCCESS' });
        }
      }
    });

    it('/diagnostics shows all three statuses, and its buttons work', async () => {
      const page = new DiagnosticsPage(browser);
      expect(await page.panels.database()).toHaveLength(6);
      expect(await page.panels.refreshStatus()).toMatch(/^9 true/);
      expect(await page.panels.cache()).toMatch(/^connected/);
      for (const pattern of ['index', 'market', '*'] as const) expect(await page.invalidate(pattern)).toBe(0);
      expect(await page.testRefresh()).toBe('SUCCESS in 1 steps');
      expect(await page.recalculate()).toBe('success');
      await idle();
    });

    it('/news shows itself without any article', async () => {
      expect(await new NewsPage(browser).load()).toEqual({ articles: [], trending: [] });
    });

    it('/strategy loads, and saves fields that no strategy has by POST, then rebalances', async () => {
      const page = new StrategyPage(browser);
      const loaded = await page.load();
      const saved = await page.save(loaded);
      expect(saved['ignored']).toEqual(expect.arrayContaining(['max_assets', 'risk_tolerance', 'include_bonds']));
      expect(await page.load()).toMatchObject({ momentum_weight: loaded['momentum_weight'] });
      await idle();
    });

    it('leaves for /login where a token is good no longer', async () => {
      const stale = new Browser(app.url);
      stale.localStorage.set('token', 'a.b.c');
      await expect(new AdminPage(stale).strategy()).rejects.toThrow('Invalid token');
      expect([stale.location, stale.localStorage.has('token')]).toEqual(['/login', false]);
    });
  });
});
