import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCheck } from '../../../lib/cli/check/run';
import { runDiagnose } from '../../../lib/cli/diagnose/run';
import { runDrift } from '../../../lib/cli/drift/run';
import { type PreflightCommandRequest, runPreflightCommand } from '../../../lib/cli/preflight/run';
import type { CommandOutput } from '../../../lib/cli/shared/output';
import { PLAIN_TERMINAL } from '../../../lib/cli/shared/terminal';
import { reportEmptyStatus } from '../../../lib/cli/status/run';
import { UserError } from '../../../lib/project/errors';
import { documentedEnvironment, folderOf } from '../../support/builders/site-folder';
import { heartlab } from '../../support/programs/heartlab-cli';

/** A project without a site yet: the real command on folders like sites/ of a fresh clone. */

const SILENT: CommandOutput = { out: () => undefined, err: () => undefined };
const COMMENTED = '## Fill this in.\n# sydney:\n#   account: "111122223333"\n';
const OWN = 'sites/environments.yaml';
const own = readFileSync(OWN, 'utf8');

const fresh = folderOf({ 'environments.yaml': COMMENTED });
const withPlace = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
const line = (nothing: string, site = '<site>') =>
  `${nothing}: there is no site in ${fresh} yet. Fill in ${fresh}/environments.yaml, or run npx heartlab new --environment <name> --sites ${fresh}. Then start the first one: npx heartlab new ${site} --sites ${fresh}\n`;
const CHECKED = line('No hospital was checked');

const JSON_OF_ALL = { names: [], folder: fresh, json: true };
const NO_AWS = {
  factory: () => {
    throw new Error('AWS was asked');
  },
  now: () => new Date(),
};
const preflight = (named: Partial<PreflightCommandRequest>, output = SILENT) =>
  runPreflightCommand(
    {
      environments: [],
      sites: [],
      stacks: [],
      profiles: [],
      skip: [],
      folder: fresh,
      assembly: undefined,
      json: true,
      ...named,
    },
    { ...NO_AWS, withProfile: () => NO_AWS.factory, terminal: PLAIN_TERMINAL },
    output,
  );

describe('only comments in environments.yaml: exit code 0, and one line', () => {
  test.each([
    ['check', CHECKED],
    ['status', CHECKED],
    ['drift', CHECKED],
    ['diagnose', CHECKED],
    ['preflight', CHECKED],
    ['handover', line('No pack was written')],
    ['rehearse', line('Nothing was rehearsed')],
    ['new', line('Nothing was written')],
    ['review', line('No hospital was compared')],
    ['audit', line('No hospital was checked, and no evidence was written')],
  ])('%s', (verb, out) => {
    const evidence = verb === 'audit' ? ['--out', join(fresh, 'evidence')] : [];
    expect(heartlab(verb, '--sites', fresh, ...evidence)).toEqual({ code: 0, out, err: '' });
    expect(readdirSync(fresh)).toEqual(['certs', 'environments.yaml']);
  });

  test.each([
    ['handover', { files: [] }, 'No pack was written'],
    ['rehearse', { steps: [] }, 'Nothing was rehearsed'],
    [
      'review',
      { exitCode: 0, remarks: [], complaints: [], sites: [], untouched: 0, shared: [] },
      'No hospital was compared',
    ],
  ])('%s --json: JSON on stdout, the line on stderr', (verb, json, nothing) => {
    const { code, out, err } = heartlab(verb, '--json', '--sites', fresh);
    expect({ code, json: JSON.parse(out), err }).toEqual({ code: 0, json, err: line(nothing) });
  });

  test.each<[string, unknown, (output: CommandOutput) => unknown]>([
    [
      'check',
      { ok: true, sites: [], problems: [] },
      (output) => runCheck({ ...JSON_OF_ALL, today: '2026-11-22' }, output),
    ],
    ['status', { sites: [], environments: [] }, (output) => reportEmptyStatus(JSON_OF_ALL, output)],
    ['drift', { sites: [], environments: [] }, (output) => runDrift(JSON_OF_ALL, NO_AWS.factory, output)],
    [
      'diagnose',
      { causes: [], working: [], understood: 0, lines: 0, empty: [] },
      (output) => runDiagnose({ ...JSON_OF_ALL, site: undefined, logs: [], hours: 24 }, () => NO_AWS, output),
    ],
    ['preflight', [], (output) => preflight({}, output)],
  ])('%s --json prints JSON, and the line on stderr', async (_, data, run) => {
    const out: string[] = [];
    const err: string[] = [];
    await run({ out: (text) => out.push(text), err: (text) => err.push(text) });
    expect([JSON.parse(out.join('\n')), err]).toEqual([data, [CHECKED.trimEnd()]]);
  });

  test('new with a name writes nothing, and names the first step', () => {
    const out = line('Nothing was written', 'napier-heart');
    expect(heartlab('new', 'napier-heart', '--sites', fresh)).toEqual({ code: 0, out, err: '' });
    expect(existsSync(join(fresh, 'napier-heart.yaml'))).toBe(false);
  });

  test.each(['check', 'handover'])('%s of a missing site is refused, with the command that creates it', (verb) => {
    const err = `heartlab: there is no ${fresh}/napier-heart.yaml; npx heartlab new napier-heart starts the first site\n`;
    expect(heartlab(verb, 'napier-heart', '--sites', fresh)).toEqual({ code: 1, out: '', err });
  });

  test.each([
    [
      { sites: ['napier-heart'] },
      `there is no ${fresh}/napier-heart.yaml; npx heartlab new napier-heart starts the first site`,
    ],
    [{ environments: ['perth'] }, `there is no environment perth in ${fresh}/environments.yaml; fill it in first`],
    [{ stacks: ['SiteStack-x'] }, '--stack SiteStack-x: there is no environment yet, so there is no stack'],
  ])('preflight of %j is refused', async (named, says) => {
    await expect(preflight(named)).rejects.toThrow(new UserError(says));
  });
});

