import { AppConfig } from './app-config';
import { EnvironmentError, environmentSchema } from './environment';

function faultsOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    AppConfig.fromEnvironment(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
}

const strong = 'f3a91c5be07d2846f3a91c5be07d2846';

describe('the configuration', () => {
  it('needs no variable at all', () => {
    const config = AppConfig.fromEnvironment({});
    expect(config.http).toMatchObject({ host: '0.0.0.0', port: 3000 });
    expect(config.database.url).toBeUndefined();
    expect(config.demoData).toBe(true);
  });

  it('loads no demo data into a configured database by default', () => {
    const url = 'postgres://user@host/prices';
    expect(AppConfig.fromEnvironment({ DATABASE_URL: url }).demoData).toBe(false);
    expect(AppConfig.fromEnvironment({ DATABASE_URL: url, DEMO_DATA: 'true' }).demoData).toBe(true);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(AppConfig.fromEnvironment({ PORT: '', DATABASE_URL: '', ADMIN_TOKEN: '' }).http.port).toBe(3000);
  });

  it('reports every fault at once, by name, without the value', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: '3e3',
      DATABASE_URL: 'mysql://root:hunter2@host/prices',
      EXCHANGE_CLOSE: '25:00',
      EXCHANGE_TIME_ZONE: 'Mars/Olympus',
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'ADMIN_TOKEN',
      'DATABASE_URL',
      'EXCHANGE_CLOSE',
      'EXCHANGE_TIME_ZONE',
      'JWT_SECRET',
      'PORT',
    ]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it.each(['short', 'a'.repeat(64), 'abcabcabcabcabcabcabcabcabcabcabcabc'])('refuses the weak token %s', (token) => {
    expect(faultsOf({ ADMIN_TOKEN: token })).toEqual([expect.stringContaining('ADMIN_TOKEN: is weak')]);
    expect(faultsOf({ JWT_SECRET: token })).toEqual([expect.stringContaining('JWT_SECRET: is weak')]);
  });

  it('takes strong ones', () => {
    const source = { NODE_ENV: 'production', ADMIN_TOKEN: strong, JWT_SECRET: strong };
    expect(AppConfig.fromEnvironment(source)).toMatchObject({ adminToken: strong, accounts: { jwtSecret: strong } });
  });

  it('makes the demo market public and a configured database private by default', () => {
    const url = 'postgres://user@host/prices';
    expect(AppConfig.fromEnvironment({}).readAccess).toBe('public');
    expect(AppConfig.fromEnvironment({ DATABASE_URL: url }).readAccess).toBe('authenticated');
    expect(AppConfig.fromEnvironment({ DATABASE_URL: url, READ_ACCESS: 'public' }).readAccess).toBe('public');
    expect(AppConfig.fromEnvironment({ READ_ACCESS: 'authenticated' }).readAccess).toBe('authenticated');
  });

  it.each(['-1', '65536', '0x10', ' 5', '1.5', 'http'])('refuses the port %j', (port) => {
    expect(faultsOf({ PORT: port })).toHaveLength(1);
  });

  it.each([
    ['MARKET_DATA_PROVIDERS', { MARKET_DATA_PROVIDERS: 'yahoo' }],
    ['MARKET_DATA_PROVIDERS', { MARKET_DATA_PROVIDERS: 'demo,demo' }],
    ['MARKET_DATA_PROVIDERS', { MARKET_DATA_PROVIDERS: 'csv,demo', MARKET_DATA_CSV_PATH: 'closes.csv' }],
    ['MARKET_DATA_CSV_PATH', { MARKET_DATA_PROVIDERS: 'twelvedata, csv', TWELVEDATA_API_KEY: 'some-key' }],
    ['TWELVEDATA_API_KEY', { MARKET_DATA_PROVIDERS: 'twelvedata' }],
    ['REFRESH_CRON', { REFRESH_CRON: 'daily' }],
    ['REFRESH_CRON', { REFRESH_CRON: '0 61 * * *' }],
    ['REFRESH_CRON', { REFRESH_CRON: '0 30 18 * * 1-5' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/33' }],
    ['TRUST_PROXY', { TRUST_PROXY: '0.0.0.0/0' }],
    ['TRUST_PROXY', { TRUST_PROXY: '0.0.0.0/1, 128.0.0.0/1' }],
    ['TRUST_PROXY', { TRUST_PROXY: '::/0' }],
    ['TRUST_PROXY', { TRUST_PROXY: '::ffff:0:0/96' }],
    ['TRUST_PROXY', { TRUST_PROXY: '*' }],
    ['TRUST_PROXY', { TRUST_PROXY: '0' }],
    ['REDIS_CLUSTER_NODES', { REDIS_CLUSTER_NODES: 'redis-1:99999' }],
  ])('names %s for %j', (variable, source) => {
    expect(faultsOf(source)).toEqual([expect.stringMatching(`^${variable}: `)]);
  });

  it.each(['10.0.0.0/8', '2001:db8::/48, 10.1.2.3', 'fc00::/7', '::1', '2'])('trusts the proxies %s', (proxies) => {
    expect(faultsOf({ TRUST_PROXY: proxies })).toEqual([]);
  });

  it('keeps everything else when the database and the token are made at the start', () => {
    const config = AppConfig.fromEnvironment({ PORT: '8080', DATABASE_POOL_SIZE: '7' });
    const complete = config.completedWith({ databaseUrl: 'postgres://made', adminToken: strong });
    expect(complete).toBeInstanceOf(AppConfig);
    expect(complete.http.port).toBe(8080);
    expect(complete.database).toEqual({ ...config.database, url: 'postgres://made' });
    expect(complete.adminToken).toBe(strong);
  });
});

/** Lower and upper bound of each numeric variable. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  PORT: [0, 65_535],
  HTTP_REQUEST_TIMEOUT_MS: [100, 600_000],
  RATE_LIMIT: [1, 60_000],
  RATE_LIMIT_WINDOW_S: [1, 3_600],
  RATE_LIMIT_REDIS_WAIT_MS: [1, 1_000],
  INSTANCES: [1, 10_000],
  METRICS_PORT: [1, 65_535],
  SHUTDOWN_DELAY_MS: [0, 10_000],
  DATABASE_POOL_SIZE: [1, 200],
  DATABASE_READ_POOL_SIZE: [2, 200],
  DATABASE_POOL_WAIT_MS: [10, 60_000],
  DATABASE_STATEMENT_TIMEOUT_MS: [100, 600_000],
  DATABASE_TRANSACTION_TIMEOUT_MS: [100, 3_600_000],
  DATABASE_LOCK_TIMEOUT_MS: [10, 600_000],
  PRICE_JUMP_FACTOR: [1.01, 1_000_000],
  TWELVEDATA_CREDITS_PER_MINUTE: [1, 1_000_000],
  TWELVEDATA_CREDITS_PER_DAY: [1, 1_000_000_000],
  ALERT_ERROR_RATE: [0, 1],
  ALERT_STALE_DAYS: [1, 365],
};

describe('a numeric variable', () => {
  it('is one of those whose bounds are listed here', () => {
    const numeric = Object.keys(environmentSchema).filter((name) => /number,/.test(faultsOf({ [name]: 'x' }).join()));
    expect(numeric.sort()).toEqual(Object.keys(BOUNDS).sort());
  });

  it.each(Object.entries(BOUNDS))('%s lies between its bounds %j', (name, [min, max]) => {
    const step = Number.isInteger(min) && name !== 'ALERT_ERROR_RATE' ? 1 : 0.001;
    const outside = [max + step, ...(min > 0 ? [min - step] : ['-1'])];
    expect([min, max].flatMap((value) => faultsOf({ [name]: String(value) }))).toEqual([]);
    for (const value of outside) {
      expect(faultsOf({ [name]: String(value) })).toEqual([expect.stringMatching(`^${name}: .*, ${min} to ${max}$`)]);
    }
  });
});
