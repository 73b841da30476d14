import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewedRepository } from '../support/programs/reviewed-repository';

/** The command itself, in a repository of its own: the project as it is here, committed, then changed without a commit. */

const { repository, path, git, review, edit, leftOut } = reviewedRepository();

const AUCKLAND = 'sites/auckland-heart.yaml';

test('an uncommitted change of a file means that the hospital must act, exit code 3', () => {
  edit(AUCKLAND, 'auth: mtls', 'auth: basic');
  const { code, out, err } = review('--base', 'main');
  expect(err).toBe('');
  expect(code).toBe(3);
  expect(out).toContain('| `auckland-heart` | **hospital must act** |');
  expect(out).toContain('- `dicom.stow.auth` `mtls` → `basic`: hospital must act');
  expect(out).toMatch(/\| 2 others \| nothing \|/);
  expect(out).toContain('To: netops@auckland-heart.example');
  expect(out).toContain('1 of 3 sites were synthesized on both sides: `auckland-heart`.');
  expect(out).not.toContain(repository);
});

test('without a site on either side no hospital is compared, and the first one is new', () => {
  for (const file of readdirSync(path('sites'))) rmSync(path(`sites/${file}`), { recursive: true });
  writeFileSync(path('sites/environments.yaml'), '# sydney:\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'empty');
  const nothing = review('--base', 'HEAD');
  expect([nothing.code, nothing.err]).toEqual([0, '']);
  expect(nothing.out).toContain('Neither the base nor the change has a hospital.');
  expect(nothing.out).toMatch(/^> .*No hospital was compared: there is no site in sites yet\. /m);
  expect(nothing.out).not.toContain('No hospital must act.');
  cpSync('examples/fleet', path('sites'), { recursive: true });
  for (const site of leftOut) rmSync(path(`sites/${site}.yaml`));
  const first = review('--base', 'HEAD', '--json');
  const { sites, remarks } = JSON.parse(first.out);
  expect(sites.map(({ kind }: { readonly kind: string }) => kind)).toEqual(Array(3).fill('added'));
  // Their files were removed by a commit, so a new cell would adopt what the earlier hospitals left.
  const commit = git('rev-parse', 'HEAD').slice(0, 12);
  expect(remarks).toContainEqual(
    expect.stringMatching(
      `^A hospital with the name auckland-heart was removed in commit ${commit}\\. .*only if it is the same`,
    ),
  );
  expect(remarks).toHaveLength(3);
  // In a shallow clone nothing is known about it.
  writeFileSync(path('.git/shallow'), git('rev-parse', 'HEAD'));
  const shallow = JSON.parse(review('--base', 'HEAD', '--json').out);
  rmSync(path('.git/shallow'));
  expect(shallow.remarks).toEqual([expect.stringMatching(/^The history of git is incomplete here, .*fetch-depth: 0/)]);
});

test('each side is synthesized with its own code', () => {
  edit('lib/constructs/site/dicom-security-group.ts', 'toPort: port,', 'toPort: port + 1,');
  edit('package-lock.json', '"lockfileVersion": 3', '"lockfileVersion":  3');
  const { code, out } = review('--base', 'HEAD', '--json');
  const found = JSON.parse(out);
  expect(found.untouched).toBe(0);
  expect(found.sites).toHaveLength(3);
  expect(found.sites[0].securityGroups).toContainEqual(expect.objectContaining({ kind: 'opened', ports: '443-444' }));
  expect(found.remarks).toEqual([expect.stringContaining('package-lock.json differs')]);
  expect(code).toBe(found.exitCode);
  // A port that is not a DICOM port is a finding of the rules, so it can't be deployed.
  expect(out).toContain('HeartLab-SG1');
  expect(code).toBe(1);
});

test('a skipped generation and a file with errors have exit code 1', () => {
  edit(AUCKLAND, '  ipsec: strong', '  ipsec: strong\n  tunnels: [{ keyGeneration: 3 }, {}]');
  const jump = review('--base', 'main');
  expect(jump.code).toBe(1);
  expect(jump.out).toContain('**Not allowed:** `vpn.tunnels[0].keyGeneration` rises from `1` to `3`');
  edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
  const wrong = review('--base', 'main');
  expect(wrong.code).toBe(1);
  expect(wrong.out).toMatch(/sites\/auckland-heart\.yaml:\d+:\d+ {2}vpn\.ipsec/);
});

test.each<[string, () => void, RegExp]>([
  [
    'a new publicIp without the old one in previous',
    () => edit(AUCKLAND, 'publicIp: 203.0.113.10', 'publicIp: 203.0.113.11'),
    /Write `previous: \[\{ publicIp: 203\.0\.113\.10, asn: 65010 \}\]`/,
  ],
  [
    'a rename',
    () => {
      edit(AUCKLAND, 'site: auckland-heart', 'site: auckland-cardiac');
      renameSync(path(AUCKLAND), path('sites/auckland-cardiac.yaml'));
    },
    /looks like a rename of `auckland-heart`/,
  ],
  [
    'zones that are not appended',
    () => edit('sites/environments.yaml', /(ap-southeast-2a, ap-southeast-2)b/, '$1c'),
    /Write `availabilityZones: \[ap-southeast-2a, ap-southeast-2b\]` again and append new zones at the end/,
  ],
])(
  '%s is not allowed: the YAML to write, no letter, exit code 1',
  (_, change, write) => {
    change();
    const { code, out } = review('--base', 'main');
    expect(code).toBe(1);
    expect(out).toContain('**This change is not allowed as it is.**');
    expect(out).toMatch(/\| \*\*not allowed\*\* \|/);
    expect(out).toMatch(write);
    expect(out).not.toContain('Dear network team');
  },
  120_000,
);

test('Dunedin leaves `eifu`: its hospital must act, with the old values in the letter only if they were recorded', () => {
  const dunedin = 'sites/dunedin-cardiac.yaml';
  const file = readFileSync('examples/fleet/dunedin-cardiac.yaml', 'utf8');
  const record = / +proposal:.*\n +phase1:.*\n +phase2:.*\n/;
  const replaced = file
    .replace(record, '')
    .replace(/ +device: generic\n +model:.*\n +release:.*\n/, '    device: fortigate\n')
    .replace('ipsec: eifu', 'ipsec: strong')
    .replace(/\nacknowledge:[\s\S]*/, '\n');
  for (const [before, old] of [
    [file, 'by our records: phase 1: encryption AES256, integrity SHA1, DH group 2,'],
    [file.replace(record, ''), undefined],
  ] as const) {
    git('reset', '--quiet', '--hard', 'start');
    writeFileSync(path(dunedin), before);
    git('add', '.');
    git('commit', '--quiet', '--message', 'dunedin');
    writeFileSync(path(dunedin), replaced);
    const { code, out, err } = review('--base', 'HEAD');
    expect([err, code]).toEqual(['', 3]);
    expect(out).toContain('| `dunedin-cardiac` | **hospital must act** |');
    const letter = out.replace(/\s+/g, ' ');
    expect(letter).toContain('following values: phase 1: encryption AES256-GCM-16, PRF SHA2-384, DH group 20,');
    expect(letter).toContain('HeartLab will no longer permit:');
    if (old === undefined) expect(letter).not.toContain('by our records');
    else expect(letter).toContain(old);
  }
});

test('an error in one file hides nothing of the others, and a stale acknowledgement nothing of its own', () => {
  edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
  edit('sites/hobart-cardiology.yaml', 'ipsec: ', 'dpdTimeoutSeconds: 77\n  ipsec: ');
  const broken = review('--base', 'main');
  expect(broken.code).toBe(1);
  expect(broken.out).toContain('| `auckland-heart` | **not allowed** | its file has errors, which are listed above |');
  expect(broken.out).toContain('| `hobart-cardiology` | one tunnel at a time |');
  git('reset', '--quiet', '--hard', 'start');
  edit(
    AUCKLAND,
    /$/,
    '\nacknowledge:\n  - { rule: HeartLab-VPN3, reason: none is needed, approvedBy: a@b.example, expires: 2099-01-01 }\n',
  );
  edit(AUCKLAND, '  ipsec: strong', '  dpdTimeoutSeconds: 77\n  ipsec: strong');
  const stale = review('--base', 'main');
  expect(stale.code).toBe(1);
  expect(stale.out).toMatch(/acknowledge\[0\].* matches no finding\s+of this site/);
  expect(stale.out).toContain('| `auckland-heart` | one tunnel at a time |');
  expect(stale.out).toContain('without the acknowledgements that have errors');
});

test('a file with errors in the base does not hide the other sites', () => {
  edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
  git('commit', '--quiet', '--all', '--message', 'broken');
  edit(AUCKLAND, 'ipsec: stronk', 'ipsec: strong');
  edit(
    'sites/wellington-imaging.yaml',
    /dpdTimeoutSeconds: \d+|routing: static/,
    'routing: static\n  dpdTimeoutSeconds: 77',
  );
  const { code, out } = review('--base', 'HEAD');
  expect(code).toBe(3);
  expect(out).toContain('synthesized without these site files, which have errors: `auckland-heart`');
  expect(out).toContain('| `auckland-heart` | **hospital must act** | its file in the base has errors');
  expect(out).toContain('| `wellington-imaging` | **hospital must act** |');
});

test('a failure of git or synth has exit code 2 and one line', () => {
  for (const ref of ['no-such-branch', '--upload-pack=x', '']) {
    const { code, out, err } = review(`--base=${ref}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^heartlab: there is no commit ".*" here/);
  }
  expect(review('--base', 'main', '--sites', tmpdir())).toMatchObject({
    code: 2,
    err: expect.stringContaining('outside'),
  });
  edit('bin/app.ts', 'const loaded', 'throw new Error("no");\n  const loaded');
  expect(review('--base', 'main')).toMatchObject({
    code: 2,
    err: expect.stringContaining('the app of this working tree failed'),
  });
});

describe('a head that was synthesized elsewhere', () => {
  const handed = mkdtempSync(join(tmpdir(), 'heartlab-review-head-'));
  const head = join(handed, 'head.json');
  afterAll(() => rmSync(handed, { recursive: true, force: true }));
  const commit = (): string => {
    git('add', '.');
    git('commit', '--quiet', '--message', 'head');
    return git('rev-parse', 'HEAD').trim();
  };
  /** Like the two jobs of a pull request: the head's code writes, then the base's code reads. */
  function judged(...args: readonly string[]) {
    const changed = commit();
    expect(review('--write-head', head)).toEqual({ code: 0, out: '', err: '' });
    git('reset', '--quiet', '--hard', 'start');
    return review('--base', 'start', '--head', changed, '--read-head', head, ...args);
  }

  test('gives the same review as the working tree', () => {
    edit(AUCKLAND, 'auth: mtls', 'auth: basic');
    const inPlace = review('--base', 'start');
    expect(inPlace.code).toBe(3);
    const elsewhere = judged();
    // Code that ran elsewhere does not select the sites that are compared.
    expect(elsewhere.out).toContain(
      'Every site was synthesized on both sides, because the templates of the head were written elsewhere.',
    );
    const compared = (ran: ReturnType<typeof review>) => ({
      ...ran,
      out: ran.out.replace(/^.* synthesized on both sides.*$/m, ''),
    });
    expect(compared(elsewhere)).toEqual(compared(inPlace));
    // The limit of lib/review/head-file.ts.
    expect(Math.round(statSync(head).size / 1e6)).toBe(1);
  });

  test('reports its errors, and is not allowed', () => {
    edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
    const { code, out } = judged();
    expect(code).toBe(1);
    expect(out).toContain('**This change is not allowed as it is.**');
    expect(out).toContain('| `auckland-heart` | **not allowed** | its file has errors');
    expect(out).toMatch(/sites\/auckland-heart\.yaml:\d+:\d+ {2}vpn\.ipsec/);
  });

  test('runs no code in the review, and its links lead nowhere', () => {
    const ran = join(handed, 'ran');
    const mark = `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');\n`;
    // A review that always approves, and code in every place that the review might load.
    edit('lib/cli/review/run.ts', 'return found.impact', 'return 0;\n  return found.impact');
    for (const file of ['bin/app.ts', 'bin/heartlab.ts', 'bin/heartlab.cjs', 'lib/review/review.ts'])
      edit(file, /$/, mark);
    writeFileSync(path('tsconfig.json'), '{"compilerOptions":{"paths":{"*":["./evil/*"]}}}');
    writeFileSync(path('.gitattributes'), '* filter=evil\n');
    symlinkSync('/etc/hostname', path('sites/linked.yaml'));
    edit(AUCKLAND, 'auth: mtls', 'auth: basic');
    const changed = commit();
    writeFileSync(head, JSON.stringify({ version: 1, failed: false, complaints: [], files: {} }));
    git('reset', '--quiet', '--hard', 'start');
    const { code, out, err } = review('--base', 'start', '--head', changed, '--read-head', head);
    expect(existsSync(ran)).toBe(false);
    expect(out + err).not.toContain(readFileSync('/etc/hostname', 'utf8').trim());
    // A head without stacks removes every hospital.
    expect(code).toBe(3);
    expect(out).toContain('**3 hospitals must act.**');
    expect(out).toContain('- its file was removed, so its stacks are no longer part of the app. Once');
  });

  test('has exit code 2 and one line if it is unreadable, and refuses half of its two flags', () => {
    const reading = ['--base', 'start', '--head', 'start', '--read-head'];
    writeFileSync(head, '{"version":1,"failed":false,"complaints":[],"files":{"SiteStack-a.template.json":"{"}}');
    const notJson = 'heartlab: SiteStack-a.template.json is not JSON\n';
    expect(review(...reading, head)).toEqual({ code: 2, out: '', err: notJson });
    const groups = { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [null] } };
    const files = { 'SiteStack-auckland-heart.template.json': JSON.stringify({ Resources: { A: groups } }) };
    writeFileSync(head, JSON.stringify({ version: 1, failed: false, complaints: [], files }));
    expect(review(...reading, head)).toEqual({
      code: 2,
      out: '',
      err: "heartlab: the templates of start have a form that can't be compared (TypeError)\n",
    });
    for (const [code, says, args] of [
      [2, 'does not exist', [...reading, join(handed, 'none.json')]],
      [2, 'there is no commit "nowhere"', ['--base', 'start', '--head', 'nowhere', '--read-head', head]],
      [1, 'name the commit to compare with, like --base origin/main', []],
      [1, '--head and --read-head go together', ['--base', 'start', '--head', 'start']],
      [1, '--write-head does not compare', ['--base', 'start', '--write-head', head]],
    ] as const)
      expect(review(...args)).toMatchObject({
        code,
        err: expect.stringMatching(new RegExp(`^heartlab: .*${says}.*\n$`)),
      });
  });
});
