/** The arrows of docs/architecture.md. Each rule says why it is there. */
const features = 'runs|assets|prices|index-values|index-methods|market-data|refresh|accounts|web-app|charts|reports';
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/${from}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: `^src/(${features})/`, pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'A cycle has no order in which it can be understood.',
      from: {},
      to: { circular: true },
    },
    only('platform-knows-no-feature', 'platform', [], 'The platform serves every feature and knows none.'),
    only('methods-are-pure', 'index-methods', [], 'Prices in, values out: what a method needs is in its arguments.'),
    only('market-data-is-a-port', 'market-data', [], 'A vendor knows closes, not what we do with them.'),
    only('runs-know-nobody', 'runs', ['accounts'], 'A run is what every change of data has in common.'),
    only('assets-know-nobody', 'assets', ['accounts'], 'Everything is about assets; assets are about nothing else.'),
    only('prices-know-assets', 'prices', ['runs', 'assets', 'accounts'], 'A price belongs to an asset.'),
    only(
      'index-values-read-prices',
      'index-values',
      ['runs', 'assets', 'prices', 'index-methods', 'charts', 'accounts'],
      'Indices are computed from prices by methods.',
    ),
    only(
      'refresh-knows-everybody',
      'refresh',
      ['runs', 'assets', 'prices', 'index-values', 'market-data', 'accounts'],
      'A refresh is the one place that joins all.',
    ),
    only(
      'reports-read-indices',
      'reports',
      ['runs', 'assets', 'prices', 'index-values', 'index-methods', 'charts', 'accounts'],
      'A report tells of an index what is known of it.',
    ),
    only('accounts-know-nobody', 'accounts', [], 'Who may do what does not depend on what there is to do.'),
    {
      name: 'methods-need-no-framework',
      severity: 'error',
      comment: 'No Nest, no TypeORM, no clock: a method can be read and tested as arithmetic.',
      from: { path: '^src/index-methods/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(@nestjs|typeorm|node_modules/pg/|^src/platform)' },
    },
    {
      name: 'nobody-imports-refresh',
      severity: 'error',
      comment: 'The refresh knows everybody, so nobody may know it but the outermost layers.',
      from: { pathNot: '^src/(refresh|web-app|app\\.module|main|cli)' },
      to: { path: '^src/refresh/' },
    },
    {
      name: 'through-the-door',
      severity: 'error',
      comment: 'A neighbour is entered through its index.ts, never through a window.',
      from: { path: `^src/(${features})/` },
      to: { path: `^src/(${features})/`, pathNot: [`^src/$1/`, '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'not-through-your-own-door',
      severity: 'error',
      comment: 'Importing your own index.ts makes a cycle of the whole folder.',
      from: { path: `^src/(${features})/`, pathNot: '/index\\.ts$' },
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
