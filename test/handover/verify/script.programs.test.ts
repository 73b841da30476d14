import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { filesFor, SHELLS, Workstation } from '../../support/programs/workstation';

const shellcheck = existsSync('/usr/bin/shellcheck');
if (!shellcheck) process.stderr.write('SKIPPED: shellcheck of verify.sh. It needs: apt-get install shellcheck\n');
(shellcheck ? test : test.skip).each(['mtls', 'basic'] as const)('shellcheck has nothing to say (%s)', (auth) => {
  const [script] = filesFor({
    site: 'alpha-clinic',
    auth,
    host: 'alpha-clinic.ingest.example',
    ca: '',
    dimse: [104, 2762],
  });
  const { stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], { input: String(script?.content), encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(() => execFileSync('sh', ['-n'], { input: String(script?.content) })).not.toThrow();
});

test.each(SHELLS.map((shell) => [shell[0], shell] as const).filter(([name]) => existsSync(`/usr/bin/${name}`)))(
  'in %s, a command that ends within its time leaves the work folder',
  async (_, shell) => {
    const station = new Workstation();
    const [script, ...others] = filesFor({ site: 'alpha-clinic', auth: 'basic', host: 'alpha-clinic.ingest.example' });
    const [start = '', checks] = String(script?.content).split('# The addresses of the endpoint, as ADDRESS:PORT.');
    expect(checks).toContain('limited 6 ping');
    const loop = 'for i in $(seq 150); do limited 1 true; [ -d "$work" ] || { echo "removed after $i"; exit; }; done';
    try {
      station.unpack([{ path: 'verify.sh', mode: 0o755, content: `${start}\n${loop}\n` }, ...others]);
      expect(await station.verify([], {}, shell)).toEqual({ code: 0, out: '' });
    } finally {
      station.remove();
    }
  },
);
