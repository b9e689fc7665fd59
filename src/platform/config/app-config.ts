import { Exchange } from '../utils/exchange-calendar';
import { Environment, ProviderName, readEnvironment } from './environment';

const MIN_SECRET_LENGTH = 32;

/** Where the web app runs during development. */
const DEVELOPMENT_ORIGINS = ['http://localhost:3000', 'http://127.0.0.1:3000'];

/** The settings, grouped by the part of the service that uses them. Times are milliseconds. */
export class AppConfig {
  readonly production: boolean;
  readonly logLevel: string;
  /** `api` serves requests, `worker` runs jobs, `all` does both. */
  readonly role: 'api' | 'worker' | 'all';
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** Number of trusted proxies, or their networks. Undefined: none. */
    readonly trustProxy: number | string | undefined;
    readonly corsOrigins: readonly string[];
    /** How long a request may take to arrive. */
    readonly requestTimeout: number;
    /** How long requests are still accepted after readiness is withdrawn, so that load balancers notice. */
    readonly shutdownDelay: number;
  };
  /** Without both, metrics are public, and in production not served. */
  readonly metrics: { readonly token: string | undefined; readonly port: number | undefined };
  /** Folder of the embedded database and of the keys made for it. */
  readonly dataDirectory: string;
  /** Whether the first start fills an empty database with the demo market. */
  readonly demoData: boolean;
  readonly adminToken: string | undefined;
  readonly accounts: {
    /** Signs access tokens. Undefined: sign-in is disabled. */
    readonly jwtSecret: string | undefined;
    /** Who may create an account: everybody, holders of an invitation, or no one. */
    readonly registration: 'open' | 'invite' | 'closed';
    /** Domains of the e-mails that may get an account, in lower case. Undefined: all. */
    readonly domains: readonly string[] | undefined;
    readonly google: { readonly clientId: string | undefined; readonly certificatesUrl: string };
  };
  /** Who may read market data: everybody, or signed-in users and holders of an API key. */
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
  /** Some nodes of a Redis Cluster. If set, `redisUrl` is ignored. */
  readonly redisClusterNodes: readonly string[] | undefined;
  readonly rateLimit: {
    /** Requests per key in any `window`, over all routes. */
    readonly limit: number;
    readonly window: number;
    /** How many instances share the limit while Redis does not count. */
    readonly instances: number;
    /** How long a request waits for Redis to count it. */
    readonly redisTimeout: number;
    readonly legacyHeaders: boolean;
    readonly maskAddresses: boolean;
  };
  readonly prices: {
    readonly exchange: Exchange;
    readonly jumpFactor: number;
  };
  readonly marketData: {
    /** In the order in which they are tried. */
    readonly providers: readonly ProviderName[];
    readonly csvPath: string | undefined;
    readonly twelveData: {
      readonly apiKey: string | undefined;
      readonly baseUrl: string;
      /** Credits of the vendor's plan. One symbol of one call costs one credit. */
      readonly quota: { readonly perMinute: number; readonly perDay: number };
    };
  };
  readonly alerts: {
    /** A secret. Undefined: alerts are written to the log. */
    readonly webhookUrl: string | undefined;
    readonly format: 'json' | 'slack';
    /** Share of 5xx responses, 0 to 1, above which an alert is raised. */
    readonly errorRate: number;
    /** Calendar days without a newer price after which a kind of assets is stale. */
    readonly staleDays: number;
  };
  /** Where errors and spans are sent. Undefined: nowhere. */
  readonly telemetry: { readonly sentryDsn: string | undefined; readonly otlpEndpoint: string | undefined };
  /** Slug of the index that the routes of the web app use. */
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
      registration: registrationOf(environment),
      domains: environment.REGISTRATION_DOMAINS,
      google: { clientId: environment.GOOGLE_CLIENT_ID, certificatesUrl: environment.GOOGLE_CERTIFICATES_URL },
    };
    this.readAccess = readAccessOf(environment);
    this.database = databaseOf(environment);
    this.redisUrl = environment.REDIS_URL;
    this.redisClusterNodes = environment.REDIS_CLUSTER_NODES;
    this.rateLimit = {
      limit: environment.RATE_LIMIT,
      window: environment.RATE_LIMIT_WINDOW_S * 1000,
      instances: environment.INSTANCES,
      redisTimeout: environment.RATE_LIMIT_REDIS_WAIT_MS,
      legacyHeaders: environment.RATE_LIMIT_LEGACY_HEADERS,
      maskAddresses: environment.RATE_LIMIT_MASK_ADDRESSES,
    };
    this.prices = {
      exchange: { timeZone: environment.EXCHANGE_TIME_ZONE, close: environment.EXCHANGE_CLOSE },
      jumpFactor: environment.PRICE_JUMP_FACTOR,
    };
    this.marketData = marketDataOf(environment);
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

  /** A copy with values generated at the start: the URL of the embedded database and the demo's token. */
  completedWith(made: { databaseUrl: string; adminToken: string | undefined }): AppConfig {
    const database = { ...this.database, url: made.databaseUrl };
    return this.with({ database, adminToken: made.adminToken });
  }

  /** A copy with a secret for access tokens that was generated at the start. */
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

