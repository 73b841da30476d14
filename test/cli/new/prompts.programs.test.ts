import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { folderForNew } from '../../support/builders/new-sites';

describe('at a pseudo-terminal', () => {
  /** Types each text once the output contains what is before it, and returns the output and the exit code. */
  function atTerminal(args: readonly string[], typing: readonly (readonly [shown: string, keys: string])[]) {
    const program = spawn('script', ['-qec', `node bin/heartlab.cjs ${args.join(' ')}`, '/dev/null'], {
      env: { ...process.env, COLUMNS: '400', NO_COLOR: '1' },
    });
    let text = '';
    let from = 0;
    let next = 0;
    program.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [shown, keys] = typing[next] ?? [];
      if (shown === undefined || keys === undefined) return;
      const at = text.indexOf(shown, from);
      if (at === -1) return;
      from = text.length;
      next += 1;
      program.stdin.write(keys);
    });
    return new Promise<{ readonly code: number | null; readonly text: string }>((resolve) =>
      program.on('close', (code) => resolve({ code, text: stripVTControlCharacters(text) })),
    );
  }

  test('an overlap is reported at once, no device is preselected, and Ctrl-C prints the command line that continues', async () => {
    const sites = folderForNew();
    const { code, text } = await atTerminal(
      ['new', 'napier-heart', '--sites', sites],
      [
        ['Public IP', '203.0.113.99\r'],
        ['Local IPv4', '10.20.0.0/22, 10.20.1.0/24\r'],
        ['overlaps', `${'\u007f'.repeat(14)}\r`],
        ['choose with the arrow keys', '\r'],
        ['choose with the arrow keys', '\u001b[B\r'],
        ['Routing', '\u0003'],
      ],
    );
    expect(text).toMatch(/"10\.20\.1\.0\/24" overlaps hospitalCidrs\[0\] 10\.20\.0\.0\/22/);
    expect(text).toContain(
      `npx heartlab new napier-heart --sites ${sites} --public-ip 203.0.113.99 --cidr 10.20.0.0/22 --device cisco-ios-xe --environment sydney`,
    );
    expect(code).toBe(130);
    expect(readdirSync(sites)).toEqual(['certs', 'environments.yaml']);
  });
});
