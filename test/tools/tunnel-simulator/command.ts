import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'heartlab-simulate-'));
const bundle = join(folder, 'command.cjs');
buildSync({
  entryPoints: ['tools/tunnel-simulator/command.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  outfile: bundle,
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Runs tools/tunnel-simulator/command.ts in its own process, compiled once: faster than in jest, and two can run at once. More young
 * memory halves the garbage collection.
 */
export function simulateCommand(...args: readonly string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, ['--no-warnings', '--max-semi-space-size=64', bundle, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
