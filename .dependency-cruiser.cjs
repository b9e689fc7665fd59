/**
 * The arrows of docs/architecture.md: which folder may import which, and why. What is not listed is forbidden.
 * A folder that is missing here fails the check, so a new folder states its neighbours when it is made.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Features, each with the features it may import. Any feature may import any platform folder, except where `pure` says otherwise. */
const FEATURES = {
  accounts: { may: [], because: 'Roles and keys do not depend on what they protect.' },
  runs: {
    may: ['accounts'],
    because: 'A run is what all changes of data share. It knows who asked for it, nothing else.',
  },
  assets: { may: ['accounts', 'runs'], because: 'Prices and indices are about assets; assets are about nothing else.' },
  prices: { may: ['accounts', 'runs', 'assets'], because: 'A price belongs to an asset and was written by a run.' },
  'market-data': { may: [], because: 'A vendor delivers bars and does not know what they are used for.' },
  'index-methods': { may: [], pure: true, because: 'Prices in, values out. A method gets everything as arguments.' },
  charts: { may: [], pure: true, because: 'Series in, pictures out.' },
  'index-values': {
    may: ['accounts', 'runs', 'assets', 'prices', 'index-methods', 'charts'],
    because: 'Indices are computed from prices by methods, and drawn.',
  },
  refresh: {
    may: ['accounts', 'runs', 'assets', 'prices', 'index-values', 'market-data'],
    because: 'A refresh is the one place that joins vendors, prices and indices.',
  },
  reports: {
    may: ['accounts', 'runs', 'assets', 'prices', 'index-values', 'index-methods', 'charts'],
    because: 'A report reads what is known about an index.',
  },
  ops: {
    may: ['accounts', 'runs', 'assets', 'prices', 'market-data'],
    because: 'Operators read the state of the other features.',
  },
  'web-app': {
    may: ['accounts', 'runs', 'assets', 'prices', 'index-values', 'index-methods', 'market-data', 'refresh', 'reports'],
    because: 'It translates the features to the contract of the existing web app.',
  },
  cli: {
    may: [
      'accounts',
      'runs',
      'assets',
      'prices',
      'index-values',
      'index-methods',
      'charts',
      'market-data',
      'refresh',
      'reports',
    ],
    root: ['app.module.ts'],
    because: 'The command line calls the services that HTTP calls.',
  },
};

/** Folders of the platform, each with the platform folders it may import. */
const PLATFORM = {
  utils: { may: [], because: 'Small pure values and functions.' },
  config: { may: ['utils'], because: 'It reads the environment before anything else exists.' },
  'request-context': { may: [], because: 'It carries the request id and nothing else.' },
  logging: { may: ['config', 'request-context'], because: 'A line says which request wrote it.' },
  errors: { may: [], because: 'Every folder may raise an error of the catalogue, so it loads nothing else.' },
  database: { may: ['errors', 'request-context', 'utils'], because: 'The one door to PostgreSQL.' },
  access: { may: [], because: 'Decorators that state who may call a route. Accounts enforces them.' },
  redis: { may: ['config', 'utils'], because: 'One connection.' },
  http: {
    may: ['access', 'config', 'errors', 'request-context', 'utils'],
    because: 'Requests in, responses and problems out.',
  },
  'time-series': { may: ['database', 'errors', 'http', 'utils'], because: 'Reads long series and responds with them.' },
  'rate-limit': {
    may: ['config', 'errors', 'http', 'redis', 'utils'],
    because: 'Counts requests by client, in Redis or here.',
  },
  jobs: {
    may: ['config', 'database', 'errors', 'request-context', 'utils'],
    because: 'The queue lives in PostgreSQL.',
  },
  retention: { may: ['database', 'errors', 'jobs', 'utils'], because: 'Purging is a job.' },
  alerting: {
    may: [
      'config',
      'database',
      'errors',
      'http',
      'jobs',
      'logging',
      'rate-limit',
      'request-context',
      'retention',
      'utils',
    ],
    because: 'Alerts watch the other folders, are stored and are sent by jobs.',
  },
  metrics: {
    may: ['access', 'bootstrap', 'config', 'database', 'errors', 'http', 'rate-limit', 'utils'],
    because: 'Counts what the other folders do.',
  },
  health: {
    may: ['access', 'database', 'errors', 'rate-limit', 'redis', 'utils'],
    because: 'Probes the stores.',
  },
  telemetry: {
    may: ['config', 'errors', 'http', 'logging', 'request-context', 'utils'],
    because: 'Sends errors and traces to where the operator wants them.',
  },
  openapi: { may: ['config', 'errors', 'utils'], because: 'Makes the document from the controllers.' },
  'embedded-postgres': { may: ['errors', 'utils'], because: 'A server for those who have none.' },
  bootstrap: {
    may: ['config', 'database', 'embedded-postgres', 'errors', 'utils'],
    because: 'Everything between the start of the process and the application.',
  },
  shutdown: { may: ['bootstrap', 'utils'], because: 'Ends what the start began, in reverse order.' },
};

