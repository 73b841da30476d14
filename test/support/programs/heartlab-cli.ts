import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The operator's command in a separate process, without a terminal. */
export function heartlab(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', ...args], {
    encoding: 'utf8',
    input: '',
  });
  return { code: status, out: stdout, err: stderr };
}
