import { Exchange } from '../utils/exchange-calendar';
import { Environment, ProviderName, readEnvironment } from './environment';

const SHORTEST_SECRET = 32;

/** Where the web app runs while it is being written. */
const DEVELOPMENT_ORIGINS = ['http://localhost:3000', 'http://127.0.0.1:3000'];

/** What the parts of the service are told, grouped by who needs it. Times are milliseconds. */
export class AppConfig {
  readonly production: boolean;
  readonly logLevel: string;
  /** `api` serves, `worker` does the jobs, `all` both. */
  readonly role: 'api' | 'worker' | 'all';
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** How many proxies stand in front, or their networks; undefined: none. */
    readonly trustProxy: number | string | undefined;
    readonly corsOrigins: readonly string[];
    /** How long a request may take to arrive. */
    readonly requestTimeout: number;
    /** How long requests are still taken after readiness is gone, until load balancers have seen it. */
    readonly shutdownDelay: number;
  };
  /** Without both, metrics are served to everybody, and in production to nobody. */
  readonly metrics: { readonly token: string | undefined; readonly port: number | undefined };
  /** Folder of the embedded database and of the keys made for it. */
  readonly dataDirectory: string;
  /** Whether the first start fills an empty database with the demo market. */
  readonly demoData: boolean;
  readonly adminToken: string | undefined;
  readonly accounts: {
    /** Signs access tokens. Undefined: nobody can sign in. */
    readonly jwtSecret: string | undefined;
    readonly google: { readonly clientId: string | undefined; readonly certificatesUrl: string };
  };
  /** Who may read market data: everybody, or whoever is signed in or has a key. */
  readonly readAccess: 'authenticated' | 'public';
  readonly database: {
    /** Undefined: an embedded server in `dataDirectory`. */
    readonly url: string | undefined;
    readonly poolSize: number;
    readonly readPoolSize: number;
    readonly poolWait: number;
    readonly statementTimeout: number;
    readonly transactionTimeout: number;
    readonly lockTimeout: number;
  };
  readonly redisUrl: string | undefined;
  /** Any of the nodes of a Redis Cluster; then `redisUrl` is not looked at. */
  readonly redisClusterNodes: readonly string[] | undefined;
  readonly rateLimit: {
    /** Requests a client may send in any `window`, over all routes together. */
    readonly limit: number;
    readonly window: number;
    /** How many instances share the limit while Redis does not count for all. */
    readonly instances: number;
    /** How long a request waits for Redis to count it. */
    readonly patience: number;
    readonly legacyHeaders: boolean;
    readonly maskAddresses: boolean;
  };
  readonly prices: {
    readonly exchange: Exchange;
    readonly jumpFactor: number;
  };
  readonly marketData: {
    /** In the order in which they are asked. */
    readonly providers: readonly ProviderName[];
    readonly csvPath: string | undefined;
    readonly twelveData: {
      readonly apiKey: string | undefined;
      readonly baseUrl: string;
      /** What the vendor's plan allows; a credit is one symbol of one call. */
      readonly quota: { readonly perMinute: number; readonly perDay: number };
    };
  };
  readonly alerts: {
    /** Undefined: alerts are lines of the log. It is a secret. */
    readonly webhookUrl: string | undefined;
    readonly format: 'json' | 'slack';
    /** Share of 5xx answers, 0 to 1, above which an alert is raised. */
    readonly errorRate: number;
    /** Calendar days without a newer price after which a kind of assets is stale. */
    readonly staleDays: number;
  };
  /** Where errors and spans are sent besides; undefined: nowhere. */
  readonly telemetry: { readonly sentryDsn: string | undefined; readonly otlpEndpoint: string | undefined };
  /** The slug of the index that the routes of the web app speak for. */
  readonly defaultIndex: string;
  readonly refresh: { readonly cron: string | undefined; readonly timeZone: string };

  constructor(environment: Environment) {
    this.production = environment.NODE_ENV === 'production';
    this.logLevel = environment.LOG_LEVEL;
    this.role = roleOf(environment);
    this.http = {
      host: environment.HOST,
      port: environment.PORT,
      trustProxy: environment.TRUST_PROXY,
      corsOrigins: environment.CORS_ORIGINS ?? (this.production ? [] : DEVELOPMENT_ORIGINS),
      requestTimeout: environment.HTTP_REQUEST_TIMEOUT_MS,
      shutdownDelay: environment.SHUTDOWN_DELAY_MS,
    };
    this.metrics = { token: environment.METRICS_TOKEN, port: environment.METRICS_PORT };
    this.dataDirectory = environment.DATA_DIR;
    this.demoData = environment.DEMO_DATA ?? environment.DATABASE_URL === undefined;
    this.adminToken = environment.ADMIN_TOKEN;
    this.accounts = {
      jwtSecret: environment.JWT_SECRET,
      google: { clientId: environment.GOOGLE_CLIENT_ID, certificatesUrl: environment.GOOGLE_CERTIFICATES_URL },
    };
    this.readAccess = readAccessOf(environment);
    this.database = {
      url: environment.DATABASE_URL,
      poolSize: environment.DATABASE_POOL_SIZE,
      readPoolSize: environment.DATABASE_READ_POOL_SIZE,
      poolWait: environment.DATABASE_POOL_WAIT_MS,
      statementTimeout: environment.DATABASE_STATEMENT_TIMEOUT_MS,
      transactionTimeout: environment.DATABASE_TRANSACTION_TIMEOUT_MS,
      lockTimeout: environment.DATABASE_LOCK_TIMEOUT_MS,
    };
    this.redisUrl = environment.REDIS_URL;
    this.redisClusterNodes = environment.REDIS_CLUSTER_NODES;
    this.rateLimit = {
      limit: environment.RATE_LIMIT,
      window: environment.RATE_LIMIT_WINDOW_S * 1000,
      instances: environment.INSTANCES,
      patience: environment.RATE_LIMIT_REDIS_WAIT_MS,
      legacyHeaders: environment.RATE_LIMIT_LEGACY_HEADERS,
      maskAddresses: environment.RATE_LIMIT_MASK_ADDRESSES,
    };
    this.prices = {
      exchange: { timeZone: environment.EXCHANGE_TIME_ZONE, close: environment.EXCHANGE_CLOSE },
      jumpFactor: environment.PRICE_JUMP_FACTOR,
    };
    this.marketData = {
      providers: providersOf(environment),
      csvPath: environment.MARKET_DATA_CSV_PATH,
      twelveData: {
        apiKey: environment.TWELVEDATA_API_KEY,
        baseUrl: environment.TWELVEDATA_BASE_URL,
        quota: {
          perMinute: environment.TWELVEDATA_CREDITS_PER_MINUTE,
          perDay: environment.TWELVEDATA_CREDITS_PER_DAY,
        },
      },
    };
    this.alerts = {
      webhookUrl: environment.ALERT_WEBHOOK_URL,
      format: formatOf(environment),
      errorRate: environment.ALERT_ERROR_RATE,
      staleDays: environment.ALERT_STALE_DAYS,
    };
    this.telemetry = {
      sentryDsn: environment.SENTRY_DSN,
      otlpEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
    };
    this.defaultIndex = environment.DEFAULT_INDEX;
    this.refresh = { cron: environment.REFRESH_CRON, timeZone: environment.REFRESH_TIME_ZONE };
  }

  /** The same, with what was not set but made at the start: the embedded database's address, the demo's token. */
  completedWith(made: { databaseUrl: string; adminToken: string | undefined }): AppConfig {
    const database = { ...this.database, url: made.databaseUrl };
    return this.with({ database, adminToken: made.adminToken });
  }

  /** The same, signing access tokens with a secret that was made at the start. */
  signingWith(jwtSecret: string): AppConfig {
    return this.with({ accounts: { ...this.accounts, jwtSecret } });
  }

  /** @throws EnvironmentError naming every faulty variable */
  static fromEnvironment(source: NodeJS.ProcessEnv = process.env): AppConfig {
    return new AppConfig(readEnvironment(source, crossFaults(source)));
  }

  private with(changes: Partial<AppConfig>): AppConfig {
    return Object.assign(Object.create(AppConfig.prototype) as AppConfig, this, changes);
  }
}

