import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PreflightCommandRequest, runPreflightCommand } from '../../lib/cli/preflight/run';
import type { CommandOutput } from '../../lib/cli/shared/output';
import { PLAIN_TERMINAL, type TerminalSettings } from '../../lib/cli/shared/terminal';
import { addFleetStacks } from '../../lib/constructs/fleet';
import { clientFactory } from '../../lib/operate/aws/clients';
import { PREFLIGHT_CHECKS } from '../../lib/preflight/checks';
import { aManagedEnvironment, anEnvironment, aSite } from '../support/builders/sites';
import { type Answer, wire } from '../support/fake-aws/http-wire';
import { answering, identity, noStacks, TODAY } from '../support/fake-aws/preflight-world';
import { anApp } from '../support/programs/cdk-app';
import { heartlab } from '../support/programs/heartlab-cli';
import { filesOf, siteNumber } from '../support/programs/operate-commands';

const SYDNEY = anEnvironment();
const MELBOURNE = anEnvironment(
  {
    account: '444455556666',
    region: 'ap-southeast-4',
    availabilityZones: ['ap-southeast-4a', 'ap-southeast-4b'],
    ingest: {
      domain: 'ingest.melbourne.heartlab.example',
      service: { mtls: 'com.amazonaws.vpce.ap-southeast-4.vpce-svc-0123456789abcdef2' },
    },
  },
  'melbourne',
);
const NAPIER = siteNumber(7, 'melbourne');
const folder = filesOf([aSite(), SYDNEY], [NAPIER, MELBOURNE]);

/** The assembly that these files give. */
const assembly = mkdtempSync(join(tmpdir(), 'heartlab-assembly-'));
const app = anApp({ outdir: assembly });
addFleetStacks(app, { sites: [aSite(), NAPIER], environments: [SYDNEY, MELBOURNE], folder });
app.synth();

async function run(
  answer: Answer,
  request: Partial<PreflightCommandRequest> = {},
  terminal: TerminalSettings = PLAIN_TERMINAL,
) {
  const lines: string[] = [];
  const output: CommandOutput = { out: (line) => lines.push(line), err: (line) => lines.push(line) };
  const { settings } = wire(answer);
  const code = await runPreflightCommand(
    {
      environments: ['sydney'],
      sites: [],
      stacks: [],
      profiles: [],
      skip: [],
      folder,
      assembly,
      json: false,
      ...request,
    },
    {
      factory: clientFactory({ ...settings, maxAttempts: 1 }),
      withProfile: (profile) => {
        const { settings: others } = wire(answering(identity(profile)));
        return clientFactory({ ...others, maxAttempts: 1 });
      },
      now: () => TODAY,
      terminal,
    },
    output,
  );
  return { code, lines, text: lines.join('\n') };
}
const rowsOf = async (answer: Answer, request: Partial<PreflightCommandRequest> = {}) => {
  const { code, text } = await run(answer, { ...request, json: true });
  return { code, rows: JSON.parse(text).rows as readonly Readonly<Record<string, unknown>>[] };
};
const denyingAll = answering({
  ...identity(SYDNEY.account),
  // A role that can't be assumed is a FAIL, not an unanswered check.
  'sts:AssumeRole': () => ({}),
});

test('each check has a row in each environment, and the accounts of a check are side by side', async () => {
  const answer: Answer = (call) =>
    call.action === 'sts:GetCallerIdentity'
      ? { Account: call.region === SYDNEY.region ? SYDNEY.account : MELBOURNE.account }
      : denyingAll(call);
  const { code, text, lines } = await run(answer, { environments: [] });
  expect(code).toBe(2);
  expect(lines[0]).toMatch(/^CHECK +ENVIRONMENT +OUTCOME$/);
  const order = lines.flatMap((line) => /^([a-z-]+) +(sydney|melbourne) /.exec(line)?.slice(1, 3).join(' ') ?? []);
  const once = order.filter((one, index) => one !== order[index - 1]);
  expect(once).toEqual(
    ['account', ...PREFLIGHT_CHECKS.map(({ id }) => id)].flatMap((id) => [`${id} sydney`, `${id} melbourne`]),
  );
  expect(text).toMatch(/^account +sydney +PASS +account 111122223333, ap-southeast-2$/m);
  expect(lines.at(-1)).toMatch(/^\d+ SKIPPED \(\d+ unanswered\), \d+ PASS\.$/);
  const column = (lines[0]?.indexOf('OUTCOME') ?? 0) + 'SKIPPED  '.length;
  // A command and a long word, such as an endpoint service, are not wrapped.
  const wrapped = lines.filter((line) => !line.includes('-> ') && line.slice(column).includes(' '));
  expect(wrapped.length).toBeGreaterThan(20);
  for (const line of wrapped) expect(line.length).toBeLessThanOrEqual(100);
});

