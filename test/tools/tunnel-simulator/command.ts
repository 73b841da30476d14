import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs tools/tunnel-simulator/command.ts in a process of its own: twice as fast as inside jest, and two at a time. */
export function simulateCommand(...args: readonly string[]): Promise<Ran> {
  const root = join(__dirname, '../../..');
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/tunnel-simulator/command.ts', ...args], {
    cwd: root,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
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