const any = (names) => `(${names.join('|')})`;
/** Matches nothing where the list is empty. */
const inFolders = (prefix, names) => (names.length === 0 ? '^$' : `^${prefix}${any(names)}/`);

const closedFeature = ([name, { may, root = [], because }]) => ({
  name: `feature-${name}`,
  severity: 'error',
  comment: because,
  from: { path: `^src/${name}/` },
  to: {
    path: '^src/',
    pathNot: [inFolders('src/', [name, ...may]), '^src/platform/', ...root.map((file) => `^src/${file}`)],
  },
});

const closedPlatform = ([name, { may, because }]) => ({
  name: `platform-${name}`,
  severity: 'error',
  comment: because,
  from: { path: `^src/platform/${name}/` },
  to: { path: '^src/', pathNot: inFolders('src/platform/', [name, ...may]) },
});

const featureFolders = Object.keys(FEATURES);
const pure = Object.keys(FEATURES).filter((name) => FEATURES[name].pure);
for (const [folder, names] of [
  ['src', [...featureFolders, 'platform']],
  ['src/platform', Object.keys(PLATFORM)],
]) {
  const there = readdirSync(join(__dirname, folder), { withFileTypes: true });
  const unlisted = there.filter((entry) => entry.isDirectory() && !names.includes(entry.name));
  if (unlisted.length > 0) throw new Error(`${folder}/${unlisted[0].name} is not listed in .dependency-cruiser.cjs`);
}

/** The lists themselves may not lead back to where they began. */
function refuseCircle(lists, name, path = []) {
  if (path.includes(name)) throw new Error(`.dependency-cruiser.cjs allows a circle: ${[...path, name].join(' -> ')}`);
  for (const next of lists[name].may) refuseCircle(lists, next, [...path, name]);
}
for (const lists of [FEATURES, PLATFORM]) for (const name of Object.keys(lists)) refuseCircle(lists, name);

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'A cycle has no order in which it can be understood.',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(FEATURES).map(closedFeature),
    ...Object.entries(PLATFORM).map(closedPlatform),
    {
      name: 'pure',
      severity: 'error',
      comment:
        'Methods and charts know no framework, no database and no clock, so that they can be read as arithmetic.',
      from: { path: inFolders('src/', pure) },
      to: { path: ['^src/platform/', 'node_modules/(@nestjs|typeorm|pg|fastify)(/|$)'] },
    },
    {
      name: 'feature-door',
      severity: 'error',
      comment: 'A feature is entered through its index.ts.',
      from: { path: '^src/([^/]+)/' },
      to: { path: inFolders('src/', featureFolders), pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'feature-door-from-the-root',
      severity: 'error',
      comment: 'A feature is entered through its index.ts.',
      from: { path: '^src/[^/]+\\.ts$' },
      to: {
        path: inFolders('src/', featureFolders),
        pathNot: ['^src/[^/]+/index\\.ts$', '^src/[^/]+/[^/]+\\.module\\.ts$'],
      },
    },
    {
      name: 'platform-door',
      severity: 'error',
      comment: 'A platform folder is entered through its index.ts; utils has one file a subject instead.',
      from: { path: '^src/(platform/[^/]+|[^/]+)' },
      to: {
        path: '^src/platform/[^/]+/',
        pathNot: [
          '^src/$1/',
          '^src/platform/[^/]+/index\\.ts$',
          '^src/platform/utils/',
          // A constant. The command line reads it without loading the rest of the folder.
          '^src/platform/config/version\\.ts$',
          // The rule below says who may.
          '^src/platform/database/connections/connection-pools\\.ts$',
        ],
      },
    },
    {
      name: 'pools-are-for-metrics',
      severity: 'error',
      comment: 'Metrics measure each wait for a connection. Everyone else asks `Database`.',
      from: { pathNot: '^src/platform/(database|metrics)/' },
      to: { path: '^src/platform/database/connections/connection-pools\\.ts$' },
    },
    {
      name: 'not-through-your-own-door',
      severity: 'error',
      comment: 'Importing your own index.ts makes a cycle of the whole folder.',
      from: { path: '^src/(platform/[^/]+|[^/]+)/', pathNot: '/index\\.ts$' },
      to: { path: '^src/$1/index\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.spec\\.ts$' },
  },
};
