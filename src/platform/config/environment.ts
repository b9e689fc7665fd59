import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseExpression } from 'cron-parser';
import { CleanedEnv, bool, cleanEnv, makeValidator, str } from 'envalid';

/** The environment is invalid. `faults` has one line per variable, `NAME: reason`, without the value. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The environment has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** Reads `.env` of the working directory, if there is one. Variables that are already set keep their values. */
export function loadEnvironmentFile(path = '.env'): void {
  if (existsSync(path)) process.loadEnvFile(path);
}

const integer = (min: number, max: number) =>
  makeValidator<number>((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) throw new Error(`must be a whole number, ${min} to ${max}`);
    return value;
  });

const decimal = (min: number, max: number) =>
  makeValidator<number>((text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max)
      throw new Error(`must be a number, ${min} to ${max}`);
    return value;
  });

const urlOf = (...schemes: readonly string[]) =>
  makeValidator<string>((text) => {
    const allowed = schemes.map((scheme) => `${scheme}://`).join(' or ');
    if (!URL.canParse(text) || !schemes.some((scheme) => new URL(text).protocol === `${scheme}:`)) {
      throw new Error(`must be a URL that begins with ${allowed}`);
    }
    return text;
  });

const timeZone = makeValidator<string>((text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
  } catch {
    throw new Error('must be a time zone of the IANA list, such as America/New_York');
  }
  return text;
});

/** A hop count or networks. Very wide networks are refused: any client could then forge its address. */
const trustedProxies = makeValidator<number | string>((text) => {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  const networks = text.split(',').map((network) => network.trim());
  if (!networks.every(isNetwork)) throw new Error('must be a number of hops, or addresses and networks as 10.0.0.0/8');
  return networks.join(',');
});

