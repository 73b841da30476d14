const { availableParallelism } = require('node:os');

// Every test runs with the context of cdk.json (see test/support/programs/cdk-app.ts), so that what is asserted is what is deployed.
module.exports = {
  testEnvironment: 'node',
  // A test that starts a command of ours takes seconds on a busy machine; jest's own limit is five.
  testTimeout: 30_000,
  // The longest suites mostly wait for programs that they start.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  globalSetup: '<rootDir>/test/support/build.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }],
    // Packages that are ES modules only: jest on Node 20 can't require them as they are.
    '^.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(age-encryption|marked|@noble|@scure)/)'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  setupFiles: ['<rootDir>/test/support/env.ts'],
};
