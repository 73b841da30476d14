// The same commit must have the same result: its property tests try the same cases. `npm run test:long` tries new ones.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

if (process.env.TESTS !== 'long') fc.configureGlobal({ seed: 20261129 });

module.exports = fc;
