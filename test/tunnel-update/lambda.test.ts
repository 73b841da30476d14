import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** As NodejsFunction bundles it: one file, the SDK from the runtime, and the two handlers by name. */
test('the entry bundles into one small file that exports both handlers, and holds no simulator', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunnels-'));
  try {
    const outfile = join(folder, 'index.js');
    await build({
      entryPoints: [join(__dirname, '../../lib/tunnel-update/lambda.ts')],
      bundle: true,
      platform: 'node',
      target: 'node22',
      external: ['@aws-sdk/*'],
      outfile,
    });
    const text = readFileSync(outfile, 'utf8');
    expect(text).toMatch(/onEvent: \(\) => onEvent/);
    expect(text).toMatch(/isComplete: \(\) => isComplete/);
    expect(text).not.toMatch(/VirtualTime/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
