import { hasVpn } from '../facts';
import { VERIFY_SCRIPT } from '../verify/files';
import { bulletList, copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { SectionInput } from './readme-input';

/** The usual causes, and the information that HeartLab needs to find others. */
export function troubleshootingSection({ facts, link }: SectionInput): PackSection {
  const vpn = hasVpn(facts) ? facts.vpn : undefined;
  const ofTunnels =
    vpn === undefined
      ? []
      : [
          [
            'Phase 1 fails with "authentication failed"',
            'A wrong pre-shared key, or the key of the other tunnel; or a wrong IKE identity',
            `Enter each key again, without spaces. Local identity: ${copyableCode(vpn.publicIp)}, as an IPv4 address`,
          ],
          [
            'Phase 1 or 2 fails with "no proposal chosen"',
            'Mismatched encryption proposals',
            `Compare both phases with the table "Enter exactly these values" in ${link('vpn')}. Perfect forward secrecy must be on`,
          ],
          [
            'Phase 2 fails with "traffic selectors unacceptable", or only some subnets pass',
            'Incorrect subnet definitions',
            'Use one pair of selectors, 0.0.0.0/0 on both sides, and put the subnets into routes. Change a policy-based VPN to a route-based one',
          ],
          [
            'HeartLab does not answer on UDP 500; or phase 2 is established, but no packet returns',
            'Firewall or NAT traversal restrictions',
            'Allow UDP 500, UDP 4500 and ESP, in both directions, to both outside addresses. A NAT device must not change the ports',
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
            vpn === undefined ? 'BGP is up, no study arrives' : 'The tunnels are up, no study arrives',
            'Routing conflict',
            `Every router on the path must route ${copyableCode(facts.cloudCidr)} into the connection, and ${copyableCodes(facts.hospitalCidrs)} back. No other route of yours may have the same range, and answers must return by the same path`,
          ],
          ...(facts.directConnect.length === 0
            ? []
            : [
                [
                  'A Direct Connect session stays down',
                  'The VLAN, peer address, ASN or key differs',
                  'If the peer answers a ping, check ASN and key. If not, check VLAN and address',
                ],
              ]),
          [
            'Small studies arrive, large ones stall',
            'Packets are too large for the path',
            vpn === undefined
              ? `On the whole path, set the MTU of ${link('directConnect')}, and allow ICMP type 3 code 4`
              : `Clamp TCP MSS to ${vpn.mtu.mss} on both tunnels`,
          ],
          [
            'TLS fails',
            'Certificate authority, name or date',
            `Check the trusted authorities (${link('pacs')}) and the clock of the PACS. Use the host name in the URL, not an address. Exclude the connection from TLS inspection`,
          ],
          [
            'Time-out during a transfer',
            'The PACS times out, or a firewall drops the session',
            'Set the time-out to at least 300 seconds, also in firewalls',
          ],
          [
            'HTTP 401 or 403',
            'The sender does not identify as this site',
            facts.stowAuth === 'mtls'
              ? `The client certificate must have exactly one CN, ${facts.site}`
              : `The user must be ${copyableCode(facts.site)}, with the current password`,
          ],
          [
            'HTTP 202 or 409',
            'Some objects, or all, are not stored',
            'The answer lists each of them with a failure reason (0008,1197). Send them again. The reason 0111 means that another object with the same SOP Instance UID is stored; a changed object needs a new UID',
          ],
          ['HTTP 413', 'An object is larger than HeartLab accepts', 'Ask HeartLab'],
          [
            'HTTP 400, 404, 415',
            'The URL or the body of the request is wrong',
            `Compare URL and Content-Type with ${link('pacs')}`,
          ],
          ['HTTP 5xx', "A failure on HeartLab's side", 'Send HeartLab the time'],
        ],
      ),
      `If this does not help, send HeartLab (${link('contacts')}):`,
      bulletList([
        `the whole output of ${copyableCode(VERIFY_SCRIPT)};`,
        ...(vpn === undefined
          ? ['the state of the BGP sessions;']
          : [
              'the IKE and IPsec log of your device over five minutes of attempts, with its time zone;',
              'the state of both tunnels, as the device shows it;',
            ]),
        'the time when it last worked, and the changes since.',
      ]),
      'Never send a key or a password. HeartLab does not need them.',
    ],
  };
}
