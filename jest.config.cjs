const { availableParallelism } = require('node:os');

// Every test runs with the context of cdk.json (see test/support/programs/cdk-app.ts), so that what is asserted is what is deployed.
module.exports = {
  testEnvironment: 'node',
  // The longest tests take a minute, and ten times as long on a busy machine. jest's own limit is five seconds.
  testTimeout: 600_000,
  // The longest suites mostly wait for programs that they start.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  globalSetup: '<rootDir>/test/support/build.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/support/fast-check.cjs' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }],
    // Packages that are ES modules only: jest on Node 20 can't require them as they are.
    '^.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(age-encryption|marked|@noble|@scure)/)'],
  setupFiles: ['<rootDir>/test/support/env.ts'],
};
