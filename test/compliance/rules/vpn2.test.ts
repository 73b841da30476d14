import { PERMITTED_POLICY } from '../../../lib/config/proposals';
import type { JsonObject } from '../../../lib/template/json';
import { aChange, aConnection, found, listOf, outcome, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN2';

describe(rule, () => {
  test('passes the whole envelope', () => {
    const envelope = Object.fromEntries(
      (['phase1', 'phase2'] as const).flatMap((phase) => {
        const name = phase === 'phase1' ? 'Phase1' : 'Phase2';
        const { encryption, integrity, dhGroups } = PERMITTED_POLICY[phase];
        return [
          [`${name}EncryptionAlgorithms`, listOf(...encryption)],
          [`${name}IntegrityAlgorithms`, listOf(...integrity)],
          [`${name}DHGroupNumbers`, listOf(...dhGroups)],
        ];
      }),
    );
    expect(outcome(rule, { Connection: aConnection(envelope) })).toEqual({ rule, judged: 1, findings: [] });
  });

  test('passes numbers written as text, and lifetimes left to AWS', () => {
    const tunnel = {
      Phase1DHGroupNumbers: listOf('20'),
      Phase1LifetimeSeconds: undefined,
      Phase2LifetimeSeconds: '900',
    };
    expect(found(rule, { Connection: aConnection(tunnel) })).toEqual([]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['an algorithm', { Phase1EncryptionAlgorithms: listOf('3DES') }, /phase 1 encryption 3DES is outside/],
    ['a hash', { Phase2IntegrityAlgorithms: listOf('MD5') }, /phase 2 integrity MD5 is outside/],
    ['DH group 5 in phase 1', { Phase1DHGroupNumbers: listOf(5) }, /phase 1 DH group 5 is outside/],
    [
      'no list',
      { Phase2DHGroupNumbers: undefined },
      /every phase 2 DH group is permitted: AWS's default without Phase2DHGroupNumbers/,
    ],
    ['an empty list', { Phase1IntegrityAlgorithms: [] }, /every phase 1 integrity is permitted/],
    ['a token for a list', { Phase1IntegrityAlgorithms: TOKEN }, /phase 1 integrity can't be determined/],
    [
      'a token in a list',
      { Phase1IntegrityAlgorithms: listOf('SHA2-256', TOKEN) },
      /phase 1 integrity can't be determined/,
    ],
    ['a long lifetime', { Phase1LifetimeSeconds: 28801 }, /lifetime of phase 1 is 28801 s, outside/],
    ['a short one', { Phase2LifetimeSeconds: 899 }, /lifetime of phase 2 is 899 s/],
    ['a token for one', { Phase2LifetimeSeconds: TOKEN }, /lifetime of phase 2 can't be determined/],
    ['phase 2 as long as phase 1', { Phase1LifetimeSeconds: 3600 }, /not shorter/],
  ])('finds %s outside the envelope, in the connection and in the custom resource', (_, tunnel, message) => {
    expect(found(rule, { Connection: aConnection(tunnel) })).toEqual([expect.stringMatching(message)]);
    expect(found(rule, { Connection: aConnection(), Tunnels: aChange(tunnel) })).toEqual([
      expect.stringMatching(/^Tunnels: /),
    ]);
  });
});
