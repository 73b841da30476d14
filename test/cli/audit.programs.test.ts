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
import { join, relative } from 'node:path';
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
const files = (project: string, out = 'evidence'): readonly string[] =>
  readdirSync(join(project, out), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(join(project, out), join(parentPath, name)))
    .toSorted();
const bytes = (project: string, out = 'evidence'): string =>
  files(project, out)
    .map((file) => `${file}\n${readFileSync(join(project, out, file), 'utf8')}`)
    .join();

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
if (first.code === 0) cpSync(join(project, 'evidence'), join(folder, 'seen'), { recursive: true });

jest.setTimeout(120_000);

describe('heartlab audit', () => {
  test('writes evidence of a clean commit, as of the commit’s date in UTC', () => {
    expect([first.err, first.code]).toEqual(['', 0]);
    expect(files(project)).toEqual([
      'controls.html',
      'environments/melbourne.html',
      'environments/sydney.html',
      'evidence.json',
      'hospitals/dunedin-cardiac.html',
      'hospitals/hobart-cardiology.html',
      'index.html',
    ]);
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
    // A file that is not a page, in a folder of pages.
    cpSync(join(folder, 'seen'), join(project, 'mine'), { recursive: true });
    writeFileSync(join(project, 'mine', 'hospitals', 'notes.txt'), 'mine');
    expect(audit(project, ['--out', 'mine']).code).toBe(1);
    expect(readFileSync(join(project, 'mine', 'hospitals', 'notes.txt'), 'utf8')).toBe('mine');
    rmSync(join(project, 'mine'), { recursive: true });
  });

  describe('of one hospital', () => {
    /** Texts by which the other hospital could be known, from its file. Both files have the same device and approver. */
    const OTHER = [
      'hobart',
      'Hobart',
      ...(readFileSync(join(project, 'sites', 'hobart-cardiology.yaml'), 'utf8').match(
        /\d+\.\d+\.\d+\.\d+(\/\d+)?|[\w.+-]+@[\w.-]+/g,
      ) ?? []),
    ].filter((text) => !readFileSync(join(project, 'sites', 'dunedin-cardiac.yaml'), 'utf8').includes(text));
    const alone = (args: readonly string[] = []) => audit(project, ['dunedin-cardiac', '--out', 'out', ...args]);
    afterEach(() => rmSync(join(project, 'out'), { recursive: true, force: true }));

    test('its page is the same as in the evidence of all, and nothing of another hospital is written', () => {
      const ran = alone();
      expect([ran.err, ran.code]).toEqual(['', 0]);
      expect(files(project, 'out')).toEqual([
        'controls.html',
        'environments/sydney.html',
        'evidence.json',
        'hospitals/dunedin-cardiac.html',
        'index.html',
      ]);
      const page = 'hospitals/dunedin-cardiac.html';
      expect(readFileSync(join(project, 'out', page), 'utf8')).toBe(readFileSync(join(folder, 'seen', page), 'utf8'));
      expect(OTHER.length).toBeGreaterThan(5);
      const written = bytes(project, 'out') + ran.out;
      expect(OTHER.filter((text) => written.includes(text))).toEqual([]);
      const all = readFileSync(join(folder, 'seen', 'evidence.json'), 'utf8');
      expect(OTHER.filter((text) => all.includes(text)).length).toBeGreaterThan(3);
      expect(read(project, 'out').limited).toBe(true);
    });

    test('changed files and errors of another hospital are not named', () => {
      const changed = edit(project, 'sites/hobart-cardiology.yaml', 'name: Hobart', 'name: New Hobart');
      const marked = alone();
      const { commit } = read(project, 'out');
      const withChange = bytes(project, 'out') + marked.out;
      changed();
      expect([marked.code, commit.changed]).toEqual([0, ['a file that is not of these hospitals']]);
      expect(OTHER.filter((text) => withChange.includes(text))).toEqual([]);

      const broken = edit(project, 'sites/hobart-cardiology.yaml', /^environment: .*$/m, 'environment: nowhere');
      const failed = alone();
      const { problems } = read(project, 'out');
      const withError = bytes(project, 'out') + failed.out;
      broken();
      expect([failed.code, problems]).toEqual([1, ['sites: errors in files of other hospitals: 1']]);
      expect(OTHER.filter((text) => withError.includes(text))).toEqual([]);
    });

    test('an unknown name is refused, with the nearest one', () => {
      const ran = audit(project, ['dunedin-cardiak', '--out', 'out']);
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('did you mean dunedin-cardiac?')]);
      expect(existsSync(join(project, 'out'))).toBe(false);
    });
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
  (CHROMIUM_IS_HERE ? test : test.skip).each([
    ['index.html', 1],
    ['hospitals/dunedin-cardiac.html', 4],
  ])('%s opens from disk, is not empty, has no errors, and prints on %i pages or more', async (page, fewest) => {
    const file = join(folder, 'seen', page);
    expect(existsSync(file)).toBe(true);
    const { screenshot, pdf, complaints, overflow } = await look(pathToFileURL(file).href);
    expect(complaints).toEqual([]);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(inked(screenshot)).toBeGreaterThan(0.01);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pages(pdf)).toBeGreaterThanOrEqual(fewest);
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
