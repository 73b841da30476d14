import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { filesFor } from '../../support/programs/workstation';

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