function roleOf({ ROLE: role }: Environment): AppConfig['role'] {
  return role === 'api' || role === 'worker' ? role : 'all';
}

/** The named ones; else Twelve Data when it has a key, else the demo market. */
function providersOf({ MARKET_DATA_PROVIDERS: named, TWELVEDATA_API_KEY: key }: Environment): readonly ProviderName[] {
  return named ?? [key === undefined ? 'demo' : 'twelvedata'];
}

/** The demo market is nobody's secret; what somebody has in a database of their own may be licensed or paid for. */
function readAccessOf({ READ_ACCESS: said, DATABASE_URL: url }: Environment): AppConfig['readAccess'] {
  if (said === 'public' || said === 'authenticated') return said;
  return url === undefined ? 'public' : 'authenticated';
}

/** The named one; else the one that the address is known for. */
function formatOf({ ALERT_WEBHOOK_FORMAT: format, ALERT_WEBHOOK_URL: url }: Environment): 'json' | 'slack' {
  if (format !== undefined) return format === 'slack' ? 'slack' : 'json';
  return url !== undefined && new URL(url).hostname === 'hooks.slack.com' ? 'slack' : 'json';
}

/** What is wrong with variables that are each fine by themselves. */
function crossFaults(source: NodeJS.ProcessEnv): string[] {
  const production = source.NODE_ENV === 'production';
  const secrets = ['ADMIN_TOKEN', 'JWT_SECRET'].flatMap((name) => secretFaults(name, source[name] ?? '', production));
  return [...secrets, ...providerFaults(source)];
}

/** What a provider cannot do without. */
const NEEDED = { csv: 'MARKET_DATA_CSV_PATH', twelvedata: 'TWELVEDATA_API_KEY' } as const;

function providerFaults(source: NodeJS.ProcessEnv): string[] {
  const named = (source.MARKET_DATA_PROVIDERS ?? '').split(',').map((name) => name.trim());
  return Object.entries(NEEDED)
    .filter(([provider, variable]) => named.includes(provider) && (source[variable] ?? '') === '')
    .map(([provider, variable]) => `${variable}: is missing; the provider ${provider} needs it`);
}

function secretFaults(name: string, secret: string, compulsory: boolean): string[] {
  if (secret === '') {
    return compulsory ? [`${name}: is missing; production needs one of at least ${SHORTEST_SECRET} characters`] : [];
  }
  if (!isWeak(secret)) return [];
  return [`${name}: is weak; use at least ${SHORTEST_SECRET} random characters (openssl rand -hex 32)`];
}

function isWeak(secret: string): boolean {
  return secret.length < SHORTEST_SECRET || new Set(secret).size < 10;
}
