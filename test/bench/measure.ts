import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed when the bench ends. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const middle = (of: readonly number[]): number =>
  [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;

export interface CommandFigures {
  readonly seconds: number;
  /** Memory of the largest process that the command started (GNU time). */
  readonly peakMb: number;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The exit codes of a run that counts. @default - 0 */
  readonly exitCodes?: readonly number[];
}

export function measured(
  command: readonly string[],
  { cwd = process.cwd(), env = {}, exitCodes = [0] }: CommandOptions = {},
): CommandFigures {
  const begin = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', ...command], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (status === null || !exitCodes.includes(status))
    throw new Error(`${command.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return { seconds, peakMb: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}
