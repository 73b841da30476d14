import type { JsonObject } from '../../../lib/template/json';
import { aChange, aConnection, found, listOf, outcome, ref, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN3';
const SHA1: JsonObject = { Phase1IntegrityAlgorithms: listOf('SHA2-256', 'SHA1') };

describe(rule, () => {
  test.each<[string, JsonObject, RegExp]>([
    ['SHA1', SHA1, /permits phase 1 integrity SHA1: AWS uses the weakest/],
    ...[2, 5, 22, 23, 24].map((group): [string, JsonObject, RegExp] => [
      `DH group ${group}`,
      { Phase2DHGroupNumbers: listOf(20, group) },
      new RegExp(`phase 2 DH group ${group}`),
    ]),
    ['no list', { Phase1DHGroupNumbers: undefined }, /any phase 1 DH group \(AWS's default\)/],
    ['a token', { Phase2IntegrityAlgorithms: listOf(TOKEN) }, /phase 2 integrity \(can't be determined/],
  ])('finds %s', (_, tunnel, message) => {
    expect(found(rule, { Connection: aConnection(tunnel) })).toEqual([expect.stringMatching(message)]);
  });

  test('the options at creation are no finding if the custom resource replaces them', () => {
    expect(outcome(rule, { Connection: aConnection(SHA1), Tunnels: aChange() })).toEqual({
      rule,
      judged: 1,
      findings: [],
    });
    expect(found(rule, { Connection: aConnection(), Tunnels: aChange(SHA1) })).toEqual([
      expect.stringMatching(/^Tunnels: tunnel 1 and tunnel 2: permits phase 1 integrity SHA1/),
    ]);
  });

  test('a custom resource of another connection has no effect', () => {
    const resources = { Connection: aConnection(SHA1), Tunnels: aChange({}, ref('Other')) };
    expect(found(rule, resources)).toEqual([expect.stringMatching(/^Connection: /)]);
  });
});
