import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import type { AuditEvidence } from '../../lib/compliance/evidence/evidence';
import { CHROMIUM_IS_HERE, look } from '../support/programs/chromium';
import { copyProject } from '../support/programs/project-copy';

/** The command, in repositories with a commit of this project, two of its sites and no bundles. */

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heartlab-audit-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENV = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_AUTHOR_DATE: '2026-11-01T23:30:00-05:00',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
  GIT_COMMITTER_DATE: '2026-11-01T23:30:00-05:00',
};
const KEPT = ['dunedin-cardiac.yaml', 'hobart-cardiology.yaml', 'environments.yaml', 'certs'];

function repository(name: string): string {
  const project = join(folder, name);
  copyProject(project);
  for (const file of readdirSync(join(project, 'sites')))
    if (!KEPT.includes(file)) rmSync(join(project, 'sites', file), { recursive: true });
  writeFileSync(join(project, '.gitignore'), 'node_modules\n/dist/\n/evidence/\n');
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'a'],
  ])
    execFileSync('git', args, { cwd: project, env: ENV });
  return project;
}

function audit(project: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', 'audit', ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...ENV, CDK_VALIDATION: 'false', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}
const read = (project: string, out = 'evidence'): AuditEvidence =>
  JSON.parse(readFileSync(join(project, out, 'evidence.json'), 'utf8'));
const bytes = (project: string, out = 'evidence'): string =>
  ['evidence.json', 'index.html'].map((file) => readFileSync(join(project, out, file), 'utf8')).join();

function edit(project: string, file: string, from: string | RegExp, to: string): () => void {
  const path = join(project, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toMatch(from);
  writeFileSync(path, before.replace(from, to));
  return () => writeFileSync(path, before);
}

const project = repository('one');
const other = repository('a folder/elsewhere');
// Evidence of an earlier run does not count as a change.
mkdirSync(join(other, 'evidence'));
writeFileSync(join(other, 'evidence', 'evidence.json'), '{"format":"heartlab-evidence/0"}');
const first = audit(project, [], { TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', LC_ALL: 'C' });
const seen = join(folder, 'seen', 'index.html');
if (first.code === 0) cpSync(join(project, 'evidence'), join(folder, 'seen'), { recursive: true });

jest.setTimeout(120_000);

describe('heartlab audit', () => {
  test('writes evidence of a clean commit, as of the commit’s date in UTC', () => {
    expect([first.err, first.code]).toEqual(['', 0]);
    expect(readdirSync(join(project, 'evidence')).toSorted()).toEqual(['evidence.json', 'index.html']);
    const evidence = read(project);
    expect([evidence.date, evidence.commit.date, evidence.commit.changed]).toEqual([
      '2026-11-02',
      '2026-11-02T04:30:00Z',
      [],
    ]);
    expect(evidence.sites.map(({ site }) => site)).toEqual(['dunedin-cardiac', 'hobart-cardiology']);
    for (const { packs } of [...evidence.sites, ...evidence.environments.flatMap(({ stacks }) => stacks)])
      expect(packs.map(({ pack, ran }) => [pack, ran])).toEqual(
        ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', 'HeartLab', 'CloudFormation Validate'].map((pack) => [
          pack,
          true,
        ]),
      );
  });

  test('writes the same bytes in another folder, time zone and language, over earlier evidence', () => {
    const ran = audit(other, [], { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    expect([ran.err, ran.code]).toEqual(['', 0]);
    expect(bytes(other)).toBe(bytes(project));
    expect(bytes(other)).not.toContain(folder);
    expect(readdirSync(other).filter((name) => name.startsWith('.evidence'))).toEqual([]);
  });

  test('reports uncommitted changes and an expired acknowledgement', () => {
    const undo = edit(project, 'sites/dunedin-cardiac.yaml', 'name: Dunedin', 'name: New Dunedin');
    const ran = audit(project, ['--out', 'out/later', '--date', '2027-10-01']);
    undo();
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('The acknowledgement of HeartLab-VPN3 expired on 2027-09-30');
    expect(read(project, 'out/later').commit.changed).toEqual(['sites/dunedin-cardiac.yaml']);
    expect(readFileSync(join(project, 'out/later/index.html'), 'utf8')).toContain(
      'The working tree differs from the commit in 1 file.',
    );
    rmSync(join(project, 'out'), { recursive: true });
  });

  test('writes open items, and exits with 1', () => {
    const undo = edit(project, 'lib/constructs/site/site-vpn.ts', "'SecretsManager'", "'Standard'");
    const ran = audit(project);
    undo();
    // dist/ does not contain the changed source, so it was not run.
    expect([ran.err, ran.code]).toEqual([expect.stringMatching(/^dist\/ is stale: .*\n$/), 1]);
    expect(ran.out).toContain('Open finding of HeartLab-VPN7. (dunedin-cardiac, hobart-cardiology)');
    const { clean, sites } = read(project);
    expect(clean).toBe(false);
    expect(sites[0]?.conformance.find(({ id }) => id === 'preSharedKeys')?.verdict).toBe('deviation');
    // A finding ends synth after all packs have run.
    expect(sites[0]?.packs.every(({ ran }) => ran)).toBe(true);
  });

  test('writes the errors of site files, without a site, and exits with 1', () => {
    const undo = edit(project, 'sites/dunedin-cardiac.yaml', '192.0.2.44', '10.0.0.1');
    const ran = audit(project);
    undo();
    expect(ran.code).toBe(1);
    const { sites, problems } = read(project);
    expect([sites, problems.some((line) => line.startsWith('sites/dunedin-cardiac.yaml:'))]).toEqual([[], true]);
  });

  test('exits with 2 and keeps earlier evidence if synth or git fails', () => {
    const before = bytes(project);
    const undo = edit(project, 'bin/app.ts', /^/, "throw new Error('broken');\n");
    const ran = audit(project);
    undo();
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('heartlab: synth failed')]);
    expect(bytes(project)).toBe(before);
    const nowhere = audit(project, [], { GIT_CEILING_DIRECTORIES: folder, PATH: '' });
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining("git can't be run")]);
  });

  test('refuses a folder that contains something else, and changes nothing', () => {
    for (const [out, message] of [
      ['sites', 'contains something other than evidence'],
      ['package.json', 'package.json is not a folder'],
      ['.', 'contains something other than evidence'],
    ] as const) {
      const ran = audit(project, ['--out', out]);
      expect([out, ran.code, ran.err]).toEqual([out, 1, expect.stringContaining(message)]);
    }
    mkdirSync(join(project, 'mine'));
    writeFileSync(join(project, 'mine', 'index.html'), 'mine');
    expect(audit(project, ['--out', 'mine']).code).toBe(1);
    expect(readFileSync(join(project, 'mine', 'index.html'), 'utf8')).toBe('mine');
    rmSync(join(project, 'mine'), { recursive: true });
  });

  test('--help has an example', () => {
    const { code, out } = audit(project, ['--help']);
    expect([code, out]).toEqual([0, expect.stringContaining('$ npx heartlab audit --out evidence')]);
    expect(audit(project, ['--date', 'tomorrow']).code).toBe(1);
  });
});

