const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

/**
 * Runs the bundle beside it. V8 compiled the bundle at the build: to compile it at each start takes a fifth of a short command. V8
 * ignores what another version of it compiled. Node.js 22 has module.enableCompileCache() for this.
 */
const bundle = join(__dirname, 'bundle.js');
const compiled = join(__dirname, 'bundle.compiled');

const script = new Script(wrap(readFileSync(bundle, 'utf8')), {
  filename: bundle,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
// Only the build sets it. When the command ends, V8 has compiled all functions of its start.
if (process.env.HEARTLAB_WRITE_COMPILED !== undefined)
  process.on('exit', () => {
    writeFileSync(`${compiled}.new`, script.createCachedData());
    renameSync(`${compiled}.new`, compiled);
  });
script.runInThisContext()(exports, createRequire(bundle), module, bundle, __dirname);
