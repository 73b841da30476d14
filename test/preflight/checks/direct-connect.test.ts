import type { Site } from '../../../lib/config/model';
import { directConnect } from '../../../lib/preflight/checks/direct-connect';
import { aDirectSite, anEnvironment, anInterface, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const LINE = 'dxcon-fg1a2b3c';
const site = aDirectSite([anInterface()]);
const onLag = aDirectSite([anInterface({ connectionId: 'dxlag-fj7g8h9k' })]);
const withKey = aDirectSite([anInterface({ authKeySecret: 'partner/auckland-key' })]);
const live = (changes: object = {}) => ({
  virtualInterfaceId: 'dxvif-1',
  virtualInterfaceName: 'others',
  virtualInterfaceState: 'available',
  virtualInterfaceType: 'private',
  vlan: 200,
  ownerAccount: '444455556666',
  connectionId: LINE,
  // Values that no row may show.
  authKey: '5ecre7',
  customerRouterConfig: '<config>5ecre7</config>',
  bgpPeers: [{ authKey: '5ecre7' }],
  ...changes,
});

interface Lines {
  readonly connection?: object;
  readonly interfaces?: readonly object[];
}
const account = ({ connection = {}, interfaces = [] }: Lines = {}): Answers => ({
  ...noStacks,
  'directconnect:DescribeConnections': () => ({
    connections: [
      { connectionId: 'dxcon-other000', connectionState: 'available' },
      { connectionId: LINE, connectionState: 'available', ...connection },
    ],
  }),
  'directconnect:DescribeLags': () => ({ lags: [{ lagId: 'dxlag-fj7g8h9k', lagState: 'available', ...connection }] }),
  'directconnect:DescribeVirtualInterfaces': () => ({ virtualInterfaces: interfaces }),
});

async function rows(answers: Answers, sites: readonly Site[] = [site]) {
  const answer = await checked(directConnect, { sites, answers });
  expect(JSON.stringify(answer.rows)).not.toContain('5ecre7');
  return answer.rows;
}
const PASS = [{ outcome: 'PASS', found: `${LINE}: available, with the VLANs free` }];

test('passes on an available connection beside other VLANs, and beside a deleted interface with this one', async () => {
  expect(await rows(account({ interfaces: [live(), live({ vlan: 101, virtualInterfaceState: 'deleted' })] }))).toEqual(
    PASS,
  );
});

test('passes on a LAG, without a query for connections', async () => {
  const { rows: found, calls } = await checked(directConnect, { sites: [onLag], answers: account() });
  expect(found).toEqual([{ outcome: 'PASS', found: 'dxlag-fj7g8h9k: available, with the VLANs free' }]);
  expect(calls.map(({ action }) => action)).not.toContain('directconnect:DescribeConnections');
});

test.each([
  [site, LINE, 'describe-connections'],
  [onLag, 'dxlag-fj7g8h9k', 'describe-lags'],
])('fails if the account has no such connection', async (one, id, command) => {
  const answers: Answers = {
    ...account(),
    'directconnect:DescribeConnections': () => ({ connections: [] }),
    'directconnect:DescribeLags': () => ({ lags: [] }),
  };
  expect(await rows(answers, [one])).toEqual([
    {
      outcome: 'FAIL',
      found: `there is no ${id} in account 111122223333, ap-southeast-2`,
      remedy: expect.stringContaining(command),
    },
  ]);
});

test.each([
  ['ordering', 'aws directconnect confirm-connection --connection-id dxcon-fg1a2b3c --region ap-southeast-2'],
  ['pending', 'aws directconnect describe-connections --connection-id dxcon-fg1a2b3c'],
  ['deleting', 'describe-connections'],
])('fails while the connection is %s', async (connectionState, remedy) => {
  expect(await rows(account({ connection: { connectionState } }))).toEqual([
    {
      outcome: 'FAIL',
      found: `${LINE} is ${connectionState}; virtual interfaces require an available connection`,
      remedy: expect.stringContaining(remedy),
    },
  ]);
});

test('warns while the connection is down', async () => {
  expect(await rows(account({ connection: { connectionState: 'down' } }))).toEqual([
    {
      outcome: 'WARN',
      found: `${LINE} is down: the interfaces can be created, but carry no traffic`,
      remedy: expect.stringContaining(LINE),
    },
  ]);
});

test('fails if the VLAN is in use, and names the user', async () => {
  expect(await rows(account({ interfaces: [live({ vlan: 101 })] }))).toEqual([
    {
      outcome: 'FAIL',
      found: `site auckland-heart needs VLAN 101 on ${LINE} for primary, but dxvif-1 (others, account 444455556666) uses it`,
      remedy: expect.stringContaining('delete-virtual-interface --virtual-interface-id dxvif-1'),
    },
  ]);
});

test("passes if the site's own interface uses the VLAN, by its id or its ARN", async () => {
  const stacks = plannedStacks([site], [anEnvironment()]);
  const deployed = deployedStacks(stacks);
  const answers = { ...account({ interfaces: [live({ vlan: 101, virtualInterfaceId: 'dxvif-own' })] }), ...deployed };
  for (const PhysicalResourceId of ['dxvif-own', 'arn:aws:directconnect:ap-southeast-2:111122223333:dxvif/dxvif-own']) {
    const own: Answers = {
      ...answers,
      'cloudformation:ListStackResources': () => ({
        StackResourceSummaries: [
          { LogicalResourceId: 'VirtualInterfacePrimary', ResourceStatus: 'CREATE_COMPLETE', PhysicalResourceId },
        ],
      }),
    };
    expect((await checked(directConnect, { sites: [site], stacks, answers: own })).rows).toEqual(PASS);
  }
});

test('fails if the connection is at its limit; transit interfaces have their own limit', async () => {
  const many = (count: number, type = 'private') =>
    Array.from({ length: count }, (_, index) =>
      live({ virtualInterfaceId: `dxvif-${type}-${index}`, vlan: 1000 + index, virtualInterfaceType: type }),
    );
  expect(await rows(account({ interfaces: [...many(49), ...many(4, 'transit')] }))).toEqual(PASS);
  expect(await rows(account({ interfaces: many(50) }))).toEqual([
    {
      outcome: 'FAIL',
      found: `${LINE}: 50 virtual interfaces used and 1 added, 50 allowed`,
      remedy:
        'AWS does not raise this quota: order another connection, and set it as connectionId of some of the sites',
    },
  ]);
});

test('a hosted connection carries one interface, with the VLAN of the partner', async () => {
  expect(await rows(account({ connection: { vlan: 101 } }))).toEqual(PASS);
  expect(
    await rows(account({ connection: { vlan: 101 }, interfaces: [live({ virtualInterfaceType: 'public' })] })),
  ).toEqual([
    { outcome: 'FAIL', found: `${LINE}: 1 virtual interfaces used and 1 added, 1 allowed`, remedy: expect.any(String) },
  ]);
  expect(await rows(account({ connection: { vlan: 300 } }))).toEqual([
    {
      outcome: 'WARN',
      found: `${LINE} is a hosted connection with VLAN 300, but site auckland-heart has VLAN 101`,
      remedy: 'write the VLAN that the Direct Connect partner assigned',
    },
  ]);
});

describe('the secret of a BGP key', () => {
  const secret = (answer: () => object): Answers => ({ ...account(), 'secretsmanager:DescribeSecret': answer });

  test('passes if it exists', async () => {
    expect(
      await rows(
        secret(() => ({ Name: 'partner/auckland-key' })),
        [withKey],
      ),
    ).toEqual(PASS);
  });

  test('fails if it does not exist', async () => {
    const absent = () => {
      throw new Refusal(400, 'ResourceNotFoundException', "can't find the secret");
    };
    expect(await rows(secret(absent), [withKey])).toEqual([
      {
        outcome: 'FAIL',
        found:
          'the BGP key of primary of site auckland-heart (authKeySecret): there is no such secret in ap-southeast-2',
        remedy: expect.stringContaining('leave authKeySecret out'),
      },
    ]);
  });

  test('fails if its deletion is scheduled', async () => {
    expect(
      await rows(
        secret(() => ({ Name: 'x', DeletedDate: new Date() })),
        [withKey],
      ),
    ).toEqual([
      {
        outcome: 'FAIL',
        found: expect.stringContaining('scheduled for deletion'),
        remedy: expect.stringContaining('aws secretsmanager restore-secret'),
      },
    ]);
  });

  test('is unanswered if AWS denies the call', async () => {
    expect(await rows(account(), [withKey])).toEqual([
      {
        outcome: 'SKIPPED',
        found: expect.stringMatching(/authKeySecret\): the credentials may not secretsmanager:DescribeSecret/),
        unanswered: true,
      },
    ]);
  });
});

test('is skipped if no site has Direct Connect', async () => {
  expect((await checked(directConnect, { sites: [aSite()], answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: 'no site has directConnect', unanswered: false },
  ]);
});

test.each([
  ['directconnect:DescribeConnections', site],
  ['directconnect:DescribeLags', onLag],
  ['directconnect:DescribeVirtualInterfaces', site],
])('is unanswered if AWS denies %s', async (action, one) => {
  const answers = Object.fromEntries(Object.entries(account()).filter(([name]) => name !== action));
  expect(await rows(answers, [one])).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringContaining(`may not ${action} in account 111122223333`),
      unanswered: true,
    },
  ]);
});
