require('./run.cjs')('app');
