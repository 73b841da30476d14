#!/usr/bin/env node
// The operator's command runs from its TypeScript source, like the CDK app, so no build can be out of date.
require('tsx/cjs/api').register();
require('./heartlab.ts');
