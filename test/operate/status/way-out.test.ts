import fc from 'fast-check';
import type { StuckFacts } from '../../../lib/operate/status/stuck';
import { STACK_STATES, wayOut } from '../../../lib/operate/status/way-out';
import { Refusal } from '../../support/fake-aws/http-wire';
import { runStatus } from '../../support/programs/operate-commands';
import { AGAIN, commandsOf, DELETES, failed, GO_ON, REMOVE, STACK, told, type WorldChange } from './stuck-stacks';

/** The issue's rule: the way out is printed, and never one that deletes a connection which a hospital uses. */

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
    const lost: WorldChange = (world) => {
      world.resourceStates.set(world.site().vpn?.id ?? '', 'DELETE_COMPLETE');
      world.tunnel(1).status = 'UP';
      world.site().interfaces.clear();
    };
    const { site } = await told(failed('ROLLBACK_COMPLETE', lost));
    expect(commandsOf(site?.wayOut)).toContain(REMOVE[1]);
  });
});

describe('a stack with a connection that a hospital uses', () => {
  const used: readonly (readonly [string, WorldChange, RegExp])[] = [
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
    const denied: WorldChange = (world) => {
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
    const up: WorldChange = (world) => Object.assign(world.tunnel(1), { status: 'UP' });
    const at =
      (day: string): WorldChange =>
      (world) => {
        world.stackUpdated = new Date(`2026-11-${day}T00:00:00Z`);
      };
    const older = await told(failed('UPDATE_FAILED', up, at('21')));
    expect(commandsOf(older.site?.wayOut)).toContain(`npx cdk rollback ${STACK}`);
    const newer = await told(failed('UPDATE_FAILED', up, at('19')));
    expect(commandsOf(newer.site?.wayOut)).not.toContain(`npx cdk rollback ${STACK}`);
  });

  test('a first deploy that was gone on with has nothing to go back to: its rollback is not offered while a tunnel is up', async () => {
    const up: WorldChange = (world) => {
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
