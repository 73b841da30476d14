#!/usr/bin/env node
// The operator's command runs from its TypeScript source, like the CDK app: nothing to build, nothing to get stale.
require('tsx/cjs/api').register();
require('./heartlab.ts');