function databaseOf(environment: Environment): AppConfig['database'] {
  return {
    url: environment.DATABASE_URL,
    poolSize: environment.DATABASE_POOL_SIZE,
    readPoolSize: environment.DATABASE_READ_POOL_SIZE,
    poolWait: environment.DATABASE_POOL_WAIT_MS,
    statementTimeout: environment.DATABASE_STATEMENT_TIMEOUT_MS,
    transactionTimeout: environment.DATABASE_TRANSACTION_TIMEOUT_MS,
    lockTimeout: environment.DATABASE_LOCK_TIMEOUT_MS,
  };
}

function marketDataOf(environment: Environment): AppConfig['marketData'] {
  return {
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
}

/** The configured ones; else Twelve Data if it has a key, else the demo market. */
function providersOf({ MARKET_DATA_PROVIDERS: named, TWELVEDATA_API_KEY: key }: Environment): readonly ProviderName[] {
  return named ?? [key === undefined ? 'demo' : 'twelvedata'];
}

/** Public for the demo market only: data in another database may be licensed. */
function readAccessOf({ READ_ACCESS: said, DATABASE_URL: url }: Environment): AppConfig['readAccess'] {
  if (said === 'public' || said === 'authenticated') return said;
  return url === undefined ? 'public' : 'authenticated';
}

/** Open for the demo market only: an account may read, and start refreshes that spend the vendor's credits. */
function registrationOf({ REGISTRATION: mode, DATABASE_URL: url }: Environment): AppConfig['accounts']['registration'] {
  if (mode === 'open' || mode === 'invite' || mode === 'closed') return mode;
  return url === undefined ? 'open' : 'closed';
}

/** The configured format; else the one that belongs to the host of the webhook. */
function formatOf({ ALERT_WEBHOOK_FORMAT: format, ALERT_WEBHOOK_URL: url }: Environment): 'json' | 'slack' {
  if (format !== undefined) return format === 'slack' ? 'slack' : 'json';
  return url !== undefined && new URL(url).hostname === 'hooks.slack.com' ? 'slack' : 'json';
}

/** Faults in combinations of variables that are valid one by one. */
function crossFaults(source: NodeJS.ProcessEnv): string[] {
  const production = source.NODE_ENV === 'production';
  const secrets = ['ADMIN_TOKEN', 'JWT_SECRET'].flatMap((name) => secretFaults(name, source[name] ?? '', production));
  return [...secrets, ...providerFaults(source)];
}

/** The variable that a provider requires. */
const NEEDED = { csv: 'MARKET_DATA_CSV_PATH', twelvedata: 'TWELVEDATA_API_KEY' } as const;

function providerFaults(source: NodeJS.ProcessEnv): string[] {
  const named = (source.MARKET_DATA_PROVIDERS ?? '').split(',').map((name) => name.trim());
  return Object.entries(NEEDED)
    .filter(([provider, variable]) => named.includes(provider) && (source[variable] ?? '') === '')
    .map(([provider, variable]) => `${variable}: is missing; the provider ${provider} needs it`);
}

function secretFaults(name: string, secret: string, compulsory: boolean): string[] {
  if (secret === '') {
    return compulsory ? [`${name}: is missing; production needs one of at least ${MIN_SECRET_LENGTH} characters`] : [];
  }
  if (!isWeak(secret)) return [];
  return [`${name}: is weak; use at least ${MIN_SECRET_LENGTH} random characters (openssl rand -hex 32)`];
}

function isWeak(secret: string): boolean {
  return secret.length < MIN_SECRET_LENGTH || new Set(secret).size < 10;
}
