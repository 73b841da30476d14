const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Runs a program of bin/ from dist/ if that is built from the sources here, and otherwise from its TypeScript, which takes longer. */
module.exports = (name) => {
  // An installed package has no sources. Its bundle contains the command and the library.
  if (!existsSync(join(__dirname, `${name}.ts`))) return require('../dist/programs/package/main.js').runCommand();
  const state = builtState();
  if (state === 'current') return require(`../dist/programs/${name}/index.js`);
  process.stderr.write(
    `dist/ is ${state}: running from TypeScript, which takes longer. npm run build makes it current.\n`,
  );
  require('tsx/cjs/api').register();
  return require(`./${name}.ts`);
};

function builtState() {
  try {
    // dist/ contains the function that compares it with the sources. Whether it is itself current shows in the same comparison.
    const { buildState } = require('../dist/lib/project/build-state.js');
    return buildState(join(__dirname, '..'));
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' || error instanceof SyntaxError) return 'missing';
    throw error;
  }
}
