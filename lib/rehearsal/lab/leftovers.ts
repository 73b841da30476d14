import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Finds and ends what a rehearsal could leave on this machine. Synchronous. */

/** The environment variable that identifies the programs of a lab. */
export const PROCESS_MARK = 'HEARTLAB_REHEARSAL';
/** The parent of the lab's folder. Not TMPDIR: every user of these programs needs access, and socket paths must be short. */
export const LAB_ROOT = '/tmp';

/** A shell command that removes a rehearsal that was kept, or whose process was killed, with the labs of its mistakes. */
export const takeAway = (prefix: string): string =>
  `ip netns list | grep -oE '^${prefix}(f[0-9]+)?-[a-z0-9]+' | while read -r n; do ip netns pids "$n" | xargs -r kill -9; ip netns delete "$n"; done; rm -rf ${join(LAB_ROOT, prefix)} ${join(LAB_ROOT, prefix)}f[0-9]*`;

export function killProcess(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

/** Ends programs of a lab that are in none of its namespaces, or not yet. True if there were none. */
export function endPrograms(folder: string): boolean {
  const found = readdirSync('/proc').filter((name) => {
    if (!/^[0-9]+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(`${PROCESS_MARK}=${folder}`);
    } catch {
      return false;
    }
  });
  for (const pid of found) killProcess(Number(pid));
  return found.length === 0;
}

/** The network namespaces of this machine. */
export const networkNamespaces = (): readonly string[] =>
  outputOrNothing('ip', ['netns', 'list'])
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '');

/** The search path for programs. It always includes root's folders. */
export const searchPath = (): string => `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

/** The output of a program; empty if it fails. */
export function outputOrNothing(command: string, args: readonly string[]): string {
  const env = { PATH: searchPath() };
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env });
  } catch {
    return '';
  }
}
