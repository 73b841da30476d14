import { CfnResource, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { CfnVPNConnection, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { NagPack } from 'cdk-nag';
import { HeartLabChecks } from '../../lib/compliance/heartlab-checks';
import type { ValidationReport } from '../../lib/compliance/validation-report';
import { readValidationReport } from '../../lib/compliance/validation-report';
import { HEARTLAB_RULE_IDS } from '../../lib/config/heartlab-rules';
import { anApp } from '../support/programs/cdk-app';

/** The findings in another team's stack: `<construct path> <rule>`. */
function report(build: (stack: Stack) => void): { readonly checks: HeartLabChecks; readonly report: ValidationReport } {
  const app = anApp();
  const checks = new HeartLabChecks();
  Validations.of(app).addPlugins(checks);
  build(new Stack(app, 'Theirs', { env: { account: '111122223333', region: 'ap-southeast-2' } }));
  try {
    app.synth();
  } catch {
    // An unacknowledged finding fails synth after the report is written.
  }
  return { checks, report: readValidationReport(app.outdir) };
}

const open = ({ report: { pluginReports } }: ReturnType<typeof report>): readonly string[] =>
  pluginReports
    .filter(({ pluginName }) => pluginName === 'HeartLab')
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${constructPath} ${ruleName}`),
    );

const connection = (stack: Stack): CfnVPNConnection =>
  new CfnVPNConnection(stack, 'Vpn', { type: 'ipsec.1', customerGatewayId: 'cgw-1', vpnGatewayId: 'vgw-1' });
const ID = 'HeartLab::HeartLab-VPN7';

describe('the HeartLab pack', () => {
  test('is a pack of cdk-nag and lists its rules', () => {
    const checks = new HeartLabChecks();
    expect(checks).toBeInstanceOf(NagPack);
    expect([checks.name, checks.readPackName]).toEqual(['HeartLab', 'HeartLab']);
    expect(checks.ruleIds).toEqual([...HEARTLAB_RULE_IDS]);
  });

  test("finds the faults of the CDK's own VPN connection, on the constructs that must change", () => {
    const found = open(
      report((stack) => {
        const vpc = new Vpc(stack, 'Vpc', { vpnGateway: true, availabilityZones: ['ap-southeast-2a'] });
        vpc.addVpnConnection('Hospital', { ip: '203.0.113.10', staticRoutes: ['10.20.0.0/22'] });
        new SecurityGroup(stack, 'Group', { vpc }).connections.allowFromAnyIpv4(Port.tcp(22));
      }),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        ...['VPN1', 'VPN2', 'VPN3', 'VPN4', 'VPN5', 'VPN7', 'OPS1'].map(
          (rule) => `Theirs/Vpc/Hospital/Resource HeartLab-${rule}`,
        ),
        'Theirs/Vpc/Resource HeartLab-NET1',
        'Theirs/Vpc/VPCGW HeartLab-NET1',
        'Theirs/Vpc/PublicSubnet1/NATGateway HeartLab-NET1',
        'Theirs/Vpc/PublicSubnet1/DefaultRoute HeartLab-NET1',
        'Theirs/Group/Resource HeartLab-SG1',
        'Theirs/Group/Resource HeartLab-SG2',
      ]),
    );
  });

  test('ignores a VPC that no hospital reaches', () => {
    const { checks } = report((stack) => {
      const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['ap-southeast-2a'], natGateways: 1 });
      new SecurityGroup(stack, 'Group', { vpc }).connections.allowFromAnyIpv4(Port.tcp(22));
    });
    const [theirs] = checks.judged;
    expect(theirs?.outcomes.flatMap(({ findings }) => findings)).toEqual([]);
    expect(theirs?.outcomes.map(({ judged }) => judged)).toEqual(HEARTLAB_RULE_IDS.map(() => 0));
  });

  test.each([
    ['on the resource', (stack: Stack) => connection(stack)],
    [
      'above it',
      (stack: Stack) => {
        connection(stack);
        return stack;
      },
    ],
  ])('accepts an acknowledgement %s, like every pack', (_, build) => {
    const run = report((stack) => Validations.of(build(stack)).acknowledge({ id: ID, reason: 'Agreed' }));
    expect(open(run)).not.toContain('Theirs/Vpn HeartLab-VPN7');
    const [pack] = run.report.pluginReports;
    expect(pack?.suppressedViolations).toEqual([
      expect.objectContaining({ ruleName: 'HeartLab-VPN7', acknowledgedId: ID }),
    ]);
  });

  test('fails synth for an unacknowledged finding, and reports it', () => {
    const app = anApp();
    connection(new Stack(app, 'Theirs'));
    Validations.of(app).addPlugins(new HeartLabChecks());
    expect(() => app.synth()).toThrow(/Vpn: PreSharedKeyStorage is not given/);
  });

  test('checks nested stacks, and accepts acknowledgements above them', () => {
    const nested = (stack: Stack) => connection(new NestedStack(stack, 'Nested'));
    expect(open(report(nested))).toContain('Theirs/Nested/Vpn HeartLab-VPN7');
    const accepted = report((stack) => {
      nested(stack);
      Validations.of(stack).acknowledge({ id: ID, reason: 'Agreed' });
    });
    expect(open(accepted)).not.toContain('Theirs/Nested/Vpn HeartLab-VPN7');
  });

  test('distinguishes a clean run from no run', () => {
    expect(new HeartLabChecks().judged).toEqual([]);
    const { checks } = report((stack) => new CfnResource(stack, 'Nothing', { type: 'AWS::SNS::Topic' }));
    expect(checks.judged.map(({ stack, outcomes }) => [stack, outcomes.length])).toEqual([
      ['Theirs', HEARTLAB_RULE_IDS.length],
    ]);
  });

  test('checks one stack of a tree without being registered', () => {
    const app = anApp();
    const [theirs, others] = ['Theirs', 'Others'].map((id) => new Stack(app, id));
    for (const stack of [theirs, others]) if (stack) connection(stack);
    const checks = new HeartLabChecks();
    if (theirs) expect(checks.validateScope(theirs).success).toBe(false);
    expect(checks.judged.map(({ stack }) => stack)).toEqual(['Theirs']);
    expect(checks.validateScope(app).violations.length).toBeGreaterThan(10);
    expect(checks.judged.map(({ stack }) => stack).sort()).toEqual(['Others', 'Theirs']);
  });
});
