import { hostedZone } from '../../../lib/preflight/checks/hosted-zone';
import { anEnvironment, aSite, INGEST } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const ZONE = 'Z0123456789ABCDEFGHIJ';
const environment = anEnvironment({ ingest: { ...INGEST, hostedZoneId: ZONE } });
const stacks = plannedStacks([aSite()], [environment]);
const HOST = `auckland-heart.${INGEST.domain}`;
const NS = { Name: `${INGEST.domain}.`, Type: 'NS', ResourceRecords: [{ Value: 'ns-1.awsdns-01.org.' }] };

interface Zone {
  readonly name?: string;
  readonly isPrivate?: boolean;
  readonly records?: readonly object[];
}
const zone = ({ name = INGEST.domain, isPrivate = false, records = [NS] }: Zone = {}): Answers => ({
  ...noStacks,
  'route53:GetHostedZone': ({ get }) => ({
    HostedZone: {
      Id: `/hostedzone/${get('Id')}`,
      Name: `${name}.`,
      CallerReference: 'x',
      Config: { PrivateZone: isPrivate },
    },
  }),
  'route53:ListResourceRecordSets': () => ({ ResourceRecordSets: records, IsTruncated: false, MaxItems: 300 }),
});
const found = async (answers: Answers) => (await checked(hostedZone, { environment, stacks, answers })).rows;

test.each([INGEST.domain, 'sydney.heartlab.example', 'heartlab.example'])(
  'passes for the public zone of %s',
  async (name) => {
    const records =
      name === INGEST.domain ? [NS] : [{ Name: `another.${INGEST.domain}.`, Type: 'A', ResourceRecords: [] }];
    expect(await found(zone({ name, records }))).toEqual([
      { outcome: 'PASS', found: `${ZONE} is the public zone of ${name}` },
    ]);
  },
);

const other = {
  outcome: 'FAIL',
  remedy: expect.stringContaining(`list-hosted-zones-by-name --dns-name ${INGEST.domain}`),
};

test('fails if the account has no such zone', async () => {
  const answers = {
    ...zone(),
    'route53:GetHostedZone': () => {
      throw new Refusal(404, 'NoSuchHostedZone', 'No hosted zone found');
    },
  };
  expect(await found(answers)).toEqual([
    { ...other, found: `there is no hosted zone ${ZONE} in account 111122223333` },
  ]);
});

test('fails for a private zone', async () => {
  expect(await found(zone({ isPrivate: true }))).toEqual([
    { ...other, found: `hosted zone ${ZONE} is private: hospitals can't resolve its names` },
  ]);
});

test.each(['melbourne.heartlab.example', 'gest.sydney.heartlab.example', `below.${INGEST.domain}`])(
  'fails for the zone of %s, which does not contain the domain',
  async (name) => {
    expect(await found(zone({ name }))).toEqual([
      { ...other, found: `hosted zone ${ZONE} is for ${name}, which does not contain ${INGEST.domain}` },
    ]);
  },
);

test.each([INGEST.domain, 'sydney.heartlab.example'])('warns if %s is delegated to other servers', async (name) => {
  const records = [
    {
      Name: `${name}.`,
      Type: 'NS',
      ResourceRecords: [{ Value: 'ns1.other.example.' }, { Value: 'ns2.other.example' }],
    },
  ];
  expect(await found(zone({ name: 'heartlab.example', records }))).toEqual([
    {
      outcome: 'WARN',
      found: `${name} is delegated to ns1.other.example, ns2.other.example: resolvers do not find records of ${INGEST.domain} in this zone`,
      remedy: `write the id of the zone of ${name} in ingest.hostedZoneId`,
    },
  ]);
});

describe('a name of a site', () => {
  const A = {
    Name: `${HOST}.`,
    Type: 'A',
    AliasTarget: { DNSName: 'vpce-1.example.', HostedZoneId: 'Z1', EvaluateTargetHealth: false },
  };

  test.each([
    ['an alias', A, 'A, to vpce-1.example'],
    [
      'a CNAME',
      { Name: `${HOST}.`, Type: 'CNAME', ResourceRecords: [{ Value: 'old.example' }] },
      'CNAME, to old.example',
    ],
  ])('fails if it is %s that its own stack did not create', async (_, record, text) => {
    expect(await found(zone({ records: [NS, record] }))).toEqual([
      {
        outcome: 'FAIL',
        found: `${HOST} already has a record ${text}, which SiteStack-auckland-heart did not create`,
        remedy: expect.stringContaining(`--hosted-zone-id ${ZONE}`),
      },
    ]);
  });

  test('passes if its own stack created it', async () => {
    expect(await found({ ...zone({ records: [NS, A] }), ...deployedStacks(stacks) })).toEqual([
      expect.objectContaining({ outcome: 'PASS' }),
    ]);
  });

  test('passes beside a record of another type, a wildcard and another site', async () => {
    const records = [
      { Name: `${HOST}.`, Type: 'TXT', ResourceRecords: [{ Value: '"x"' }] },
      { ...A, Name: `\\052.${INGEST.domain}.` },
      { ...A, Name: `another.${INGEST.domain}.` },
    ];
    expect(await found(zone({ records }))).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
  });

  test('is found on a later page, and the first record outside the domain ends the query', async () => {
    const pages = [
      { ResourceRecordSets: [NS], IsTruncated: true, MaxItems: 1, NextRecordName: `${HOST}.`, NextRecordType: 'A' },
      {
        ResourceRecordSets: [A],
        IsTruncated: true,
        MaxItems: 1,
        NextRecordName: 'zz.heartlab.example.',
        NextRecordType: 'A',
      },
      {
        ResourceRecordSets: [{ ...A, Name: 'zz.heartlab.example.' }],
        IsTruncated: true,
        MaxItems: 1,
        NextRecordName: 'zzz.heartlab.example.',
        NextRecordType: 'A',
      },
    ];
    const rest = [...pages];
    const answers = { ...zone(), 'route53:ListResourceRecordSets': () => rest.shift() ?? pages[0] ?? {} };
    const { rows, calls } = await checked(hostedZone, { environment, stacks, answers });
    expect(rows).toEqual([expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining(HOST) })]);
    expect(calls.filter(({ action }) => action === 'route53:ListResourceRecordSets')).toHaveLength(3);
  });
});

test('is skipped without a zone', async () => {
  expect((await checked(hostedZone, { answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('no hosted zone'), unanswered: false },
  ]);
});

test.each(['route53:GetHostedZone', 'route53:ListResourceRecordSets'])(
  'is unanswered if AWS denies %s',
  async (action) => {
    const answers = Object.fromEntries(Object.entries(zone()).filter(([name]) => name !== action));
    expect(await found(answers)).toEqual([
      {
        outcome: 'SKIPPED',
        found: expect.stringContaining(`may not ${action} in account 111122223333`),
        unanswered: true,
      },
    ]);
  },
);
