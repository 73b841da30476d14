import { aConnection, aLine, att, found, outcome, type Resources, ref } from '../../support/builders/rule-templates';

const rule = 'HeartLab-DX3';
const GATEWAY = att('Gateway', 'DirectConnectGatewayId');
const ASSOCIATION: Resources = {
  Association: [
    'AWS::DirectConnect::DirectConnectGatewayAssociation',
    { DirectConnectGatewayId: GATEWAY, AssociatedGatewayId: ref('VpnGateway') },
  ],
};

describe(rule, () => {
  test('passes two interfaces, and one with a VPN as backup', () => {
    expect(outcome(rule, { One: aLine(), Two: aLine() })).toEqual({ rule, judged: 2, findings: [] });
    expect(found(rule, { One: aLine(), Connection: aConnection() })).toEqual([]);
    expect(found(rule, { One: aLine(), Connection: aConnection(), ...ASSOCIATION })).toEqual([]);
    expect(
      found(rule, {
        One: aLine({ DirectConnectGatewayId: undefined, VirtualGatewayId: ref('VpnGateway') }),
        Connection: aConnection(),
      }),
    ).toEqual([]);
  });

  test('finds a single interface', () => {
    expect(found(rule, { One: aLine(), ...ASSOCIATION })).toEqual([
      expect.stringMatching(/^One: is the only virtual interface/),
    ]);
  });

  test("finds single interfaces of two gateways, and one whose VPN is another hospital's", () => {
    expect(found(rule, { One: aLine(), Two: aLine({ DirectConnectGatewayId: ref('Other') }) })).toHaveLength(2);
    const Connection = aConnection({}, { VpnGatewayId: ref('OtherVpnGateway') });
    expect(found(rule, { One: aLine(), Connection, ...ASSOCIATION })).toHaveLength(1);
  });

  test('equal imports mean the same gateway', () => {
    const imported = { DirectConnectGatewayId: { 'Fn::ImportValue': 'gateway' } };
    expect(found(rule, { One: aLine(imported), Two: aLine(imported) })).toEqual([]);
  });
});
