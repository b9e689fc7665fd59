import tseslint from 'typescript-eslint';

const DATABASE_DOOR =
  'Only src/platform/database touches a DataSource; repositories ask `Database` for the current transaction.';
const THROUGH_THE_INDEX = 'Enter platform/database through its index.ts.';
const SERVICES_DECLARE = 'Services say @Transactional(); their repositories ask `Database`.';

/** Of TypeORM, what describes an entity and what is looked for. */
const ENTITIES = ['Column', 'Entity', 'PrimaryColumn', 'PrimaryGeneratedColumn', 'OneToMany', 'ManyToOne', 'OneToOne'];
const RELATIONS = ['JoinColumn', 'Index', 'Unique', 'Check'];
const OPERATORS = ['And', 'Any', 'Between', 'In', 'IsNull', 'LessThan', 'LessThanOrEqual', 'Like', 'MoreThan'];
const CONDITIONS = ['MoreThanOrEqual', 'Not', 'Or', 'FindManyOptions', 'FindOptionsOrder', 'FindOptionsWhere'];
const DRIVERS = ['@nestjs/typeorm', 'pg', 'pg-copy-streams', 'pg-query-stream', 'pg-cursor', 'pg-pool', 'pg-native'];
/** Each has connections, and could write past every transaction. */
const WITH_CONNECTIONS = 'typeorm|@nestjs/typeorm|pg|pg-[a-z-]+|@nestjs-cls/transactional';

const databaseDoor = {
  paths: [
    {
      name: 'typeorm',
      allowImportNames: [...ENTITIES, ...RELATIONS, ...OPERATORS, ...CONDITIONS],
      message: DATABASE_DOOR,
    },
    ...DRIVERS.map((name) => ({ name, message: DATABASE_DOOR })),
    { name: 'pg-boss', message: 'Jobs are scheduled through platform/jobs.' },
    { name: '@nestjs-cls/transactional', message: 'Import Transactional from platform/database.' },
  ],
  patterns: [
    { regex: `^(${WITH_CONNECTIONS})/`, message: DATABASE_DOOR },
    { regex: '(^|/)node_modules/', message: 'A package is imported by its name.' },
    {
      regex: '(^|/)(platform|\\.\\.)/database/',
      message: THROUGH_THE_INDEX,
    },
  ],
};
const databaseDoorOfServices = {
  ...databaseDoor,
  patterns: [
    ...databaseDoor.patterns,
    { regex: '(^|\\.\\./|platform/)database$', importNames: ['Database'], message: SERVICES_DECLARE },
  ],
};
/** Ways to a module that the rule about imports does not see. */
const imported = [
  {
    selector: `ImportExpression[source.value=/^(${WITH_CONNECTIONS.replaceAll('/', '\\u002F')})($|\\u002F)/]`,
    message: DATABASE_DOOR,
  },
  { selector: 'ImportExpression[source.type!="Literal"]', message: 'Say which module is imported.' },
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.data', '.cache', 'coverage', '**/*.js', '**/*.cjs', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.spec.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/database/**', 'src/platform/embedded-postgres/**', 'src/**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', databaseDoor],
      'no-restricted-syntax': ['error', ...imported],
    },
  },
  {
    files: ['src/**/*.{service,controller,module,guard}.ts'],
    // Health pings the database.
    ignores: ['src/platform/database/**', 'src/platform/health/health.module.ts'],
    rules: { 'no-restricted-imports': ['error', databaseDoorOfServices] },
  },
  {
    // Metrics are told of each wait for a connection, which nobody else needs to know of.
    files: ['src/platform/metrics/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { ...databaseDoor, patterns: databaseDoor.patterns.filter(({ message }) => message !== THROUGH_THE_INDEX) },
      ],
    },
  },
  {
    // It reads the class of pg's errors, which has no connection.
    files: ['src/platform/errors/database-errors.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          ...databaseDoor,
          paths: [
            ...databaseDoor.paths.filter(({ name }) => name !== 'pg'),
            { name: 'pg', allowImportNames: ['DatabaseError'], message: DATABASE_DOOR },
          ],
        },
      ],
    },
  },
  {
    files: ['src/platform/jobs/pg-boss-client.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { ...databaseDoor, paths: databaseDoor.paths.filter(({ name }) => name !== 'pg-boss') },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/config/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read in src/platform/config only.' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