/** The widest private networks are 10.0.0.0/8 and fc00::/7; `::ffff:0:0/96` would be all of IPv4. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const [fewest, most] = version === 4 ? [8, 32] : [address.startsWith('::') ? 104 : 7, 128];
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= fewest && Number(bits) <= most);
}

const originList = makeValidator<readonly string[]>((text) => {
  const origins = text.split(',').map((origin) => origin.trim());
  const wrong = origins.some((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong) throw new Error('must be origins separated by commas, as https://app.example.com');
  return origins;
});

const domainList = makeValidator<readonly string[]>((text) => {
  const domains = text.split(',').map((domain) => domain.trim().toLowerCase());
  const wrong = domains.some((domain) => !/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/.test(domain));
  if (wrong) throw new Error('must be domains separated by commas, as example.org');
  return domains;
});

const clusterNodes = makeValidator<readonly string[]>((text) => {
  const nodes = text.split(',').map((node) => `redis://${node.trim()}`);
  const wrong = nodes.some((node) => !/^redis:\/\/[^:/]+:\d+$/.test(node) || !URL.canParse(node));
  if (wrong) throw new Error('must be host:port pairs separated by commas');
  return nodes;
});

/** The market-data providers. */
export const PROVIDERS = ['demo', 'csv', 'twelvedata'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

const providerList = makeValidator<readonly ProviderName[]>((text) => {
  const names = text.split(',').map((name) => PROVIDERS.find((known) => known === name.trim()));
  const known = names.filter((name) => name !== undefined);
  if (known.length < names.length || new Set(known).size < known.length)
    throw new Error(`must be a list of ${PROVIDERS.join(', ')}, each named once`);
  if (known.length > 1 && known.includes('demo')) throw new Error('must name demo alone, or not at all');
  return known;
});

const cron = makeValidator<string>((text) => {
  const fault = 'must be five fields, minute hour day month weekday, such as 30 18 * * 1-5';
  if (text.trim().split(/\s+/).length !== 5) throw new Error(fault);
  try {
    parseExpression(text);
  } catch {
    throw new Error(fault);
  }
  return text;
});

/** Every variable that the service reads, with its default. `.env.example` lists the same, checked by a test. */
export const environmentSchema = {
  NODE_ENV: str({ choices: ['development', 'test', 'production'], default: 'development' }),
  ROLE: str({ choices: ['all', 'api', 'worker'], default: 'all' }),
  HOST: str({ default: '0.0.0.0' }),
  PORT: integer(0, 65_535)({ default: 3000 }),
  TRUST_PROXY: trustedProxies({ default: undefined }),
  CORS_ORIGINS: originList({ default: undefined }),
  HTTP_REQUEST_TIMEOUT_MS: integer(100, 600_000)({ default: 70_000 }),
  RATE_LIMIT: integer(1, 60_000)({ default: 100 }),
  RATE_LIMIT_WINDOW_S: integer(1, 3_600)({ default: 60 }),
  RATE_LIMIT_REDIS_WAIT_MS: integer(1, 1_000)({ default: 20 }),
  RATE_LIMIT_LEGACY_HEADERS: bool({ default: false }),
  RATE_LIMIT_MASK_ADDRESSES: bool({ default: true }),
  INSTANCES: integer(1, 10_000)({ default: 1 }),
  METRICS_TOKEN: str({ default: undefined }),
  METRICS_PORT: integer(1, 65_535)({ default: undefined }),
  SHUTDOWN_DELAY_MS: integer(0, 10_000)({ default: 0 }),
  LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], default: 'info' }),
  ADMIN_TOKEN: str({ default: undefined }),
  JWT_SECRET: str({ default: undefined }),
  GOOGLE_CLIENT_ID: str({ default: undefined }),
  GOOGLE_CERTIFICATES_URL: urlOf('http', 'https')({ default: 'https://www.googleapis.com/oauth2/v1/certs' }),
  REGISTRATION: str({ choices: ['open', 'invite', 'closed'], default: undefined }),
  REGISTRATION_DOMAINS: domainList({ default: undefined }),
  READ_ACCESS: str({ choices: ['authenticated', 'public'], default: undefined }),

  DATA_DIR: str({ default: '.data' }),
  DEMO_DATA: bool({ default: undefined }),
  DATABASE_URL: urlOf('postgres', 'postgresql')({ default: undefined }),
  DATABASE_POOL_SIZE: integer(1, 200)({ default: 10 }),
  DATABASE_READ_POOL_SIZE: integer(2, 200)({ default: 10 }),
  DATABASE_POOL_WAIT_MS: integer(10, 60_000)({ default: 2_000 }),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000)({ default: 10_000 }),
  DATABASE_TRANSACTION_TIMEOUT_MS: integer(100, 3_600_000)({ default: 120_000 }),
  DATABASE_LOCK_TIMEOUT_MS: integer(10, 600_000)({ default: 5_000 }),
  REDIS_URL: urlOf('redis', 'rediss')({ default: undefined }),
  REDIS_CLUSTER_NODES: clusterNodes({ default: undefined }),

  EXCHANGE_TIME_ZONE: timeZone({ default: 'America/New_York' }),
  EXCHANGE_CLOSE: makeValidator<string>((text) => {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new Error('must be a time of day, HH:MM');
    return text;
  })({ default: '16:00' }),
  PRICE_JUMP_FACTOR: decimal(1.01, 1_000_000)({ default: 5 }),

  MARKET_DATA_PROVIDERS: providerList({ default: undefined }),
  MARKET_DATA_CSV_PATH: str({ default: undefined }),
  TWELVEDATA_API_KEY: str({ default: undefined }),
  TWELVEDATA_CREDITS_PER_MINUTE: integer(1, 1_000_000)({ default: 8 }),
  TWELVEDATA_CREDITS_PER_DAY: integer(1, 1_000_000_000)({ default: 800 }),
  TWELVEDATA_BASE_URL: urlOf('http', 'https')({ default: 'https://api.twelvedata.com' }),
  DEFAULT_INDEX: makeValidator<string>((text) => {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) throw new Error('must be the slug of an index');
    return text;
  })({ default: 'autoindex' }),
  REFRESH_CRON: cron({ default: undefined }),
  REFRESH_TIME_ZONE: timeZone({ default: 'America/New_York' }),

  SENTRY_DSN: urlOf('http', 'https')({ default: undefined }),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf('http', 'https')({ default: undefined }),
  ALERT_WEBHOOK_URL: urlOf('http', 'https')({ default: undefined }),
  ALERT_WEBHOOK_FORMAT: str({ choices: ['json', 'slack'], default: undefined }),
  ALERT_ERROR_RATE: decimal(0, 1)({ default: 0.01 }),
  ALERT_STALE_DAYS: integer(1, 365)({ default: 5 }),
};

export type Environment = Readonly<CleanedEnv<typeof environmentSchema>>;

/**
 * Reads and checks the environment. An empty variable counts as not set.
 * @param furtherFaults faults found elsewhere, to be reported together
 * @throws EnvironmentError with all faults, one line each
 */
export function readEnvironment(source: NodeJS.ProcessEnv, furtherFaults: readonly string[] = []): Environment {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  return cleanEnv(present, environmentSchema, {
    reporter: ({ errors }) => {
      const faults = Object.entries(errors).map(([name, error]) => `${name}: ${error?.message ?? 'is not valid'}`);
      faults.push(...furtherFaults);
      if (faults.length > 0) throw new EnvironmentError(faults);
    },
  });
}
