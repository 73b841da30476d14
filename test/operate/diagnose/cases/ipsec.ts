import { type Case, captured, one, SITE, threeWays, UNKNOWN, UNPROVEN } from './case';

export const IPSEC: readonly Case[] = [
  ...threeWays('key', UNKNOWN, ['psk-mismatch'], ['psk-mismatch']),
  ...threeWays('key-cloud-initiates', ['psk-mismatch'], UNKNOWN, ['psk-mismatch']),
  ...threeWays('key-then-corrected', ['past:not-known'], ['past:psk-mismatch'], ['past:psk-mismatch']),
  ...threeWays('local-identity', UNKNOWN, ['identity-mismatch'], ['identity-mismatch']),
  ...threeWays('remote-identity', UNKNOWN, ['identity-mismatch'], ['identity-mismatch']),
  ...threeWays(
    'phase1-enc',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^encryption: peer offers 3DES_CBC, this side AES_CBC_256;/,
  ),
  ...threeWays(
    'phase1-group',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^DH group: peer offers MODP_1024, this side MODP_2048$/,
  ),
  ...threeWays(
    'phase1-integ',
    UNKNOWN,
    ['phase1-proposal'],
    ['phase1-proposal'],
    /^integrity: peer offers HMAC_SHA1_96,/,
  ),
  one('phase1-integ-hospital', ['phase1-proposal'], {
    site: SITE,
    says: /^integrity: device HMAC_SHA1_96, site file HMAC_SHA2_512/,
  }),
  ...threeWays('phase1-cloud-initiates', ['phase1-proposal'], UNKNOWN, ['phase1-proposal']),
  ...threeWays('phase1-second', [], [], []),
  ...threeWays(
    'phase2-enc',
    ['phase2-proposal'],
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^encryption: peer offers 3DES_CBC, this side AES_CBC_256; integrity/,
  ),
  ...threeWays(
    'phase2-integ',
    ['phase2-proposal'],
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^integrity: peer offers HMAC_SHA1_96, this side HMAC_SHA2_256_128$/,
  ),
  ...threeWays(
    'phase2-group',
    UNKNOWN,
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^DH group: peer offers MODP_1024, this side MODP_2048$/,
  ),
  ...threeWays('no-pfs', ['no-pfs'], ['no-pfs'], ['no-pfs']),
  ...threeWays('no-pfs-cloud-renews', ['no-pfs'], UNKNOWN, ['no-pfs']),
  ...threeWays('selectors', ['traffic-selector'], ['traffic-selector'], ['traffic-selector']),
  ...threeWays('narrow', [], [], []),
  one('narrow-hospital', ['traffic-selector'], { site: SITE, says: /10\.80\.0\.0\/16 and 100\.64\.0\.0\/26 only/ }),
  ...threeWays('unknown-address', UNKNOWN, ['unknown-peer'], ['unknown-peer']),
  ...threeWays('ikev1', ['ike-version'], ['ike-version'], ['ike-version']),
  ...threeWays('udp500', ['udp500-blocked'], UNPROVEN, ['udp500-blocked']),
  ...threeWays('udp4500', ['udp4500-blocked'], ['udp4500-blocked'], ['udp4500-blocked']),
  ...threeWays('dpd', ['dpd-timeout'], ['dpd-timeout'], ['dpd-timeout']),
  ...threeWays('overlapping-lan', [], [], []),
  one('overlapping-lan-hospital', ['cidr-overlap'], { site: SITE, says: /100\.64\.0\.0\/24 covers 100\.64\.0\.0\/26/ }),
  // One of two tunnels of the same device: the initiator finds the responder's key wrong.
  ...threeWays('two-tunnels', ['psk-mismatch'], UNKNOWN, ['psk-mismatch']),
  ...threeWays('no-key', UNKNOWN, UNKNOWN, ['not-known', 'not-known']),
  ...threeWays('phase1-gcm', UNKNOWN, ['phase1-proposal'], ['phase1-proposal']),
  ...threeWays(
    'phase2-lists',
    ['phase2-proposal'],
    ['phase2-proposal'],
    ['phase2-proposal'],
    /^integrity: peer offers HMAC_SHA1_96, this side HMAC_SHA2_512_256$/,
  ),
  ...threeWays('phase2-cloud-initiates', ['phase2-proposal'], ['phase2-proposal'], ['phase2-proposal']),
  ...threeWays('healthy', [], [], []),
  ...threeWays('healthy-gcm', [], [], []),
];

/** Single sentences, as people quote them; all of them seen in a rehearsal. */
export const QUOTED: readonly Case[] = (
  [
    ["tried 1 shared key for '203.0.113.10' - '198.51.100.10', but MAC mismatched", 'psk-mismatch'],
    ['received AUTHENTICATION_FAILED notify error', 'not-known'],
    ['no matching peer config found', 'identity-mismatch'],
    ['received proposals unacceptable', 'phase1-proposal'],
    ['received NO_PROPOSAL_CHOSEN notify error', 'not-known'],
    ['no acceptable proposal found', 'phase2-proposal'],
    ['received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built', 'phase2-proposal'],
    ['CHILD_SA rekeying failed, trying again in 7 seconds', 'not-known'],
    ['received TS_UNACCEPTABLE notify, no CHILD_SA built', 'traffic-selector'],
    ['traffic selectors 10.80.0.0/16 === 192.168.77.0/24 unacceptable', 'traffic-selector'],
    ['no IKE config found for 203.0.113.10...198.51.100.77, sending NO_PROPOSAL_CHOSEN', 'unknown-peer'],
    [
      'retransmit 5 of request with message ID 0\ngiving up after 5 retransmits\nestablishing IKE_SA failed, peer not responding',
      'udp500-blocked',
    ],
    // Without the port nothing says that it was 4500.
    [
      'retransmit 5 of request with message ID 1\ngiving up after 5 retransmits\nestablishing IKE_SA failed, peer not responding',
      'not-known',
    ],
  ] as const
).map(([log, id]) => ({ name: `quoted: ${log.split('\n')[0]}`, source: 'captured', logs: [log], is: [id] }));

/** AWS gets no answer at the address of the site file, while the hospital's own requests come from another address. */
export const FROM_ANOTHER_ADDRESS: Case = {
  name: 'unanswered at the registered address, asked from another',
  source: 'captured',
  logs: [
    'retransmit 3 of request with message ID 0\ngiving up after 3 retransmits\nestablishing IKE_SA failed, peer not responding',
    captured('unknown-address-cloud'),
  ],
  is: ['unknown-peer', 'udp500-blocked'],
};
