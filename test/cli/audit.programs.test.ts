import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { auditedProjects } from '../support/programs/audited-project';
import { CHROMIUM_IS_HERE, look } from '../support/programs/chromium';

/** The command, in repositories with a commit of this project, two of its sites and no bundles. */

const { folder, repository, audit, read, files, bytes, edit } = auditedProjects();

const project = repository('one');
const other = repository('a folder/elsewhere');
// Evidence of an earlier run does not count as a change.
mkdirSync(join(other, 'evidence'));
writeFileSync(join(other, 'evidence', 'evidence.json'), '{"format":"heartlab-evidence/0"}');
const first = audit(project, [], { TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', LC_ALL: 'C' });
if (first.code === 0) cpSync(join(project, 'evidence'), join(folder, 'seen'), { recursive: true });

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
    // Each accepted finding has an owner and a date: a decision of the design, or an entry of the site file.
    for (const { stack, findings } of [...evidence.sites, ...evidence.environments.flatMap(({ stacks }) => stacks)])
      for (const { rule, acknowledged } of findings)
        expect([rule, acknowledged?.review !== undefined || acknowledged?.at === stack]).toEqual([rule, true]);
    expect(evidence.decisions.length).toBeGreaterThan(8);
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
});

describe('heartlab audit of named hospitals', () => {
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
    expect(readFileSync(join(project, 'out', page), 'utf8')).toBe(
      readFileSync(join(project, 'evidence', page), 'utf8'),
    );
    expect(OTHER.length).toBeGreaterThan(5);
    const written = bytes(project, 'out') + ran.out;
    expect(OTHER.filter((text) => written.includes(text))).toEqual([]);
    const all = readFileSync(join(project, 'evidence', 'evidence.json'), 'utf8');
    expect(OTHER.filter((text) => all.includes(text)).length).toBeGreaterThan(3);
    expect(read(project, 'out').limited).toBe(true);
  });

  test('errors of another hospital are not named, nor is its changed file', () => {
    const broken = edit(project, 'sites/hobart-cardiology.yaml', /^environment: .*$/m, 'environment: nowhere');
    const failed = alone();
    const { problems, commit } = read(project, 'out');
    const withError = bytes(project, 'out') + failed.out;
    broken();
    expect([failed.code, problems]).toEqual([1, ['sites: errors in files of other hospitals: 1']]);
    expect(commit.changed).toEqual(['a file that is not of these hospitals']);
    expect(OTHER.filter((text) => withError.includes(text))).toEqual([]);
  });

  describe('with uncommitted code, and open findings of two more hospitals', () => {
    const third = readFileSync('examples/fleet/auckland-heart.yaml', 'utf8');
    const traces = ['auckland', ...(third.match(/\d+\.\d+\.\d+\.\d+(\/\d+)?|[\w.+-]+@[\w.-]+|(?<=name: ).*/g) ?? [])];
    // An address is not a trace in a longer one.
    const found = (text: string) =>
      traces.filter((trace) => new RegExp(`(?<!\\d)${trace.replaceAll('.', '\\.')}(?!\\d)`).test(text));
    const added = ['auckland-heart', 'wellington-imaging'];
    const fileOf = (site: string) => join(project, 'sites', `${site}.yaml`);
    let undo: () => void;
    beforeAll(() => {
      for (const site of added) cpSync(`examples/fleet/${site}.yaml`, fileOf(site));
      undo = edit(
        project,
        'lib/constructs/site/site-vpn.ts',
        "'SecretsManager'",
        `${JSON.stringify(added)}.includes(props.site.site) ? 'Standard' : 'SecretsManager'`,
      );
    });
    afterAll(() => {
      undo();
      for (const site of added) rmSync(fileOf(site));
    });

    test('evidence of the two other hospitals is clean, and has nothing of the third, which shares an environment', () => {
      const ran = audit(project, ['dunedin-cardiac', 'hobart-cardiology', '--out', 'out']);
      expect(ran.code).toBe(0);
      expect(traces.length).toBeGreaterThan(5);
      expect(found(bytes(project, 'out') + ran.out)).toEqual([]);
      const other = 'a file that is not of these hospitals';
      expect(read(project, 'out').commit.changed).toEqual(['lib/constructs/site/site-vpn.ts', other, other]);
    });

    test('evidence of all has the open findings and an expired acknowledgement, and exits with 1', () => {
      const ran = audit(project, ['--out', 'out', '--date', '2027-10-01']);
      // dist/ does not contain the changed source, so it was not run.
      expect([ran.err, ran.code]).toEqual([expect.stringMatching(/^dist\/ is stale: .*\n$/), 1]);
      expect(ran.out).toContain('Open finding of HeartLab-VPN7. (auckland-heart, wellington-imaging)');
      expect(ran.out).toContain('The acknowledgement of HeartLab-VPN3 expired on 2027-09-30');
      expect(found(bytes(project, 'out')).length).toBeGreaterThan(3);
      const { clean, sites, commit } = read(project, 'out');
      expect(clean).toBe(false);
      expect(commit.changed).toContain('sites/auckland-heart.yaml');
      const verdicts = sites.map(({ site, conformance }) => [
        site,
        conformance.find(({ id }) => id === 'preSharedKeys')?.verdict,
      ]);
      expect(verdicts).toContainEqual(['auckland-heart', 'deviation']);
      // A finding ends synth after all packs have run.
      expect(sites.flatMap(({ packs }) => packs).every(({ ran }) => ran)).toBe(true);
    });
  });

  test('an unknown name is refused, with the nearest one', () => {
    const ran = audit(project, ['dunedin-cardiak', '--out', 'out']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('did you mean dunedin-cardiac?')]);
    expect(existsSync(join(project, 'out'))).toBe(false);
  });
});

describe('heartlab audit of invalid input', () => {
  test('writes uncommitted changes and the errors of site files, without a site, and exits with 1', () => {
    const undo = edit(project, 'sites/dunedin-cardiac.yaml', '192.0.2.44', '10.0.0.1');
    const ran = audit(project);
    undo();
    expect(ran.code).toBe(1);
    const { sites, problems, commit } = read(project);
    expect([sites, problems.some((line) => line.startsWith('sites/dunedin-cardiac.yaml:'))]).toEqual([[], true]);
    expect(commit.changed).toEqual(['sites/dunedin-cardiac.yaml']);
    expect(readFileSync(join(project, 'evidence/index.html'), 'utf8')).toContain(
      'The working tree differs from the commit in 1 file.',
    );
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
