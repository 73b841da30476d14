import type { JsonObject } from '../../../lib/template/json';
import { aChange, aConnection, found, outcome, TOKEN } from '../../support/builders/rule-templates';
import { aVpnSite } from '../../support/builders/sites';

const rule = 'HeartLab-VPN4';

describe(rule, () => {
  test('passes 30 s and restart; no timeout is 30 s', () => {
    expect(outcome(rule, { Connection: aConnection() })).toEqual({ rule, judged: 1, findings: [] });
    expect(found(rule, { Connection: aConnection({ DPDTimeoutSeconds: undefined }) })).toEqual([]);
  });

  test("compares the timeout with the site file's", () => {
    const site = aVpnSite({ dpdTimeoutSeconds: 60 });
    const desired = { Connection: aConnection(), Tunnels: aChange({ DPDTimeoutSeconds: 60 }) };
    expect(found(rule, desired, { site })).toEqual([]);
    expect(found(rule, desired)).toEqual([expect.stringMatching(/^Tunnels: .* 60 s; 30 s is declared/)]);
    expect(found(rule, { Connection: aConnection() }, { site })).toEqual([
      expect.stringMatching(/30 s; 60 s is declared/),
    ]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['clear', { DPDTimeoutAction: 'clear' }, /DPDTimeoutAction is clear: AWS closes a dead tunnel/],
    ['none', { DPDTimeoutAction: 'none' }, /AWS takes no action on a dead tunnel/],
    ['no action', { DPDTimeoutAction: undefined }, /DPDTimeoutAction is clear/],
    ['a token for the action', { DPDTimeoutAction: TOKEN }, /can't be determined/],
    ['a token for the timeout', { DPDTimeoutSeconds: TOKEN }, /DPD timeout can't be determined/],
  ])('finds %s', (_, tunnel, message) => {
    expect(found(rule, { Connection: aConnection(tunnel) })).toEqual([expect.stringMatching(message)]);
  });
});
