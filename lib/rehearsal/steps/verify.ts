import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectStep, type RehearsalStep, stepPassed } from '../step';

/** The pack's own test, run as the hospital's administrator runs it. */
export const verifyScriptStep: RehearsalStep = {
  name: "the pack's verify.sh passes on a workstation of the hospital",
  async run({ pack, lan, ingest, facts, lab }) {
    const password = lab.file('password');
    writeFileSync(password, `${ingest.own.password}\n`, { mode: 0o600 });
    const { certificate, key } = ingest.certificates.own;
    const who = facts.stowAuth === 'mtls' ? ['--cert', certificate, '--key', key] : ['--password-file', password];
    const { stdout, stderr } = await lan.machine.outputOf('sh', [join(pack, 'verify.sh'), ...who], 90);
    const lines = stdout.trim().split('\n');
    const tally = /^(\d+) passed, (\d+) failed, (\d+) skipped\.$/m.exec(stdout);
    const wrong = lines.filter((line) => /^(FAIL|SKIP)/.test(line));
    expectStep(tally !== null && Number(tally[1]) > 0, 'verify.sh did not finish', [
      ...lines.slice(-5),
      ...stderr.trim().split('\n').slice(-5),
    ]);
    expectStep(tally?.[2] === '0' && tally[3] === '0', wrong[0] ?? 'verify.sh failed', wrong);
    return stepPassed(tally?.[0] ?? '');
  },
};