describe('an environment without a site', () => {
  const start = `No hospital was checked: there is no site in ${withPlace} yet. Start the first one: npx heartlab new <site> --sites ${withPlace}\n`;

  test('check checks the environment, and reports that no hospital was checked', () => {
    const { code, out, err } = heartlab('check', '--sites', withPlace);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Checked 0 sites and environments\.yaml in .*: 0 errors, \d+ warnings?, 0 notes\.$/m);
    expect(out.endsWith(`\n${start}`)).toBe(true);
  });

  test.each(['status', 'drift', 'handover'])('%s prints only the line', (verb) => {
    const out = verb === 'handover' ? start.replace('No hospital was checked', 'No pack was written') : start;
    expect(heartlab(verb, '--sites', withPlace)).toEqual({ code: 0, out, err: '' });
  });

  test('new creates the first site, and check then counts it', () => {
    const sites = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
    const flags = ['--name', 'Napier', '--contact', 'it@napier.example', '--public-ip', '203.0.113.99'];
    const vpn = ['--cidr', '10.77.0.0/22', '--device', 'fortigate', '--routing', 'bgp', '--asn', '65077'];
    const { code, out } = heartlab(
      'new',
      'napier-heart',
      '--sites',
      sites,
      ...flags,
      ...vpn,
      '--ipsec',
      'strong',
      '--auth',
      'mtls',
    );
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Wrote .*napier-heart\.yaml: /) });
    expect(heartlab('check', '--sites', sites).out).toMatch(/^Checked 1 site \(napier-heart\) and environments/m);
  });
});

test('a folder without environments.yaml is another folder, not a fleet without sites', () => {
  const { code, out } = heartlab('check', '--sites', folderOf({}));
  expect(code).toBe(1);
  expect(out).toContain('the folder contains no site file');
});

test('a command that requires a site still reports a missing name if there are sites', () => {
  for (const verb of ['new', 'handover', 'rehearse']) {
    const { code, err } = heartlab(verb, '--sites', 'examples/fleet');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^error: missing required argument 'site'/) });
    expect(heartlab(verb, '--help').out).toContain(`Usage: heartlab ${verb} [options] <site>\n`);
  }
});

// The engineer who has filled it in owns the file.
const untouched = own.split('\n').every((text) => text === '' || text.startsWith('#'));
if (untouched)
  describe(`${OWN}, as it comes`, () => {
    test('is valid without its first comment signs, with the optional settings too', () => {
      // The first line names the schema and stays a comment.
      const once = own.replaceAll(/^#(?! yaml-language-server) ?/gm, '');
      const { code, out } = heartlab('check', '--sites', folderOf({ 'environments.yaml': once }));
      expect(out).toContain(': 0 errors, ');
      expect(code).toBe(0);

      // The rest is still commented: the optional settings, and the other kind of ingest.
      const settings = once.replaceAll(/^# .*$/gm, '').replaceAll(/^( +)# /gm, '$1');
      const digest = settings.replaceAll('<64 hex digits>', '0123456789abcdef'.repeat(4));
      const managed = digest.replace(/^ +service:.*\n.*mtls:.*\n.*basic:.*\n/m, '');
      const ca = readFileSync('test/fixtures/certs/ca.pem', 'utf8');
      const files = { 'environments.yaml': managed, 'certs/client-ca.pem': ca, 'certs/server-ca.pem': ca };
      expect(heartlab('check', '--sites', folderOf(files)).out).toContain(': 0 errors, ');
      for (const setting of ['alarmTopicArn:', 'hostedZoneId:', 'managed:', 'gate:'])
        expect(managed).toContain(setting);
    });
  });
