import { cellAlarmNames } from '../../../lib/config/naming/alarm-names';
import { leftoversCheck } from '../../../lib/preflight/checks/leftovers';
import { aDirectSite, aManagedEnvironment, anInterface, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const environment = aManagedEnvironment();
const sites = [aDirectSite([anInterface()], { vpn: aSite().vpn, dicom: { stow: { auth: 'basic' } } })];
const stacks = plannedStacks(sites, [environment]);

interface Left {
  readonly logGroups?: readonly string[];
  readonly secrets?: readonly object[];
  readonly alarms?: readonly string[];
  readonly composite?: readonly string[];
  readonly dashboards?: readonly string[];
  readonly database?: string;
  readonly trustStores?: readonly string[];
}
const account = (left: Left = {}): Answers => ({
  ...noStacks,
  'logs:DescribeLogGroups': ({ get }) => ({
    logGroups: (left.logGroups ?? [])
      .filter((name) => name.startsWith(String(get('logGroupNamePrefix'))))
      .map((logGroupName) => ({ logGroupName })),
  }),
  'secretsmanager:ListSecrets': ({ get }) => {
    // Without it, Secrets Manager omits secrets that are scheduled for deletion.
    expect(get('IncludePlannedDeletion')).toBe(true);
    return { SecretList: left.secrets ?? [] };
  },
  'cloudwatch:DescribeAlarms': () => ({
    MetricAlarms: (left.alarms ?? []).map((AlarmName) => ({ AlarmName })),
    CompositeAlarms: (left.composite ?? []).map((AlarmName) => ({ AlarmName })),
  }),
  'cloudwatch:ListDashboards': () => ({
    DashboardEntries: (left.dashboards ?? []).map((DashboardName) => ({ DashboardName })),
  }),
  'rds:DescribeDBInstances': ({ get }) => {
    if (left.database === undefined)
      throw new Refusal(404, 'DBInstanceNotFound', `${get('DBInstanceIdentifier')} not found`);
    return { DBInstances: [{ DBInstanceIdentifier: get('DBInstanceIdentifier'), DBInstanceStatus: left.database }] };
  },
  'elasticloadbalancing:DescribeTrustStores': () => ({
    TrustStores: (left.trustStores ?? []).map((Name) => ({ Name })),
  }),
});
const rows = async (left: Left) =>
  (await checked(leftoversCheck, { environment, sites, stacks, answers: account(left) })).rows;
const IMPORT = 'npx cdk deploy --exclusively --import-existing-resources SiteStack-auckland-heart';

test('passes if no resource has the names, with one list call for each kind instead of one for each name', async () => {
  const left = {
    logGroups: ['/aws/vendedlogs/heartlab/another-site/flows', '/aws/vendedlogs/heartlab/auckland-heart/flows-2'],
    secrets: [{ Name: 'heartlab/auckland-heart/dx-primary-2' }],
    alarms: ['heartlab-another-site-one-tunnel-down'],
  };
  const { rows: found, calls } = await checked(leftoversCheck, { environment, sites, stacks, answers: account(left) });
  expect(found).toEqual([{ outcome: 'PASS', found: 'no existing resource has a name that a stack will create' }]);
  const prefixes = calls
    .filter(({ action }) => action === 'logs:DescribeLogGroups')
    .map(({ get }) => get('logGroupNamePrefix'));
  expect([...prefixes].sort()).toEqual([
    '/aws/rds/instance/heartlab',
    '/aws/vendedlogs/heartlab',
    '/aws/vendedlogs/states/heartlab',
    '/heartlab',
  ]);
});

test('fails for log groups that remain from a stack of the same site, with the import that keeps them', async () => {
  const logGroups = ['flows', 'tunnels', 'bgp'].map((log) => `/aws/vendedlogs/heartlab/auckland-heart/${log}`);
  expect(await rows({ logGroups: [...logGroups, '/aws/vendedlogs/heartlab/other/flows'] })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(
        /^the log groups \/aws\/vendedlogs\/heartlab\/auckland-heart\/\w+, .*exist already: SiteStack-auckland-heart can't create another of that name$/,
      ),
      remedy: expect.stringContaining(IMPORT),
    },
  ]);
});

test('shows three names of many', async () => {
  const alarms = sites.flatMap(cellAlarmNames);
  expect(alarms.length).toBeGreaterThan(4);
  const found = await rows({ alarms });
  expect(found.map((row) => row.found)).toEqual([
    expect.stringMatching(
      new RegExp(`^the alarms \\S+, \\S+, \\S+ and ${alarms.length - 3} more exist already: CellStack-auckland-heart`),
    ),
  ]);
});

test('fails for an existing BGP key, and restores one that is scheduled for deletion', async () => {
  const Name = 'heartlab/auckland-heart/dx-primary';
  expect(await rows({ secrets: [{ Name }] })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(/^the secret heartlab\/auckland-heart\/dx-primary exists already:/),
      remedy: expect.stringMatching(/^then name it in authKeySecret of its virtual interface/),
    },
  ]);
  expect(await rows({ secrets: [{ Name, DeletedDate: new Date() }] })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringContaining('dx-primary (scheduled for deletion) exists already'),
      remedy: expect.stringMatching(
        /^aws secretsmanager restore-secret --region ap-southeast-2 --secret-id heartlab\/auckland-heart\/dx-primary; then name it in authKeySecret/,
      ),
    },
  ]);
});

