import tseslint from 'typescript-eslint';

const DATABASE_DOOR =
  'Only src/platform/database touches a DataSource; repositories ask `Database` for the current transaction.';

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
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'typeorm',
              importNames: ['BaseEntity', 'DataSource', 'EntityManager', 'QueryRunner', 'Repository'],
              message: DATABASE_DOOR,
            },
            ...['@nestjs/typeorm', 'pg', 'pg-copy-streams', 'pg-query-stream', 'pg-cursor', 'pg-pool'].map((name) => ({
              name,
              message: DATABASE_DOOR,
            })),
            { name: '@nestjs-cls/transactional', message: 'Import Transactional from platform/database.' },
          ],
          patterns: [
            { group: ['typeorm/*', 'pg/*'], message: DATABASE_DOOR },
            { regex: 'platform/database/(?!migrations$)', message: 'Enter platform/database through its index.ts.' },
          ],
        },
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
