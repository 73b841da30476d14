import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs tools/tunnel-simulator/command.ts in its own process: twice as fast as in Jest, and two can run at once. */
export function simulateCommand(...args: readonly string[]): Promise<CommandResult> {
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
