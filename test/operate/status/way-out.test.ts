import fc from 'fast-check';
import type { EnvironmentRow } from '../../../lib/operate/status/environment';
import type { StatusRow } from '../../../lib/operate/status/row';
import type { StackWayOut, StuckFacts } from '../../../lib/operate/status/stuck';
import { STACK_STATES, wayOut } from '../../../lib/operate/status/way-out';
import { aDirectSite, aManagedEnvironment, aSite, TWO_INTERFACES } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { World } from '../../support/fake-aws/operate-world';
import { filesOf, runStatus } from '../../support/programs/operate-commands';

/** The issue's rule: the way out is printed, and never one that deletes a connection which a hospital uses. */

const MANAGED = aManagedEnvironment();
const BOTH = aDirectSite(TWO_INTERFACES, { vpn: aSite().vpn });
const STACK = 'SiteStack-auckland-heart';

/** What takes away a stack, what it holds, or what keeps it from that. */
const DELETES = /delete-|cdk rollback|no-enable-termination-protection|no-deletion-protection|Value=false|FORCE/;
const REMOVE = [
  `aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name ${STACK} --no-enable-termination-protection`,
  `aws cloudformation delete-stack --region ap-southeast-2 --stack-name ${STACK}`,
  `aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name ${STACK}`,
];
const AGAIN = `npx cdk deploy --exclusively --import-existing-resources ${STACK}`;
const GO_ON = `npx cdk deploy --exclusively --no-rollback ${STACK}`;

type Change = (world: World) => void;
const down: Change = (world) => {
  for (const number of [1, 2] as const) world.tunnel(number).status = 'DOWN';
  for (const name of ['primary', 'secondary']) Object.assign(world.interfaceOf(name), { state: 'down', bgp: 'down' });
};

/** The site's stack in that state, with a connection that no hospital ever used; a stack never deployed has no outputs. */
function failed(status: string, ...changes: readonly Change[]) {
  const world = new World([BOTH, MANAGED]);
  const state = world.site();
  state.stackStatus = status;
  if (!status.startsWith('UPDATE')) state.outputs = {};
  down(world);
  for (const change of changes) change(world);
  return { world, folder: filesOf([BOTH, MANAGED]) };
}

async function told({ world, folder }: ReturnType<typeof failed>) {
  const { code, out } = await runStatus(world, folder, { json: true });
  const { sites, environments } = JSON.parse(out) as { sites: StatusRow[]; environments: EnvironmentRow[] };
  return { code, site: sites[0], environments };
}
const commandsOf = (way: StackWayOut | null | undefined): readonly string[] =>
  (way?.steps ?? []).flatMap(({ commands }) => commands);

describe('the stack of a site that no hospital uses', () => {
  test.each<readonly [string, readonly string[]]>([
    ['ROLLBACK_COMPLETE', [...REMOVE, AGAIN]],
    ['ROLLBACK_FAILED', [...REMOVE, AGAIN]],
    ['CREATE_FAILED', [GO_ON, `npx cdk rollback ${STACK}`]],
    ['UPDATE_FAILED', [GO_ON, `npx cdk rollback ${STACK}`]],
    [
      'UPDATE_ROLLBACK_FAILED',
      [`aws cloudformation continue-update-rollback --region ap-southeast-2 --stack-name ${STACK}`],
    ],
    [
      'DELETE_FAILED',
      [
        ...REMOVE,
        `aws cloudformation delete-stack --region ap-southeast-2 --stack-name ${STACK} --deletion-mode FORCE_DELETE_STACK`,
        `aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name ${STACK}`,
      ],
    ],
  ])('%s: its events, and then these commands', async (status, commands) => {
    const { site, code } = await told(failed(status));
    expect(code).toBe(2);
    const [events, ...rest] = commandsOf(site?.wayOut);
    expect(events).toMatch(
      /^aws cloudformation describe-stack-events .* --stack-name SiteStack-auckland-heart --query "/,
    );
    expect(rest).toEqual(commands);
  });

  test('every state that has a way out is tried here', () => {
    expect([...STACK_STATES.keys()].sort()).toEqual([
      'CREATE_FAILED',
      'DELETE_FAILED',
      'ROLLBACK_COMPLETE',
      'ROLLBACK_FAILED',
      'UPDATE_FAILED',
      'UPDATE_ROLLBACK_FAILED',
    ]);
  });

  test('connection and interfaces that are gone, or deleted by the rollback, are no hindrance', async () => {
    const lost: Change = (world) => {
      world.resourceStates.set(world.site().vpn?.id ?? '', 'DELETE_COMPLETE');
      world.tunnel(1).status = 'UP';
      world.site().interfaces.clear();
    };
    const { site } = await told(failed('ROLLBACK_COMPLETE', lost));
    expect(commandsOf(site?.wayOut)).toContain(REMOVE[1]);
  });
});

