import { hasVpn } from '../facts';
import { VERIFY_SCRIPT } from '../verify/files';
import { bulletList, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { ReadmeInput } from './readme-input';

/** The usual causes, and what HeartLab needs to find the others. */
export function troubleshootingSection({ facts }: ReadmeInput): PackSection {
  const vpn = hasVpn(facts) ? facts.vpn : undefined;
  const ofTunnels =
    vpn === undefined
      ? []
      : [
          [
            'Phase 1 fails with "authentication failed"',
            'Incorrect pre-shared key, or that of the other tunnel; or another IKE identity',
            `Enter each key anew, without spaces. Local identity: ${copyableCode(vpn.publicIp)}, as an IPv4 address`,
          ],
          [
            'Phase 1 or 2 fails with "no proposal chosen"',
            'Mismatched encryption proposals',
            'Compare both phases with the table "Enter exactly these values". Perfect forward secrecy must be on',
          ],
          [
            'Phase 2 fails with "traffic selectors unacceptable", or only some subnets pass',
            'Incorrect subnet definitions',
            'One pair of selectors, 0.0.0.0/0 on both sides; the subnets belong into routes. A policy-based VPN must be changed to a route-based one',
          ],
          [
            'Nothing answers on UDP 500; or phase 2 stands and no packet comes back',
            'Firewall or NAT traversal restrictions',
            'UDP 500, UDP 4500 and ESP, both directions, to both outside addresses; a NAT device must leave the ports alone',
          ],
        ];
  return {
    title: 'Troubleshooting',
    parts: [
      packTable(
        ['symptom', 'usual cause', 'what to do'],
        [
          ...ofTunnels,
          [
            vpn === undefined ? 'BGP stands, no study arrives' : 'The tunnels stand, no study arrives',
            'Routing conflict',
            `${copyableCode(facts.cloudCidr)} must lead into the connection on every router on the way, ${copyableCodes(facts.hospitalCidrs)} back; no other route of yours may have the same range, and the way back must be the way there`,
          ],
          ...(facts.directConnect.length === 0
            ? []
            : [
                [
                  'A Direct Connect session stays down',
                  'VLAN, peer address, ASN or key differ',
                  'If the peer answers a ping it is ASN or key, if not VLAN or address',
                ],
              ]),
          [
            'Small studies arrive, large ones stall',
            'Packets are too large for the way',
            vpn === undefined
              ? 'The MTU of the section Direct Connect, on the whole way; let ICMP type 3 code 4 pass'
              : `Clamp TCP MSS to ${vpn.mtu.mss} on both tunnels`,
          ],
          [
            'TLS fails',
            'Certificate authority, name or date',
            'Trust as in the section on the PACS; the URL by its name, not by address; no device that opens TLS; the clock of the PACS',
          ],
          [
            'Time-out during a transfer',
            'The PACS gives up, or a firewall forgets the session',
            'Time-out at least 300 seconds, also in firewalls',
          ],
          [
            'HTTP 401 or 403',
            'Whom HeartLab sees is not this site',
            facts.stowAuth === 'mtls'
              ? `The client certificate must have exactly one CN, ${facts.site}`
              : `The user must be ${copyableCode(facts.site)}, with the password in force`,
          ],
          [
            'HTTP 202 or 409',
            'Some objects, or all, are not stored',
            'The answer names each with a failure reason (0008,1197). Send them again; for 0111 another object with the same SOP Instance UID is stored, and a changed object needs a UID of its own',
          ],
          ['HTTP 413', 'An object is larger than HeartLab takes', 'Ask HeartLab'],
          ['HTTP 400, 404, 415', 'URL or body', 'Compare URL and Content-Type with the section on the PACS'],
          ['HTTP 5xx', "HeartLab's side", 'Send HeartLab the time'],
        ],
      ),
      'If that does not help, send HeartLab:',
      bulletList([
        `the whole output of ${copyableCode(VERIFY_SCRIPT)};`,
        ...(vpn === undefined
          ? ['the state of the BGP sessions;']
          : [
              'the IKE and IPsec log of your device over five minutes, with its time zone, while it tries;',
              'the state of both tunnels, as the device lists it;',
            ]),
        'when it last worked, and what was changed since.',
      ]),
      'Never a key or a password: HeartLab has them.',
    ],
  };
}
