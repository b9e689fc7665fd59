import { AlertWatch, Alerts } from '../../../src/platform/alerting';
import { MarketData } from '../../../src/market-data';
import { alertsSent } from '../../support/alert-jobs';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../../support/app';
import { FakeVendor, good, raw, startFakeVendor } from '../../support/fake-vendor';
import { rowsOf } from '../../support/rows';
import { storePrices } from '../../support/stored-prices';
import { until } from '../../support/until';
import { WebhookReceiver, startWebhookReceiver } from '../../support/webhook-receiver';

interface Check {
  readonly name: string;
  readonly required: boolean;
  readonly status: string;
}

describe('alerts of the service', () => {
  let vendor: FakeVendor;
  let receiver: WebhookReceiver;
  let service: TestApp;

  beforeAll(async () => {
    [vendor, receiver] = await Promise.all([startFakeVendor(), startWebhookReceiver()]);
    const settings = {
      ALERT_WEBHOOK_URL: receiver.url,
      MARKET_DATA_PROVIDERS: 'twelvedata',
      TWELVEDATA_API_KEY: 'k3y-that-nobody-may-see',
      TWELVEDATA_BASE_URL: vendor.url,
      TWELVEDATA_CREDITS_PER_MINUTE: '600',
    };
    // Before the service first looks at them, which it does not do again for a minute.
    service = await startTestApp(settings, async (url) => {
      await storePrices(url, [{ symbol: 'OLD', date: '2020-01-02', close: 101.25 }]);
      const waiting = `insert into assets (symbol, name, kind, created_at) values ('WAITS', 'Waits', 'etf', '2020-01-02')`;
      await rowsOf(url, waiting);
      return url;
    });
  });
  afterAll(async () => {
    await service.close();
    await Promise.all([vendor.close(), receiver.close()]);
  });

  const headers = { 'x-admin-token': ADMIN_TOKEN, 'content-type': 'application/json', 'x-request-id': 'r-77' };
  const post = (path: string, body: object = {}) =>
    fetch(`${service.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const get = async (path: string) => (await fetch(`${service.url}${path}`, { headers })).json();
  const of = (cause: string) => receiver.messages.filter((message) => message.cause === cause);

  async function look(): Promise<void> {
    await service.app.get(AlertWatch).check();
    await service.app.get(Alerts).settled();
    await alertsSent(service.database.url);
  }

  it('sends a test to an administrator’s order only, once', async () => {
    expect((await fetch(`${service.url}/api/v1/ops/alerts/test`, { method: 'POST' })).status).toBe(401);
    expect((await post('/api/v1/ops/alerts/test')).status).toBe(202);
    await until(() => of('test').length > 0, 'the test is sent');
    expect(of('test')).toMatchObject([{ kind: 'raised', requestId: 'r-77' }]);
  });

  it('raises stale-data for a kind of assets whose prices are old, or did not come', async () => {
    await look();
    const told = of('stale-data').map(({ subject, summary }) => [subject, summary]);
    expect(Object.fromEntries(told)).toEqual({
      equity: expect.stringContaining('OLD'),
      etf: expect.stringContaining('WAITS'),
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('prices_stale_assets{kind="equity"} 1');
    expect(metrics).toMatch(/prices_newest_age_days\{kind="equity"\} \d{4}/);
    expect(metrics).toContain('prices_stale_assets{kind="etf"} 1');
    expect(metrics).not.toContain('prices_newest_age_days{kind="etf"}');
    // The vendor of the tests below does not know it either.
    await rowsOf(service.database.url, `update assets set active = false where symbol = 'WAITS'`);
  });

  it('raises refresh-failed with the request, and resolves it when a refresh succeeds', async () => {
    vendor.script(raw(503, 'gone'));
    await post('/api/v1/refresh-runs?wait=true');
    await until(() => of('refresh-failed').length > 0, 'the failure is told');
    expect(of('refresh-failed')[0]).toMatchObject({ kind: 'raised', requestId: 'r-77', severity: 'critical' });
    vendor.script(good());
    await post('/api/v1/refresh-runs?wait=true');
    await until(() => of('refresh-failed').length > 1, 'the success is told');
    expect(of('refresh-failed')[1]).toMatchObject({ kind: 'recovered' });
  }, 60_000);

  it('raises breaker-opened, without the key', async () => {
    const upstream = service.app.get(MarketData).upstreams.get('twelvedata');
    const fail = () => Promise.reject(new Error('transport'));
    for (let i = 0; i < 10 && upstream?.breakerState() === 'closed'; i++)
      await upstream.run(fail).catch(() => undefined);
    await look();
    expect(of('breaker-opened')).toMatchObject([{ kind: 'raised', subject: 'twelvedata' }]);
    expect(JSON.stringify(receiver.messages)).not.toContain('k3y');
  });

  it('shows the open breaker to administrators, in the metrics, and as a warning that leaves the service ready', async () => {
    const { providers } = (await get('/api/v1/ops/providers')) as { providers: Record<string, unknown>[] };
    expect(providers).toMatchObject([
      { name: 'twelvedata', breaker: 'open', failures: { unavailable: expect.any(Number) } },
    ]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('upstream_breaker_state{provider="twelvedata",state="open"} 1');
    expect(metrics).toMatch(/upstream_tries_total\{provider="twelvedata",outcome="unavailable"\} \d/);
    await until(async () => {
      const ready = await fetch(`${service.url}/health/ready`);
      const { checks } = (await ready.json()) as { checks: Check[] };
      const warned = checks.some(
        ({ name, required, status }) => name === 'provider twelvedata' && !required && status === 'down',
      );
      return warned && ready.status === 200;
    }, 'the answer that is kept for a second has aged');
    expect((await fetch(`${service.url}/api/v1/ops/providers`)).status).toBe(401);
  });
});