test('a password that no stack retains is not imported, because the next generation is another secret', async () => {
  const [row] = await rows({ secrets: [{ Name: 'heartlab/auckland-heart/stow-password-1' }] });
  expect(row).toEqual({
    outcome: 'FAIL',
    found: expect.stringContaining('CellStack-auckland-heart'),
    remedy: expect.stringContaining('passwordGeneration'),
  });
  expect(JSON.stringify(row)).not.toContain('--import-existing-resources');
});

test('fails for the login of a deleted cell: the remedy deletes it, and the database with the studies stays', async () => {
  const Name = 'heartlab/auckland-heart/database';
  for (const DeletedDate of [undefined, new Date()]) {
    const [row, ...others] = await rows({ secrets: [{ Name, DeletedDate }] });
    expect(others).toEqual([]);
    expect(row).toEqual({
      outcome: 'FAIL',
      found: expect.stringMatching(
        /^the secret heartlab\/auckland-heart\/database .*exists already: CellStack-auckland-h/,
      ),
      remedy: expect.stringMatching(
        /^it is the login of a deleted cell.* --region ap-southeast-2 --secret-id heartlab\/auckland-heart\/database; .*the database stays$/,
      ),
    });
    expect(JSON.stringify(row)).not.toMatch(/passwordGeneration|restore-secret/);
  }
});

test('fails for login and password of one cell, each with its own remedy', async () => {
  const secrets = ['database', 'stow-password-1'].map((name) => ({ Name: `heartlab/auckland-heart/${name}` }));
  const [row] = await rows({ secrets });
  expect(row).toMatchObject({
    outcome: 'FAIL',
    remedy: expect.stringMatching(/login of a deleted cell, .*passwordGeneration/),
  });
});

test('fails for log groups of a cell, with the import that keeps them', async () => {
  const logGroups = ['gate', 'server'].map((name) => `/heartlab/cell/auckland-heart/${name}`);
  expect(await rows({ logGroups: [...logGroups, '/heartlab/cell/auckland-heart-2/gate'] })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(/auckland-heart\/gate, \S+auckland-heart\/server exist already: CellStack-auckland/),
      remedy: expect.stringContaining('--import-existing-resources CellStack-auckland-heart'),
    },
  ]);
});

test('fails for the index of an earlier ingest: the remedy renames it and never imports it', async () => {
  expect(await rows({ database: 'available' })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(/^the database heartlab-sydney-ingest exists already: IngestStack-sydney/),
      remedy: expect.stringMatching(
        /modify-db-instance --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest --new-db-instance-identifier heartlab-sydney-ingest-old/,
      ),
    },
  ]);
});

test.each([
  [
    { alarms: ['heartlab-auckland-heart-one-tunnel-down'] },
    'the alarm heartlab-auckland-heart-one-tunnel-down',
    'aws cloudwatch delete-alarms --region ap-southeast-2 --alarm-names heartlab-auckland-heart-one-tunnel-down',
  ],
  [{ composite: ['heartlab-auckland-heart-cut-off'] }, 'the alarm heartlab-auckland-heart-cut-off', 'delete-alarms'],
  [
    { dashboards: ['heartlab-auckland-heart'] },
    'the dashboard heartlab-auckland-heart',
    'aws cloudwatch delete-dashboards --region ap-southeast-2 --dashboard-names heartlab-auckland-heart',
  ],
])(
  'fails for a resource without content to keep, with the command that deletes it (%p)',
  async (left, found, remedy) => {
    expect(await rows(left)).toEqual([
      { outcome: 'FAIL', found: expect.stringContaining(found), remedy: expect.stringContaining(remedy) },
    ]);
  },
);

test('fails for a trust store with the same name', async () => {
  const [name] = stacks.flatMap(({ resources }) =>
    resources.flatMap(({ type, properties: { Name } }) => (type.endsWith('::TrustStore') ? [String(Name)] : [])),
  );
  expect(name).toMatch(/^IngestStack/);
  expect(await rows({ trustStores: [name ?? ''] })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringContaining(`the trust store ${name} exists already`),
      remedy: expect.stringContaining('aws elbv2 delete-trust-store'),
    },
  ]);
});

test('makes no call if the stacks already have all their resources', async () => {
  const { rows: found, calls } = await checked(leftoversCheck, {
    environment,
    sites,
    stacks,
    answers: deployedStacks(stacks),
  });
  expect(found).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
  expect(calls.filter(({ action }) => !action.startsWith('cloudformation:')).map(({ action }) => action)).toEqual([
    'sts:GetCallerIdentity',
  ]);
});

test('each kind is unanswered separately if AWS denies its call', async () => {
  const { rows: found } = await checked(leftoversCheck, { environment, sites, stacks, answers: noStacks });
  expect(found.map((row) => /^([a-z ]+): the credentials may not (\S+)/.exec(row.found)?.slice(1))).toEqual([
    ['log groups', 'logs:DescribeLogGroups'],
    ['secrets', 'secretsmanager:ListSecrets'],
    ['databases', 'rds:DescribeDBInstances'],
    ['alarms', 'cloudwatch:DescribeAlarms'],
    ['dashboards', 'cloudwatch:ListDashboards'],
    ['trust stores', 'elasticloadbalancing:DescribeTrustStores'],
  ]);
  for (const row of found) expect(row).toEqual(expect.objectContaining({ outcome: 'SKIPPED', unanswered: true }));
});
