import type { Site } from '../../lib/config/model';
import { renderSafeText } from '../../lib/review/safe-text';
import { aSide, reviewOf } from '../support/builders/reviews';
import { aVpnSite } from '../support/builders/sites';

/** Issue 18, point 2: a change of the policy is judged by what the device really uses. */

const SHA1_GROUP_2 = {
  phase1: { encryption: 'AES256', integrity: 'SHA1', dhGroup: 2 },
  phase2: { encryption: 'AES256', integrity: 'SHA1', dhGroup: 5 },
};
const SHA2_GROUP_14 = {
  phase1: { encryption: 'AES256', integrity: 'SHA2-256', dhGroup: 14 },
  phase2: { encryption: 'AES256', integrity: 'SHA2-256', dhGroup: 14 },
};
const GATEWAY = { publicIp: '203.0.113.10', device: 'cisco-ios-xe', asn: 65010 };
const site = (ipsec: unknown, gateway: object = {}) => aVpnSite({ ipsec, gateway: { ...GATEWAY, ...gateway } });
const lists = (...dhGroups: readonly number[]) => {
  const phase = { encryption: ['AES256'], integrity: ['SHA2-256', 'SHA2-384'], dhGroups };
  return { phase1: phase, phase2: phase };
};

function reviewed(before: Site, after: Site) {
  const [found] = reviewOf(aSide([before]), aSide([after])).sites;
  return {
    impact: found?.impact,
    says: found?.effects.map(({ says }) => renderSafeText(says)).join('\n') ?? '',
    letter: found?.message ?? '',
  };
}

describe('the proposal of the device is recorded', () => {
  test('and its removal means that the hospital must act: the letter has the old and the new values', () => {
    const { impact, says, letter } = reviewed(site('eifu', { proposal: SHA1_GROUP_2 }), site('strong'));
    expect(impact).toBe('hospital');
    expect(says).toContain('the recorded proposal of the device is no longer permitted (');
    expect(letter).toContain('HeartLab will no longer permit: phase 1 encryption AES128; phase 1 integrity SHA1;');
    expect(letter).toContain(
      'The values that your device uses now, by our records: phase 1: encryption AES256, integrity SHA1, DH group 2, lifetime 28800 s; phase 2: encryption AES256, integrity SHA1, PFS group 5, lifetime 3600 s.',
    );
    expect(letter).toContain(
      'Set both tunnels of your VPN device to IKE version 2 and the following values: phase 1: encryption AES256-GCM-16, PRF SHA2-384, DH group 20,',
    );
    expect(letter).toMatch(/Before our change, by \[date\]:/);
  });

  test('and stays permitted: one tunnel at a time, though the old policy has weak values', () => {
    const { impact, says, letter } = reviewed(
      site('eifu', { proposal: SHA2_GROUP_14 }),
      site('strong', { proposal: SHA2_GROUP_14 }),
    );
    expect([impact, letter]).toEqual(['one-tunnel', '']);
    expect(says).toContain('The recorded proposal of the device is still permitted');
    expect(says).not.toContain('handover pack');
  });

  test('and is not the recommendation of the pack, which stays permitted', () => {
    const { impact, letter } = reviewed(site(lists(14, 20), { proposal: SHA2_GROUP_14 }), site(lists(20)));
    expect(impact).toBe('hospital');
    expect(letter).toContain('integrity SHA2-256, DH group 14');
    expect(letter).toContain('integrity SHA2-384, DH group 20');
    expect(reviewed(site(lists(14, 20)), site(lists(20))).impact).toBe('one-tunnel');
  });

  test('the new values are those that the changed file records', () => {
    const { impact, letter } = reviewed(
      site('eifu', { proposal: SHA1_GROUP_2 }),
      site('strong', { proposal: SHA2_GROUP_14 }),
    );
    expect(impact).toBe('hospital');
    expect(letter).toContain('following values: phase 1: encryption AES256, integrity SHA2-256, DH group 14,');
  });

  test('only the phase that is no longer permitted changes', () => {
    const phase = { encryption: ['AES256', 'AES128'], integrity: ['SHA2-256'], dhGroups: [14, 20] };
    const { letter } = reviewed(
      site({ phase1: phase, phase2: phase }, { proposal: SHA2_GROUP_14 }),
      site({ phase1: { ...phase, dhGroups: [20] }, phase2: phase }),
    );
    expect(letter).toContain('HeartLab will no longer permit: phase 1 DH group 14.');
    expect(letter).toContain('phase 1: encryption AES256, integrity SHA2-256, DH group 20,');
  });

  test('a change of the record alone touches no tunnel', () => {
    const { impact, letter } = reviewed(
      site('strong', { proposal: SHA2_GROUP_14 }),
      site('strong', { proposal: { ...SHA2_GROUP_14, phase2: { encryption: 'AES256-GCM-16', dhGroup: 20 } } }),
    );
    expect([impact, letter]).toEqual(['nothing', '']);
  });
});

describe('the proposal of the device is not recorded', () => {
  test('and the old policy has weak values: the hospital must act, and no old values are claimed', () => {
    const { impact, says, letter } = reviewed(site('eifu'), site('strong'));
    expect(impact).toBe('hospital');
    expect(says).toContain("vpn.gateway.proposal doesn't record which values the device uses");
    expect(letter).toContain('HeartLab will no longer permit:');
    expect(letter).toContain('If your device already uses these values, change nothing.');
    expect(letter).not.toMatch(/by our records|until now/);
  });

  test('and its recommendation is removed: the letter claims only what the pack contained', () => {
    const { impact, letter } = reviewed(site(lists(20)), site(lists(14)));
    expect(impact).toBe('hospital');
    expect(letter).toContain(
      'The values of your handover pack until now: phase 1: encryption AES256, integrity SHA2-384, DH group 20,',
    );
    expect(letter).not.toContain('by our records');
  });

  test('and the old policy has no weak value: the recommendation of the pack decides', () => {
    const { impact, says } = reviewed(site('strong'), site('nzism'));
    expect(impact).toBe('one-tunnel');
    expect(says).toContain('The proposal of the handover pack is still permitted');
  });
});

test('an ASA 5505 can do nothing of `strong`: the letter asks the hospital to contact HeartLab', () => {
  const gateway = { publicIp: '203.0.113.10', device: 'generic', asn: 65010, model: 'Cisco ASA 5505' };
  const { impact, letter } = reviewed(
    aVpnSite({ ipsec: 'eifu', gateway: { ...gateway, proposal: SHA1_GROUP_2 } }),
    aVpnSite({ ipsec: 'strong', gateway }),
  );
  expect(impact).toBe('hospital');
  expect(letter).toContain('Your VPN device supports none of the IPsec proposals that HeartLab will permit.');
  expect(letter).not.toContain('encryption AES256-GCM-16');
});