test('one run queries each account with the credentials of its profile', async () => {
  // The profiles of this test are named after the account of their credentials.
  const accounts = async (profiles: readonly string[]) => {
    const { rows } = await rowsOf(denyingAll, { environments: [], profiles });
    return rows.filter(({ check }) => check === 'account').map(({ environment, outcome }) => [environment, outcome]);
  };
  expect(await accounts([])).toEqual([
    ['sydney', 'PASS'],
    ['melbourne', 'FAIL'],
  ]);
  expect(await accounts([`melbourne=${MELBOURNE.account}`])).toEqual([
    ['sydney', 'PASS'],
    ['melbourne', 'PASS'],
  ]);
});

test('--json has the same rows, each with every key', async () => {
  const { rows } = await rowsOf(denyingAll);
  expect(rows.map(({ check }) => check)).toEqual(expect.arrayContaining(PREFLIGHT_CHECKS.map(({ id }) => id)));
  for (const row of rows) {
    expect(Object.keys(row)).toEqual([
      'environment',
      'account',
      'region',
      'check',
      'outcome',
      'found',
      'remedy',
      'unanswered',
    ]);
    expect(row.remedy === null).toBe(row.outcome === 'PASS' || row.outcome === 'SKIPPED');
  }
});

test('a failed row has its remedy on a separate unwrapped line, and colours only on a terminal', async () => {
  const wrong = answering(identity('999988887777'));
  const { code, text } = await run(wrong);
  expect(code).toBe(1);
  expect(text).toMatch(
    /^account +sydney +FAIL +the credentials belong to account 999988887777, but\n +environment sydney is in 111122223333\n +-> set AWS_PROFILE to a profile of that account$/m,
  );
  expect(text).not.toContain('\u001b');
  expect((await run(wrong, {}, { colours: true, width: 100 })).text).toContain('\u001b[31mFAIL');
});

test('a skipped check has a row that reports it, and makes no call', async () => {
  const noRoles = answering(identity(SYDNEY.account));
  const row = async (skip: readonly string[]) => {
    const { code, rows } = await rowsOf(noRoles, { skip });
    return { code, row: rows.find(({ check }) => check === 'roles') };
  };
  expect(await row([])).toMatchObject({ code: 1, row: { outcome: 'FAIL' } });
  expect(await row(['roles'])).toMatchObject({
    code: 2,
    row: { outcome: 'SKIPPED', found: 'skipped by --skip', unanswered: false },
  });
});

test('an account that cannot be queried is one line, and every other check is skipped', async () => {
  const { code, rows } = await rowsOf(() => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  });
  expect(code).toBe(2);
  const [first, ...others] = rows;
  expect(first).toMatchObject({ check: 'account', outcome: 'SKIPPED', unanswered: true });
  expect(first?.found).toMatch(/^[^\n]*can't be reached \(sts:GetCallerIdentity\)[^\n]*$/);
  expect(new Set(others.map(({ found }) => found))).toEqual(new Set(['not run: the check account did not pass']));
  for (const row of others) expect(row).toMatchObject({ outcome: 'SKIPPED', unanswered: false });
});

