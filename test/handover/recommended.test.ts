import { DEVICE_IDS, type DeviceId } from '../../lib/config/devices';
import { type IpsecPolicy, NAMED_POLICIES, PERMITTED_POLICY, POLICY_NAMES } from '../../lib/config/proposals';
import { DEVICE_CAPABILITIES } from '../../lib/handover/devices/capabilities';
import { NoCommonProposalError, recommendProposals } from '../../lib/handover/recommended';

const both = (phase: Partial<IpsecPolicy['phase1']>): IpsecPolicy => ({
  phase1: { ...NAMED_POLICIES.eifu.phase1, ...phase },
  phase2: { ...NAMED_POLICIES.eifu.phase2, ...phase, lifetimeSeconds: 3600 },
});

const inShort = (policy: IpsecPolicy, device: DeviceId): string => {
  const { phase1, phase2 } = recommendProposals(policy, device).recommended;
  const one = [phase1.encryption, phase1.prf, phase1.dhGroup].join(' ');
  return `${one} / ${[phase2.encryption, phase2.integrity ?? '-', phase2.dhGroup].join(' ')}`;
};

const STRONGEST = 'AES256-GCM-16 SHA2-384 20 / AES256-GCM-16 - 20';

test.each([
  ['cisco-ios-xe', STRONGEST],
  ['cisco-asa', STRONGEST],
  ['juniper-srx', 'AES256 SHA2-384 20 / AES256-GCM-16 - 20'],
  ['palo-alto', STRONGEST],
  ['fortigate', STRONGEST],
  ['strongswan', STRONGEST],
  ['mikrotik', 'AES256 SHA2-512 20 / AES256-GCM-16 - 20'],
  ['vyos', STRONGEST],
  ['generic', STRONGEST],
] as const)('%s gets the same from every named policy: %s', (device, expected) => {
  for (const name of POLICY_NAMES) expect([name, inShort(NAMED_POLICIES[name], device)]).toEqual([name, expected]);
});

test('lifetimes are the site’s', () => {
  const { recommended } = recommendProposals(NAMED_POLICIES.nzism, 'generic');
  expect([recommended.phase1.lifetimeSeconds, recommended.phase2.lifetimeSeconds]).toEqual([14400, 3600]);
});

test('a hash has the strength of the curve beside it', () => {
  expect(inShort(both({ dhGroups: [21], encryption: ['AES256'] }), 'generic')).toBe(
    'AES256 SHA2-512 21 / AES256 SHA2-512 21',
  );
});

test('what nobody approves comes only where nothing else is permitted and possible, and is marked', () => {
  const old = recommendProposals(
    both({ encryption: ['AES128'], integrity: ['SHA1'], dhGroups: [2] }),
    'cisco-ios-xe',
  ).recommended;
  expect([old.phase1.weak, old.phase2.weak]).toEqual([true, true]);
  // PAN-OS would take GCM with group 2 and SHA-256, were it not for group 21 in CBC.
  const better = both({ encryption: ['AES256-GCM-16', 'AES256'], integrity: ['SHA2-256'], dhGroups: [21, 2] });
  expect(inShort(better, 'palo-alto')).toBe('AES256 SHA2-256 21 / AES256-GCM-16 - 21');
});

test('PAN-OS chooses the PRF of AES-GCM itself', () => {
  expect(inShort(both({ integrity: ['SHA2-512'], dhGroups: [20] }), 'palo-alto')).toBe(
    'AES256 SHA2-512 20 / AES256-GCM-16 - 20',
  );
  expect(inShort(both({ dhGroups: [14] }), 'palo-alto')).toBe('AES256-GCM-16 SHA2-256 14 / AES256-GCM-16 - 14');
});

