import type { TemplateValue } from '../../../lib/template/json';
import { aChange, aConnection, found, listOf, outcome, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN1';
const versions = (IKEVersions: TemplateValue) => found(rule, { Connection: aConnection({ IKEVersions }) });

describe(rule, () => {
  test('passes IKE version 2 alone, and counts the connection', () => {
    expect(outcome(rule, { Connection: aConnection(), Tunnels: aChange() })).toEqual({ rule, judged: 2, findings: [] });
  });

  test.each([
    ['version 1', listOf('ikev1'), /tunnel 1 and tunnel 2: IKE version ikev1 is permitted/],
    ['version 1 beside 2', listOf('ikev2', 'ikev1'), /IKE version ikev1/],
    ['no list', undefined, /versions 1 and 2 are permitted: AWS's default without IKEVersions/],
    ['an empty list', [], /without IKEVersions/],
    ['a list that is a token', TOKEN, /can't be determined from {"Ref":"Parameter"}/],
    ['a version that is a token', listOf(TOKEN), /can't be determined/],
  ])('finds %s', (_, list, message) => {
    expect(versions(list)).toEqual([expect.stringMatching(message)]);
  });

  test('finds it in one tunnel, and in the options with which a connection is created', () => {
    const connection = aConnection({ IKEVersions: listOf('ikev1') });
    expect(found(rule, { Connection: connection, Tunnels: aChange() })).toEqual([
      expect.stringMatching(/^Connection: /),
    ]);
    expect(found(rule, { Connection: aConnection(), Tunnels: aChange({ IKEVersions: listOf('ikev1') }) })).toEqual([
      expect.stringMatching(/^Tunnels: /),
    ]);
  });

  test("a tunnel without options has AWS's defaults", () => {
    expect(found(rule, { Connection: aConnection({}, { VpnTunnelOptionsSpecifications: [] }) })).toHaveLength(1);
  });
});
