#!/usr/bin/env node
require('./run.cjs')('heartlab');