test('--stack names the stacks of the deploy; a required stack that it does not name is a FAIL', async () => {
  const account = answering({ ...identity(SYDNEY.account), ...noStacks });
  const providers = async (stacks: readonly string[]) =>
    (await rowsOf(account, { stacks })).rows.find(({ check }) => check === 'providers');
  expect(await providers([])).toMatchObject({ outcome: 'PASS' });
  expect(await providers(['SiteStack-auckland-heart'])).toMatchObject({
    outcome: 'FAIL',
    found: expect.stringMatching(/^PlatformStack-sydney is not deployed: SiteStack-auckland-heart can't be deployed/),
  });
});

describe('an invalid command line', () => {
  test.each<readonly [string, Partial<PreflightCommandRequest>, string]>([
    [
      'an unknown environment names the nearest',
      { environments: ['sidney'] },
      `there is no environment sidney in ${join(folder, 'environments.yaml')}; did you mean sydney?`,
    ],
    [
      'a stack that the deploy does not have names the nearest',
      { stacks: ['SiteStack-auckland-hart'] },
      '--stack SiteStack-auckland-hart: the selected environments and sites have no such stack; did you mean SiteStack-auckland-heart?',
    ],
    [
      'an unknown stack without a similar name lists all',
      { environments: ['frankfurt'] },
      `there is no environment frankfurt in ${join(folder, 'environments.yaml')}; it has sydney, melbourne`,
    ],
    [
      'an unknown site names the nearest',
      { sites: ['auckland'] },
      `there is no ${join(folder, 'auckland.yaml')}; did you mean auckland-heart?`,
    ],
    [
      'a site of another environment',
      { sites: [NAPIER.site] },
      `site ${NAPIER.site} is in environment melbourne, which the command line does not name`,
    ],
    [
      'no folder',
      { folder: '/nowhere' },
      'the site files in /nowhere have errors: npx heartlab check --sites /nowhere shows them',
    ],
    [
      'no assembly',
      { assembly: '/nowhere' },
      'there is no /nowhere/manifest.json: name the folder that "npx cdk synth" wrote, such as cdk.out',
    ],
  ])('%s', async (_, request, says) => {
    const message = await run(denyingAll, request).then(
      () => 'no error',
      (error: Error) => `${error.constructor.name}: ${error.message}`,
    );
    expect(message).toBe(`UserError: ${says}`);
  });

  test('an assembly of other files is refused', async () => {
    const other = filesOf([aSite({ site: 'perth-clinic' }), SYDNEY], [NAPIER, MELBOURNE]);
    await expect(run(denyingAll, { folder: other })).rejects.toThrow(
      'the assembly has no SiteStack-perth-clinic: synthesize it again from the current site files',
    );
    const moved = filesOf([aSite(), { ...SYDNEY, account: '000011112222' }], [NAPIER, MELBOURNE]);
    await expect(run(denyingAll, { folder: moved })).rejects.toThrow(
      /^the assembly has PlatformStack-sydney in account 111122223333, .* but environment sydney is in 000011112222/,
    );
  });
});

describe('with a managed ingest', () => {
  const place = aManagedEnvironment();
  const sites = [siteNumber(1, 'sydney'), siteNumber(2, 'sydney')];
  const files = filesOf(...sites.map((site) => [site, place] as const));
  const synthesized = (withCells: boolean): string => {
    const outdir = mkdtempSync(join(tmpdir(), 'heartlab-assembly-'));
    const cells = anApp({ outdir });
    addFleetStacks(cells, { sites: withCells ? sites : [], environments: [place], folder: files });
    cells.synth();
    return outdir;
  };
  /** The stacks in calls to CloudFormation. */
  const asked = async (request: Partial<PreflightCommandRequest>): Promise<readonly string[]> => {
    const names: string[] = [];
    const answer: Answer = (call) => {
      if (call.action === 'cloudformation:DescribeStacks') names.push(String(call.get('StackName')));
      return denyingAll(call);
    };
    await run(answer, { folder: files, ...request });
    return [...new Set(names)].sort();
  };

  test('--site includes the cell of that site, and no other', async () => {
    const whole = synthesized(true);
    expect(await asked({ assembly: whole, sites: ['site-number-001'] })).toEqual([
      'CellStack-site-number-001',
      'IngestStack-sydney',
      'PlatformStack-sydney',
      'SiteStack-site-number-001',
    ]);
    expect((await asked({ assembly: whole })).filter((name) => name.startsWith('CellStack-'))).toEqual([
      'CellStack-site-number-001',
      'CellStack-site-number-002',
    ]);
  });

  test('an assembly without the cell is refused', async () => {
    await expect(run(denyingAll, { folder: files, assembly: synthesized(false) })).rejects.toThrow(
      'the assembly has no CellStack-site-number-001: synthesize it again from the current site files',
    );
  });
});

test('the command synthesizes itself, and needs credentials', () => {
  const args = ['sydney', '--site', 'auckland-heart', '--json', '--sites', 'examples/fleet'];
  const { code, out, err } = heartlab('preflight', ...args);
  expect(err).toBe('');
  expect(JSON.parse(out).rows[0]).toMatchObject({
    environment: 'sydney',
    check: 'account',
    outcome: 'SKIPPED',
    unanswered: true,
    found: expect.stringContaining('there are no AWS credentials'),
  });
  expect(code).toBe(2);
});