if (!CHROMIUM_IS_HERE)
  process.stderr.write('SKIPPED: no Chromium (/usr/bin/chromium): the evidence page is not tested\n');

describe('the evidence page in Chromium', () => {
  (CHROMIUM_IS_HERE ? test : test.skip)('opens from disk, is not empty, has no errors, and prints', async () => {
    expect(existsSync(seen)).toBe(true);
    const { screenshot, pdf, complaints, overflow } = await look(pathToFileURL(seen).href);
    expect(complaints).toEqual([]);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(inked(screenshot)).toBeGreaterThan(0.01);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pages(pdf)).toBeGreaterThan(3);
  });

  (CHROMIUM_IS_HERE ? test : test.skip)(
    'an empty page, a script that fails and a load from elsewhere are detected',
    async () => {
      const page = join(folder, 'wrong.html');
      writeFileSync(
        page,
        '<!doctype html><img src="https://elsewhere.invalid/x.png"><script>console.error("x"); throw 1</script>',
      );
      const { screenshot, complaints } = await look(pathToFileURL(page).href);
      expect(complaints.join()).toContain('asked for https://elsewhere.invalid/x.png');
      expect(complaints.join()).toContain('exceptionDetails');
      expect(complaints.join()).toContain('"type":"error"');
      expect(inked(screenshot)).toBeLessThan(0.001);
    },
  );
});

/** The share of a PNG's bytes that are neither white nor equal to the neighbouring pixel; 0 for an empty page. */
function inked(png: Buffer): number {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const data = inflateSync(Buffer.concat(parts));
  return data.filter((byte) => byte !== 0 && byte !== 255).length / data.length;
}

const pages = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
