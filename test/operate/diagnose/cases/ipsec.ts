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
    ['no acceptable proposal found', 'not-known'],
    // The sentence is the same for the first child SA and for a renewal without PFS.
    ['received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built', 'not-known'],
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

/** strongSwan's own syslog has no numbers: a timer of any thread gives up on the tunnel that waits. */
export const TWO_WITHOUT_NUMBERS: Case = {
  name: 'one of two tunnels without numbers, given up by a thread of the other',
  source: 'composed',
  // Without the packets of the second tunnel its lines would be the first one's: the log is not cut.
  site: SITE,
  logs: [
    [
      '05[NET] sending packet: from 203.0.113.10[500] to 198.51.100.10[500] (464 bytes)',
      '06[NET] received packet: from 198.51.100.10[4500] to 203.0.113.10[4500] (224 bytes)',
      '06[ENC] parsed IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]',
      '06[IKE] IKE_SA t1[1] established between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]',
      '06[IKE] CHILD_SA net{1} established with SPIs 0ff68ba4_i 4600200f_o and TS 0.0.0.0/0 === 0.0.0.0/0',
      '06[IKE] initiating IKE_SA t2[2] to 198.51.100.20',
      '06[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]',
      '06[NET] sending packet: from 203.0.113.10[500] to 198.51.100.20[500] (464 bytes)',
      '07[IKE] retransmit 1 of request with message ID 0',
      '07[NET] sending packet: from 203.0.113.10[500] to 198.51.100.20[500] (464 bytes)',
      '05[IKE] giving up after 5 retransmits',
      '05[IKE] establishing IKE_SA failed, peer not responding',
    ].join('\n'),
  ],
  is: ['udp500-blocked'],
};

/** pfSense 2.2 logs each message twice: a line of another peer, whose first copy is missing, has no number. */
export const ONE_WITHOUT_NUMBER: Case = {
  name: 'a renewal is refused, between lines of another peer without numbers',
  source: 'composed',
  logs: [
    [
      '16[ENC] <con1000|74> generating CREATE_CHILD_SA request 949 [ N(ESP_TFC_PAD_N) SA No KE TSi TSr ]',
      '14[ENC] parsed QUICK_MODE request 1 [ HASH ]',
      '16[IKE] <con1000|74> received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built',
    ].join('\n'),
  ],
  is: UNKNOWN,
};

const RENEWED = [
  '06[IKE] <t1|1> initiating IKE_SA t1[1] to 198.51.100.10',
  '06[NET] <t1|1> sending packet: from 203.0.113.10[500] to 198.51.100.10[500] (464 bytes)',
  '04[IKE] <t1|1> IKE_SA t1[1] established between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]',
  '04[IKE] <t1|1> CHILD_SA net{1} established with SPIs 0ff68ba4_i 4600200f_o and TS 0.0.0.0/0 === 0.0.0.0/0',
  '16[IKE] <t1|1> initiating IKE_SA t1[2] to 198.51.100.10',
  '04[IKE] <t1|1> IKE_SA t1[2] rekeyed between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]',
  '04[IKE] <t1|1> deleting IKE_SA t1[1] between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]',
];
const DELETED = [
  '04[ENC] <t1|2> parsed INFORMATIONAL request 5 [ D ]',
  '04[IKE] <t1|2> received DELETE for IKE_SA t1[2]',
  '04[IKE] <t1|2> deleting IKE_SA t1[2] between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]',
];

const renewal = (old: number): readonly string[] => [
  `04[IKE] <t1|${old}> IKE_SA t1[${old + 1}] rekeyed between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]`,
  `04[IKE] <t1|${old}> deleting IKE_SA t1[${old}] between 203.0.113.10[203.0.113.10]...198.51.100.10[198.51.100.10]`,
];

/** The child SAs of a renewed association continue in the new one: its end is the end of the tunnel. */
export const RENEWALS: readonly Case[] = [
  { name: 'renewed', source: 'composed', logs: [RENEWED.join('\n')], is: [] },
  {
    name: 'renewed six times in an hour',
    source: 'composed',
    logs: [[...RENEWED, ...[2, 3, 4, 5, 6].flatMap(renewal)].join('\n')],
    is: [],
  },
  {
    name: 'renewed, then deleted by the peer',
    source: 'composed',
    logs: [[...RENEWED, ...DELETED].join('\n')],
    is: ['not-known'],
  },
];