describe('a stack with a connection that a hospital uses', () => {
  const used: readonly (readonly [string, Change, RegExp])[] = [
    [
      'a tunnel that is up',
      (world) => Object.assign(world.tunnel(2), { status: 'UP' }),
      /tunnel 198\.51\.100\.\d+ is up/,
    ],
    [
      'a tunnel that was up once',
      (world) => world.usedOnce.add(world.site().vpn?.id ?? ''),
      /VPN connection vpn-\d+: a tunnel was up in the last 455 days/,
    ],
    [
      'an interface that is available',
      (world) => Object.assign(world.interfaceOf(), { state: 'available' }),
      /virtual interface dxvif-\d+: it is available/,
    ],
    [
      'an interface whose failover is being tested',
      (world) => Object.assign(world.interfaceOf(), { state: 'testing' }),
      /virtual interface dxvif-\d+: it is testing/,
    ],
    [
      'a BGP session that is up',
      (world) => Object.assign(world.interfaceOf('secondary'), { bgp: 'up' }),
      /virtual interface dxvif-\d+: its BGP session is up/,
    ],
    [
      'an interface that carried something',
      (world) => world.usedOnce.add(world.interfaceOf('secondary').id),
      /virtual interface dxvif-\d+: it carried traffic in the last 14 days/,
    ],
    [
      'a tunnel without a state',
      (world) => Object.assign(world.tunnel(1), { status: undefined }),
      /a hospital may use VPN connection vpn-\d+: EC2 does not return/,
    ],
    [
      'an interface without a state',
      (world) => Object.assign(world.interfaceOf(), { bgp: 'unknown' }),
      /a hospital may use virtual interface dxvif-\d+: Direct Connect does not return/,
    ],
  ];
  const states = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED'];

  test.each(used.flatMap((one) => states.map((state) => [state, ...one] as const)))(
    '%s, %s: nothing is deleted',
    async (status, _, change, why) => {
      const { site } = await told(failed(status, change));
      expect(site?.wayOut?.says).toMatch(why);
      expect(site?.wayOut?.says).toMatch(/Don't delete it .*docs\/first-deploy\.md/);
      const commands = commandsOf(site?.wayOut);
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(command).not.toMatch(DELETES);
    },
  );

  test.each(
    [
      'cloudformation:ListStackResources',
      'ec2:DescribeVpnConnections',
      'directconnect:DescribeVirtualInterfaces',
      'cloudwatch:GetMetricData',
    ].flatMap((action) => states.map((state) => [action, state] as const)),
  )('where %s is denied and the stack is %s, nothing is deleted either', async (action, status) => {
    const denied: Change = (world) => {
      world.trouble = (call) => {
        if (call.action === action) throw new Refusal(403, 'AccessDenied');
      };
    };
    const { site } = await told(failed(status, denied));
    expect(site?.wayOut?.says).toContain(`it is unknown whether a hospital uses it: the credentials may not ${action}`);
    const commands = commandsOf(site?.wayOut);
    expect(commands.some((command) => command.startsWith('aws ec2 describe-vpn-connections'))).toBe(true);
    for (const command of commands) expect(command).not.toMatch(DELETES);
  });

  test('a paused update goes back where the connection is older than it, and not where it made the connection', async () => {
    const up: Change = (world) => Object.assign(world.tunnel(1), { status: 'UP' });
    const at =
      (day: string): Change =>
      (world) => {
        world.stackUpdated = new Date(`2026-11-${day}T00:00:00Z`);
      };
    const older = await told(failed('UPDATE_FAILED', up, at('21')));
    expect(commandsOf(older.site?.wayOut)).toContain(`npx cdk rollback ${STACK}`);
    const newer = await told(failed('UPDATE_FAILED', up, at('19')));
    expect(commandsOf(newer.site?.wayOut)).not.toContain(`npx cdk rollback ${STACK}`);
  });

  test('a first deploy that was gone on with has nothing to go back to: its rollback is not offered while a tunnel is up', async () => {
    const up: Change = (world) => {
      Object.assign(world.tunnel(1), { status: 'UP' });
      world.stackUpdated = new Date('2026-11-21T00:00:00Z');
      world.site().outputs = {};
    };
    const { site } = await told(failed('UPDATE_FAILED', up));
    const commands = commandsOf(site?.wayOut);
    expect(site?.wayOut?.says).toMatch(/the first deploy failed, .*a hospital uses VPN connection/);
    expect(commands).toContain(GO_ON);
    for (const command of commands) expect(command).not.toMatch(DELETES);
  });

  test('a first deploy that is paused has no outputs, and the hospital is not called cut off where a tunnel is up', async () => {
    const { site } = await told(failed('CREATE_FAILED', (world) => Object.assign(world.tunnel(1), { status: 'UP' })));
    expect(site?.tunnels.map(({ state }) => state)).toEqual(['UP', 'DOWN']);
    expect(site?.virtualInterfaces.map(({ state }) => state)).toEqual(['down', 'down']);
    expect(site?.reasons.map(({ id }) => id)).toContain('stack-failed');
    expect(site?.reasons.map(({ id }) => id)).not.toContain('cut-off');
    expect(site?.reasons.map(({ says }) => says).join()).not.toMatch(/npx cdk deploy/);
  });
});

describe('the stacks that the sites share', () => {
  const sharing = (name: string, status: string | undefined, ...changes: readonly Change[]) => {
    const world = new World([BOTH, MANAGED]);
    world.sharedStacks.set(name, status);
    for (const change of changes) change(world);
    return { world, folder: filesOf([BOTH, MANAGED]) };
  };

  test('are named, green, where they are well', async () => {
    const { code, environments } = await told(sharing('PlatformStack-sydney', 'UPDATE_COMPLETE'));
    expect(code).toBe(0);
    expect(environments).toEqual([
      {
        environment: 'sydney',
        colour: 'green',
        reasons: [],
        stacks: [
          { name: 'PlatformStack-sydney', status: 'UPDATE_COMPLETE', wayOut: null },
          { name: 'IngestStack-sydney', status: 'CREATE_COMPLETE', wayOut: null },
        ],
      },
    ]);
  });

  test.each<readonly [string, string | undefined, string, string, number]>([
    ['PlatformStack-sydney', undefined, 'not-deployed', 'red', 2],
    ['PlatformStack-sydney', 'ROLLBACK_COMPLETE', 'stack-failed', 'red', 2],
    ['IngestStack-sydney', 'UPDATE_ROLLBACK_COMPLETE', 'stack-rolled-back', 'yellow', 1],
    ['IngestStack-sydney', 'UPDATE_IN_PROGRESS', 'stack-changing', 'yellow', 1],
    ['IngestStack-sydney', 'SOMETHING_NEW', 'stack-unusual', 'yellow', 1],
  ])('%s in %s is told once, and gives the exit code', async (name, status, id, colour, code) => {
    const world = sharing(name, status);
    const found = await told(world);
    expect(found).toMatchObject({ code, site: { colour: 'green' }, environments: [{ colour, reasons: [{ id }] }] });
    const { out } = await runStatus(world.world, world.folder);
    expect(out.match(new RegExp(`${name} is|cdk deploy --exclusively ${name}`, 'g'))).toHaveLength(1);
    expect(out).toMatch(new RegExp(`^environment sydney {2}${colour.toUpperCase()}$`, 'm'));
  });

  test('a paused ingest: protections go first, by their names, and no rollback that would delete the key of the studies', async () => {
    const { environments } = await told(sharing('IngestStack-sydney', 'CREATE_FAILED'));
    const commands = commandsOf(environments[0]?.stacks[1]?.wayOut);
    expect(commands.slice(1)).toEqual([
      'npx cdk deploy --exclusively --no-rollback IngestStack-sydney',
      'aws rds wait db-instance-available --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest',
      'aws rds modify-db-instance --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest --no-deletion-protection --apply-immediately',
      'aws rds delete-db-instance --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest --final-db-snapshot-identifier heartlab-sydney-ingest-final',
      'aws rds wait db-instance-deleted --region ap-southeast-2 --db-instance-identifier heartlab-sydney-ingest',
      'aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name IngestStack-sydney --no-enable-termination-protection',
      'aws cloudformation delete-stack --region ap-southeast-2 --stack-name IngestStack-sydney',
      'aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name IngestStack-sydney',
      'npx cdk deploy --exclusively --import-existing-resources --no-rollback IngestStack-sydney',
    ]);
  });

  test.each(['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'an ingest in %s from which a cell imports is not deleted',
    async (status) => {
      const importedBy = (...importers: string[]) =>
        told(sharing('IngestStack-sydney', status, (world) => world.importers.push(...importers)));
      const way = (await importedBy('CellStack-alpha', 'CellStack-alpha-2')).environments[0]?.stacks[1]?.wayOut;
      expect(way?.says).toMatch(
        /the ingest IngestStack-sydney: cells import from it: CellStack-alpha, CellStack-alpha-2/,
      );
      for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
      expect(commandsOf(way).at(-1)).toBe(
        'aws cloudformation list-imports --region ap-southeast-2 --export-name heartlab-sydney-ingest-cluster-name --output text',
      );
      expect(commandsOf((await importedBy()).environments[0]?.stacks[1]?.wayOut).join()).toMatch(DELETES);
    },
  );

  test('an ingest whose cells are not told is not deleted', async () => {
    const { environments } = await told(
      sharing('IngestStack-sydney', 'ROLLBACK_FAILED', (world) => {
        world.trouble = (call) => {
          if (call.action === 'cloudformation:ListImports') throw new Refusal(403, 'AccessDenied');
        };
      }),
    );
    const way = environments[0]?.stacks[1]?.wayOut;
    expect(way?.says).toContain('the credentials may not cloudformation:ListImports');
    for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
  });
});

describe('the cell of a site', () => {
  const CELL = 'CellStack-auckland-heart';
  const cellIn = (status: string, ...changes: readonly Change[]) => {
    const world = new World([BOTH, MANAGED]);
    world.site().cellStatus = status;
    world.site().cellWasComplete = status.startsWith('UPDATE');
    for (const change of changes) change(world);
    return { world, folder: filesOf([BOTH, MANAGED]) };
  };
  const connected =
    (state: string): Change =>
    (world) => {
      world.endpointConnections.push({ id: 'vpce-0', state: 'deleted' }, { id: 'vpce-1', state });
    };
  const wayOf = async (world: ReturnType<typeof cellIn>) => (await told(world)).site?.cell?.wayOut;

  test('a first create that was rolled back: delete it, and deploy it again', async () => {
    expect(commandsOf(await wayOf(cellIn('ROLLBACK_COMPLETE'))).slice(1)).toEqual([
      `aws cloudformation update-termination-protection --region ap-southeast-2 --stack-name ${CELL} --no-enable-termination-protection`,
      `aws cloudformation delete-stack --region ap-southeast-2 --stack-name ${CELL}`,
      `aws cloudformation wait stack-delete-complete --region ap-southeast-2 --stack-name ${CELL}`,
      `npx cdk deploy --exclusively --import-existing-resources ${CELL}`,
    ]);
  });

  test('one that is paused goes on, with another image too', async () => {
    const way = await wayOf(cellIn('CREATE_FAILED'));
    expect(way?.steps[1]).toEqual({
      says: expect.stringMatching(/Another image is accepted/),
      commands: [`npx cdk deploy --exclusively --no-rollback ${CELL}`],
    });
    expect(commandsOf(way).at(-1)).toBe(`npx cdk rollback ${CELL}`);
  });

  test.each(['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'in %s with the hospital’s endpoint connected it is not deleted',
    async (status) => {
      for (const state of ['available', 'pendingAcceptance']) {
        const way = await wayOf(cellIn(status, connected(state)));
        expect(way?.says).toMatch(/endpoint service vpce-svc-auckland-heart: endpoints are connected: vpce-1\./);
        for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
      }
      expect(commandsOf(await wayOf(cellIn(status, connected('rejected')))).join()).toMatch(DELETES);
    },
  );

  test('whose endpoints are not told is not deleted', async () => {
    const way = await wayOf(
      cellIn('ROLLBACK_FAILED', (world) => {
        world.trouble = (call) => {
          if (call.action === 'ec2:DescribeVpcEndpointConnections') throw new Refusal(403, 'UnauthorizedOperation');
        };
      }),
    );
    expect(way?.says).toContain('the credentials may not ec2:DescribeVpcEndpointConnections');
    for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
  });

  test('the tunnels of its hospital are no matter of its own', async () => {
    const up: Change = (world) => Object.assign(world.tunnel(1), { status: 'UP' });
    expect(commandsOf(await wayOf(cellIn('ROLLBACK_COMPLETE', up))).join()).toMatch(DELETES);
  });
});

describe('the text', () => {
  test('has every command on a line of its own, whole', async () => {
    const found = failed('ROLLBACK_FAILED', (world) => world.sharedStacks.set('PlatformStack-sydney', 'CREATE_FAILED'));
    const { site, environments } = await told(found);
    const lines = (await runStatus(found.world, found.folder)).out.split('\n').map((line) => line.trim());
    const commands = [...commandsOf(site?.wayOut), ...commandsOf(environments[0]?.stacks[0]?.wayOut)];
    expect(commands).toHaveLength(5 + 3);
    for (const command of commands) expect(lines).toContain(command);
  });
});

const use = fc.record({
  what: fc.string(),
  use: fc.constantFrom('used' as const, 'not-known' as const),
  because: fc.string(),
});
const stuck: fc.Arbitrary<StuckFacts> = fc.record({
  connections: fc.array(use, { minLength: 1 }),
  databases: fc.array(fc.constant('heartlab-x-ingest'), { maxLength: 1 }),
});

test('whatever else is so, what a hospital uses or may use is never deleted', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...STACK_STATES.keys()),
      fc.constantFrom('site' as const, 'cell' as const, 'platform' as const, 'ingest' as const),
      fc.oneof(
        stuck.map((value) => ({ value })),
        fc.string().map((failure) => ({ failure })),
        fc.constant(undefined),
      ),
      (status, kind, held) => {
        const way = wayOut({ kind, name: 'Stack', status, region: 'ap-southeast-2' }, held);
        expect(way?.says).toMatch(/^Stack: /);
        for (const command of commandsOf(way)) expect(command).not.toMatch(DELETES);
      },
    ),
  ));
