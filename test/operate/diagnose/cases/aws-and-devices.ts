import { type Case, captured, SITE, UNKNOWN, written } from './case';
import { AWS_UP, aws, CISCO, filtered, text } from './composed';

export const AWS: readonly Case[] = [
  written(
    'key',
    aws(
      ['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'],
      ['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'down', 'down'],
    ),
    ['psk-mismatch'],
  ),
  written(
    'key, document',
    filtered(aws(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down'])),
    ['psk-mismatch'],
  ),
  written(
    'key, text',
    text(['AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10', 'negotiating', 'down']),
    ['psk-mismatch'],
  ),
  written(
    'refused',
    aws(['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'negotiating', 'down']),
    UNKNOWN,
  ),
  written(
    'refused, and the device',
    [aws(['AWS tunnel is sending AUTHENTICATION_FAILED as the response', 'negotiating', 'down']), CISCO.key],
    ['psk-mismatch'],
  ),
  written('phase 1', aws(['No Proposal Match Found by AWS', 'negotiating', 'down']), ['phase1-proposal']),
  written(
    'phase 2',
    aws(
      ['No Proposal Match Found. Notifying with "No proposal chosen"', 'established', 'negotiating'],
      ['AWS tunnel Phase 2 was unable to establish while keeping Phase 1', 'established', 'down'],
    ),
    ['phase2-proposal'],
  ),
  written(
    'phase 2, no reason',
    aws(['AWS tunnel Phase 2 was unable to establish while keeping Phase 1', 'established', 'down']),
    UNKNOWN,
  ),
  written(
    'renewal',
    aws(
      ['AWS tunnel processed request (id=4) for CREATE_CHILD_SA', 'established', 'established'],
      ['No Proposal Match Found by AWS', 'established', 'rekeying'],
    ),
    UNKNOWN,
  ),
  written(
    'renewal, and the device',
    [aws(['No Proposal Match Found by AWS', 'established', 'rekeying']), captured('no-pfs-hospital')],
    ['no-pfs'],
  ),
  written(
    'selectors',
    aws(['AWS: Traffic Selector: TS_UNACCEPTABLE: received from responder', 'established', 'down']),
    ['traffic-selector'],
  ),
  written('silence', aws(['AWS tunnel DPD timed out after 3 retransmits', 'established', 'established']), [
    'dpd-timeout',
  ]),
  written(
    'silence, then up again',
    [aws(['AWS tunnel DPD timed out after 3 retransmits', 'down', 'down']), AWS_UP].join('\n'),
    ['past:dpd-timeout'],
  ),
  written(
    'half open',
    aws(['AWS tunnel Timeout: deleting un-established Phase 1 IKE_SA with cgw: 203.0.113.10', 'down', 'down']),
    UNKNOWN,
  ),
  written('healthy', AWS_UP, []),
  written('healthy, document', filtered(AWS_UP), []),
];

export const DEVICES: readonly Case[] = [
  written('key, IOS', CISCO.key, ['psk-mismatch']),
  written('refused, IOS', CISCO.refused, UNKNOWN),
  written('identity, IOS', CISCO.identity, ['identity-mismatch']),
  written('phase 1, IOS', CISCO.phase1, ['phase1-proposal'], {
    says: /^encryption: peer offers AES-CBC-128, this side AES-CBC-256; DH group: peer offers DH_GROUP_1024_MODP\/Group 2, this side DH_GROUP_2048_MODP\/Group 14$/,
  }),
  written('phase 2, IOS', CISCO.phase2, ['phase2-proposal']),
  written('selectors, IOS', CISCO.selectors, ['traffic-selector']),
  written('UDP 500, IOS', CISCO.port500, ['udp500-blocked']),
  written('UDP 4500, IOS', CISCO.port4500, ['udp4500-blocked']),
  written('silence, IOS', CISCO.dead, ['dpd-timeout']),
  written('IKEv1, IOS', CISCO.version1, ['ike-version']),
  written('healthy, IOS', CISCO.up, []),
  written(
    'answers by the other tunnel, ASA',
    '%ASA-6-106015: Deny TCP (no connection) from 100.64.0.20/443 to 10.20.0.15/49152 flags SYN ACK  on interface vti2',
    ['asymmetric-route'],
  ),
  written(
    'answers by the other tunnel, Linux',
    'Nov 24 02:15:03 fw kernel: [ 812.114] IPv4: martian source 10.20.0.15 from 100.64.0.20, on dev vti2',
    ['asymmetric-route'],
  ),
  written(
    'no route, curl',
    'curl: (7) Failed to connect to 100.64.0.20 port 443 after 0 ms: Network is unreachable',
    ['route-missing'],
    { site: SITE },
  ),
  written('no inside address, ping', 'ping: connect: Network is unreachable 169.254.21.1', ['inside-address']),
];