describe('a recorded proposal', () => {
  const recorded = {
    phase1: { encryption: 'AES256', integrity: 'SHA1', dhGroup: 2 },
    phase2: { encryption: 'AES128-GCM-16', integrity: 'SHA2-512', dhGroup: 14 },
  } as const;
  const of = (policy: IpsecPolicy) => recommendProposals(policy, 'cisco-ios-xe', { proposal: recorded });

  test('is the recommendation, with the lifetimes of the policy', () => {
    expect(of(NAMED_POLICIES.eifu)).toMatchObject({
      recorded: true,
      recommended: {
        phase1: {
          encryption: 'AES256',
          integrity: 'SHA1',
          prf: 'SHA1',
          dhGroup: 2,
          lifetimeSeconds: 28800,
          weak: true,
        },
        phase2: { encryption: 'AES128-GCM-16', integrity: undefined, dhGroup: 14, lifetimeSeconds: 3600, weak: false },
      },
    });
  });

  test('is replaced in the phase in which the policy does not permit it', () => {
    expect(of(NAMED_POLICIES.strong)).toMatchObject({
      recorded: false,
      recommended: { phase1: { encryption: 'AES256-GCM-16', dhGroup: 20 }, phase2: { encryption: 'AES128-GCM-16' } },
    });
  });
});

describe('an ASA 5505 (Microsoft, "Sample configuration: Cisco ASA device (IKEv2/no BGP)", "ASA device support")', () => {
  const shortOf = (device: DeviceId, model: string, release?: string): string => {
    const { phase1, phase2 } = recommendProposals(NAMED_POLICIES.eifu, device, {
      model,
      ...(release === undefined ? {} : { release }),
    }).recommended;
    return [phase1, phase2].map((one) => `${one.encryption} ${one.integrity ?? '-'} ${one.dhGroup}`).join(' / ');
  };

  test.each([
    ['generic', 'Cisco ASA 5505', '8.4(7)', 'AES256 SHA1 2 / AES256 SHA1 5'],
    ['generic', 'ASA5505-SEC-BUN-K9', undefined, 'AES256 SHA1 2 / AES256 SHA1 5'],
    ['cisco-asa', '5505', '9.2(4)', 'AES256 SHA2-384 14 / AES256 SHA1 14'],
    ['cisco-asa', 'ASA 5585-X', '9.12(4)', 'AES256-GCM-16 - 20 / AES256-GCM-16 - 20'],
    ['cisco-asa', 'ASA5515-X', '9.12(4)', 'AES256-GCM-16 - 20 / AES256-GCM-16 - 20'],
    ['generic', 'Acme 5505', undefined, 'AES256-GCM-16 - 20 / AES256-GCM-16 - 20'],
  ] as const)('as %s %s %s gets %s', (device, model, release, expected) => {
    expect(shortOf(device, model, release)).toBe(expected);
  });
});

test('nothing in common is an error that names both sides and what to do', () => {
  const policy = both({ encryption: ['AES256-GCM-16'] });
  expect(() => recommendProposals(policy, 'juniper-srx')).toThrow(NoCommonProposalError);
  expect(() => recommendProposals(policy, 'juniper-srx')).toThrow(
    /^juniper-srx supports nothing that vpn\.ipsec permits in phase 1; permitted: encryption AES256-GCM-16;.*juniper-srx: encryption AES256, AES128;.*; widen vpn\.ipsec, or set another vpn\.gateway\.device$/,
  );
});

test.each(DEVICE_IDS)('%s can do nothing outside the envelope', (device) => {
  for (const phase of ['phase1', 'phase2'] as const) {
    const { encryption, integrity, dhGroups } = DEVICE_CAPABILITIES[device][phase];
    expect(PERMITTED_POLICY[phase].encryption).toEqual(expect.arrayContaining([...encryption]));
    expect(PERMITTED_POLICY[phase].integrity).toEqual(expect.arrayContaining([...integrity]));
    expect([...PERMITTED_POLICY[phase].dhGroups]).toEqual(expect.arrayContaining([...dhGroups]));
  }
});
