import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { actionOf, gh, type Job, jobOf, type Result, results, runScript, scriptOf, workflow } from './workflow';

/** A deploy: only named and planned stacks, one after the other, each approved, and no project code with credentials. */

const deploy = workflow('deploy.yml');
const DEPLOYING = ['platform', 'ingest', 'cell', 'site'] as const;
const UNPACK = 'echo "$DIGEST  assembly.tar" | sha256sum --check --strict\ntar --extract --file assembly.tar\n';
const COMMAND =
  'node_modules/.bin/cdk deploy --app cdk.out --exclusively "$STACK" --require-approval never --rollback="$ROLLBACK"';
const CREDENTIALS = 'aws-actions/configure-aws-credentials';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-deploy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runsOf = (job: Job) => job.steps.flatMap(({ run = [] }) => run);
const role = (job: Job) => job.steps.find((step) => actionOf(step) === CREDENTIALS)?.with?.['role-to-assume'];

test.each(DEPLOYING)('%s has credentials, and runs only the CDK’s command on the planned assembly', (name) => {
  const job = jobOf(deploy, name);
  expect(job.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(runsOf(job)).toEqual(['npm ci --ignore-scripts', UNPACK, COMMAND]);
  // No cdk.json: the CDK's command would run its `build`, also with --app.
  expect(job.steps[0]?.with).toEqual({
    ref: gh('github.sha'),
    'persist-credentials': false,
    'sparse-checkout': '/package.json\n/package-lock.json\n',
    'sparse-checkout-cone-mode': false,
  });
  expect(job.steps.map(actionOf).slice(-2)).toEqual([CREDENTIALS, '']);
  expect(job.environment).toBe(gh('inputs.environment'));
  expect(role(job)).toBe(gh('vars.DEPLOY_ROLE_ARN'));
});

test('each stack has its own job with its name, and only a first ingest is not rolled back', () => {
  const jobs = DEPLOYING.map((name) => jobOf(deploy, name));
  expect(jobs.map(({ name, env }) => [name, env?.STACK, env?.ROLLBACK])).toEqual([
    [`PlatformStack-${gh('inputs.environment')}`, `PlatformStack-${gh('inputs.environment')}`, 'true'],
    [
      `IngestStack-${gh('inputs.environment')} (${gh('inputs.ingest')})`,
      `IngestStack-${gh('inputs.environment')}`,
      gh("inputs.ingest != 'first deploy'"),
    ],
    [`CellStack-${gh('matrix.site')}`, `CellStack-${gh('matrix.site')}`, 'true'],
    [`SiteStack-${gh('matrix.site')}`, `SiteStack-${gh('matrix.site')}`, 'true'],
  ]);
  for (const [job, list] of [
    ['cell', 'cells'],
    ['site', 'sites'],
  ] as const)
    expect(jobOf(deploy, job).strategy).toEqual({
      'max-parallel': 1,
      'fail-fast': true,
      matrix: { site: gh(`fromJSON(needs.plan.outputs.${list})`) },
    });
  expect(deploy.on.workflow_dispatch?.inputs?.ingest).toMatchObject({
    type: 'choice',
    options: ['no', 'update', 'first deploy'],
    default: 'no',
  });
});

test('other runs of the environment wait, and are not cancelled', () => {
  expect(deploy.concurrency).toEqual({
    group: `deploy-${gh('inputs.environment')}`,
    'cancel-in-progress': false,
    queue: 'max',
  });
});

test('only those jobs and preflight have a token, and preflight uses another role', () => {
  const withToken = Object.keys(deploy.jobs).filter(
    (name) => jobOf(deploy, name).permissions?.['id-token'] !== undefined,
  );
  expect(withToken.sort()).toEqual(['preflight', ...DEPLOYING].sort());
  const preflight = jobOf(deploy, 'preflight');
  expect(role(preflight)).toBe(gh('vars.PREFLIGHT_ROLE_ARN'));
  expect(preflight.environment).toBe(`${gh('inputs.environment')}-preflight`);
  expect(runsOf(preflight).slice(0, 3)).toEqual(['npm ci --ignore-scripts', 'npm run build', UNPACK]);
});

test('every job works on the commit that was planned', () => {
  const checkouts = Object.values(deploy.jobs).flatMap(({ steps }) =>
    steps.filter((step) => actionOf(step) === 'actions/checkout'),
  );
  expect(checkouts).toHaveLength(Object.keys(deploy.jobs).length);
  for (const step of checkouts) expect(step.with?.ref).toBe(gh('github.sha'));
  expect(runsOf(jobOf(deploy, 'plan')).slice(0, 4)).toEqual([
    'npm ci --ignore-scripts',
    'npm run build',
    'npx heartlab check',
    'npm run synth',
  ]);
  expect(jobOf(deploy, 'plan').permissions).toBeUndefined();
});

describe('the order', () => {
  const ENDS = ['success', 'failure', 'cancelled'] as const;
  const inputs = fc.record({ platform: fc.boolean(), ingest: fc.constantFrom('no', 'update', 'first deploy') });
  const ends = fc.record(Object.fromEntries(Object.keys(deploy.jobs).map((job) => [job, fc.constantFrom(...ENDS)])));
  const list = fc.constantFrom('[]', '["a"]');
  const run = (
    given: object,
    end: Readonly<Record<string, (typeof ENDS)[number]>>,
    [cells, sites]: readonly [string, string],
    ref?: string,
  ) =>
    results(deploy, {
      ends: (job) => end[job] ?? 'success',
      inputs: { ...given },
      outputs: { plan: { cells, sites } },
      ...(ref && { ref }),
    });
  const good = (result: Result | undefined) => result === 'success' || result === 'skipped';

  test('a deploy starts only after plan, preflight and all earlier stacks', () => {
    fc.assert(
      fc.property(inputs, ends, fc.tuple(list, list), (given, end, lists) => {
        const ended = run(given, end, lists);
        for (const [index, job] of DEPLOYING.entries()) {
          if (ended.get(job) === 'skipped') continue;
          expect([ended.get('plan'), ended.get('preflight')]).toEqual(['success', 'success']);
          for (const before of DEPLOYING.slice(0, index)) expect(good(ended.get(before))).toBe(true);
        }
        const wanted = [given.platform, given.ingest !== 'no', ...lists.map((one) => one !== '[]')];
        for (const [index, job] of DEPLOYING.entries()) if (!wanted[index]) expect(ended.get(job)).toBe('skipped');
      }),
      { numRuns: 500 },
    );
  });
  test('only named stacks are deployed, and only from the main branch', () => {
    const all = { platform: true, ingest: 'update' };
    const both = ['["a"]', '["a"]'] as const;
    expect([...run(all, {}, both).values()]).toEqual(Array(6).fill('success'));
    const alone = (...lists: readonly [string, string]) => {
      const ended = run({ platform: false, ingest: 'no' }, {}, lists);
      return DEPLOYING.map((job) => ended.get(job));
    };
    expect(alone('[]', '["a"]')).toEqual(['skipped', 'skipped', 'skipped', 'success']);
    expect(alone('["a"]', '[]')).toEqual(['skipped', 'skipped', 'success', 'skipped']);
    expect([...run(all, {}, both, 'refs/heads/other').values()]).toEqual(Array(6).fill('skipped'));
  });

  test('a cell that fails keeps every site from being deployed', () => {
    const ended = run({ platform: false, ingest: 'no' }, { cell: 'failure' }, ['["a"]', '["b"]']);
    expect([ended.get('cell'), ended.get('site')]).toEqual(['failure', 'skipped']);
  });
});

describe('plan', () => {
  const script = scriptOf(jobOf(deploy, 'plan'), ({ id }) => id === 'plan');
  mkdirSync(join(folder, 'cdk.out'));
  const template = (stack: string, body: object) =>
    writeFileSync(join(folder, 'cdk.out', `${stack}.template.json`), JSON.stringify(body));
  for (const name of ['sydney', 'melbourne']) template(`PlatformStack-${name}`, {});
  template('IngestStack-melbourne', {});
  template('CellStack-hobart', { Metadata: { 'HeartLab::Cell': { site: 'hobart', auth: 'mtls' } } });
  for (const [site, environment] of [
    ['auckland-heart', 'sydney'],
    ['perth-clinic', 'sydney'],
    ['hobart', 'melbourne'],
  ] as const)
    template(`SiteStack-${site}`, { Metadata: { 'HeartLab::Site': { site, environment } } });
  const plan = (given: Readonly<Record<string, string>>) => {
    const output = join(folder, 'plan-output');
    writeFileSync(output, '');
    const env = { PLACE: 'sydney', PLATFORM: 'false', INGEST: 'no', CELLS: '', SITES: '', ...given };
    return { ...runScript(script, folder, { ...env, GITHUB_OUTPUT: output }), output: readFileSync(output, 'utf8') };
  };

  test('returns the sites in their order', () => {
    expect(plan({ SITES: ' perth-clinic  auckland-heart ' })).toEqual({
      code: 0,
      out: '',
      err: '',
      output: 'cells=[]\nsites=["perth-clinic","auckland-heart"]\n',
    });
    expect(plan({ PLATFORM: 'true' })).toMatchObject({ code: 0, output: 'cells=[]\nsites=[]\n' });
    expect(plan({ PLACE: 'melbourne', INGEST: 'first deploy', SITES: 'hobart' })).toMatchObject({
      code: 0,
      output: 'cells=[]\nsites=["hobart"]\n',
    });
    expect(plan({ PLACE: 'melbourne', CELLS: 'hobart' })).toMatchObject({
      code: 0,
      output: 'cells=["hobart"]\nsites=[]\n',
    });
  });
  test.each([
    [{ SITES: 'hobart' }, 'hobart is in melbourne, not in sydney'],
    [{ SITES: 'auckland-heart perht-clinic' }, 'there is no site perht-clinic'],
    [{ SITES: '*' }, '* is not the name of a site'],
    [{ SITES: '../../etc/passwd' }, '../../etc/passwd is not the name of a site'],
    [{ SITES: '`touch<ran`' }, '`touch<ran` is not the name of a site'],
    [{ SITES: "x'+process.exit()+'" }, "x'+process.exit()+' is not the name of a site"],
    [{ CELLS: 'hobart' }, 'hobart is in melbourne, not in sydney'],
    [{ CELLS: 'perht-clinic' }, 'there is no site perht-clinic'],
    [{ CELLS: 'auckland-heart' }, 'auckland-heart has no CellStack: sydney has no ingest.managed'],
    [{ CELLS: '../../etc/passwd' }, '../../etc/passwd is not the name of a site'],
    [{ CELLS: '$(touch<ran)' }, '$(touch<ran) is not the name of a site'],
    [{ SITES: '' }, 'name a site or a cell, or choose PlatformStack or IngestStack'],
    [{ PLACE: 'sidney', SITES: 'auckland-heart' }, 'there is no environment sidney in sites/environments.yaml'],
    [{ PLACE: 'sydney\nhobart', SITES: 'auckland-heart' }, 'sydney\nhobart is not the name of an environment'],
    [{ INGEST: 'update' }, 'sydney has no IngestStack: it has no ingest.managed'],
  ])('refuses %j', (given, says) => {
    expect(plan(given)).toEqual({ code: 1, out: '', err: `${says}\n`, output: '' });
  });
});

test('the unpacked files equal the packed ones, hidden files included', () => {
  const [one, two] = ['packs', 'unpacks'].map((name) => join(folder, name));
  if (one === undefined || two === undefined) throw new RangeError();
  mkdirSync(join(one, 'cdk.out/asset.1'), { recursive: true });
  mkdirSync(two);
  writeFileSync(join(one, 'cdk.out/asset.1/.hidden'), 'kept');
  const output = join(folder, 'pack-output');
  expect(
    runScript(
      scriptOf(jobOf(deploy, 'plan'), ({ id }) => id === 'pack'),
      one,
      { GITHUB_OUTPUT: output },
    ).code,
  ).toBe(0);
  const digest = readFileSync(output, 'utf8')
    .replace(/^digest=/, '')
    .trim();
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(join(two, 'assembly.tar'), readFileSync(join(one, 'assembly.tar')));
  expect(runScript(UNPACK, two, { DIGEST: digest })).toEqual({ code: 0, out: 'assembly.tar: OK\n', err: '' });
  expect(readFileSync(join(two, 'cdk.out/asset.1/.hidden'), 'utf8')).toBe('kept');
  rmSync(join(two, 'cdk.out'), { recursive: true });
  for (const wrong of ['', '0'.repeat(64), digest.slice(1)]) {
    expect(runScript(UNPACK, two, { DIGEST: wrong }).code).toBe(1);
    expect(() => readFileSync(join(two, 'cdk.out/asset.1/.hidden'))).toThrow('ENOENT');
  }
});

test.each([
  [0, 'true', 'first deploy', '[]', '[]', ' --stack PlatformStack-sydney,IngestStack-sydney'],
  [1, 'false', 'no', '[]', '["a-b"]', ' --site a-b --stack SiteStack-a-b'],
  [1, 'false', 'no', '["a-b"]', '[]', ' --site a-b --stack CellStack-a-b'],
  [
    2,
    'false',
    'update',
    '["a-b"]',
    '["a-b","c-d"]',
    ' --site a-b,c-d --stack IngestStack-sydney,CellStack-a-b,SiteStack-a-b,SiteStack-c-d',
  ],
] as const)('preflight’s exit code %d is that of its step, and it gets the stacks of the run', (...given) => {
  const [code, PLATFORM, INGEST, CELLS, SITES, chosen] = given;
  const script = scriptOf(jobOf(deploy, 'preflight'), ({ run = '' }) => run.includes('heartlab preflight'));
  const summary = join(folder, 'summary');
  writeFileSync(summary, '');
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\necho "report of $*"\nexit ${code}\n`, { mode: 0o755 });
  const ran = runScript(script, folder, {
    PATH: `${folder}:${process.env.PATH}`,
    PLACE: 'sydney',
    PLATFORM,
    INGEST,
    CELLS,
    SITES,
    GITHUB_STEP_SUMMARY: summary,
  });
  const report = `report of heartlab preflight sydney${chosen} --skip roles --assembly cdk.out\n`;
  expect(ran).toEqual({ code, out: report, err: '' });
  expect(readFileSync(summary, 'utf8')).toBe(`\`\`\`text\n${report}\`\`\`\n`);
});
