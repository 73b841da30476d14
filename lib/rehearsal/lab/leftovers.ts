import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a rehearsal could leave behind on this machine, and how it is found and ended. It waits for no promise. */

/** In the environment of every program of a lab: by it they are known. */
export const PROCESS_MARK = 'HEARTLAB_REHEARSAL';
/** Where its folder is. Not TMPDIR: every user of these programs must get into it, and sockets have short names. */
export const LAB_ROOT = '/tmp';

/** For a shell: takes away a rehearsal that was kept, or whose process was killed, with the labs of its mistakes. */
export const takeAway = (prefix: string): string =>
  `ip netns list | grep -oE '^${prefix}(f[0-9]+)?-[a-z0-9]+' | while read -r n; do ip netns pids "$n" | xargs -r kill -9; ip netns delete "$n"; done; rm -rf ${join(LAB_ROOT, prefix)} ${join(LAB_ROOT, prefix)}f[0-9]*`;

export function killProcess(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Programs that were started for a lab and are in none of its namespaces, or not yet. True: there were none. */
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

/** Where programs are looked for: root's own, too, whoever called. */
export const searchPath = (): string => `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

/** What a program says; nothing if it fails. */
export function outputOrNothing(command: string, args: readonly string[]): string {
  const env = { PATH: searchPath() };
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env });
  } catch {
    return '';
  }
}
