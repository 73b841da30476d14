import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { RehearsalLab } from '../lab/lab';

const PROJECT = join(__dirname, '../../..');

/** Bundles the gate's program into the lab's folder, as `npm run build:gate` does for its image. One process: nothing of it stays. */
export function bundleGate(lab: RehearsalLab): string {
  const outfile = lab.file('gate.cjs');
  buildSync({
    absWorkingDir: PROJECT,
    entryPoints: ['services/gate/main.ts'],
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['pg-native'], outfile },
    logLevel: 'silent',
  });
  return outfile;
}
