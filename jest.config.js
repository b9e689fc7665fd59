/** One run for everything: unit specs beside the code, the rest under test/. */
module.exports = {
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        swcrc: false,
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/leaks.ts'],
  reporters: ['default', '<rootDir>/test/support/count-reporter.js'],
  // Jest looks up every global in a slow way, this one some million times in arithmetic.
  sandboxInjectedGlobals: ['Math'],
  testSequencer: '<rootDir>/test/support/longest-first.js',
  // Longer than `until` waits, and than any test takes on a machine that is several times as slow.
  testTimeout: 120_000,
  // One more than the two cores that there are at least: many tests wait for a process or for the clock.
  maxWorkers: 3,
};
