import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { interfaceNumber, STATIC_ROUTE_DISTANCE } from '../preference';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { bgpFields, ruleSteps, suggestedTunnelName } from './values';

/** Cisco Secure Firewall: the IKE objects as bodies of the API of FDM; the rest by hand, in FDM or FMC. */

/** `AES256-GCM-16` as AES_GCM256, `AES128` as AES (FDM API, encryptionTypes). */
const encryptionType = (encryption: string): string =>
  encryption
    .replace(/^AES(\d+)-GCM-16$/, 'AES_GCM$1')
    .replace(/^AES_GCM128$/, 'AES_GCM')
    .replace(/^AES128$/, 'AES');
const hashType = (hash: string): string => hash.replace('SHA2-', 'SHA');
const json = (body: object): readonly string[] => JSON.stringify(body, undefined, 2).split('\n');

const IKE_POLICY_PRIORITY = 101;

/** The object IkevTwoPolicy: a policy with AES-GCM has no integrity hash. */
const ikePolicy = ({ vpn }: VpnHandoverFacts): object => {
  const { phase1 } = vpn.proposals.recommended;
  return {
    name: 'heartlab',
    enabled: true,
    priority: IKE_POLICY_PRIORITY,
    lifeTime: phase1.lifetimeSeconds,
    encryptionTypes: [encryptionType(phase1.encryption)],
    integrityTypes: [phase1.integrity === undefined ? 'NULL' : hashType(phase1.integrity).replace(/^SHA1$/, 'SHA')],
    prfTypes: [hashType(phase1.prf ?? '').replace(/^SHA1$/, 'SHA')],
    groupTypes: [`GROUP${phase1.dhGroup}`],
    type: 'ikevtwopolicy',
  };
};

/** The object IkevTwoProposal. */
const ipsecProposal = ({ vpn }: VpnHandoverFacts): object => {
  const { phase2 } = vpn.proposals.recommended;
  return {
    name: 'heartlab',
    encryptionTypes: [encryptionType(phase2.encryption)],
    integrityTypes: [phase2.integrity === undefined ? 'NULL' : hashType(phase2.integrity)],
    type: 'ikevtwoproposal',
  };
};

function routing(facts: VpnHandoverFacts): readonly GuideStep[] {
  const { vpn, cloudCidr } = facts;
  if (vpn.routing.kind === 'bgp')
    return [
      {
        menu: 'Device > Routing > BGP (FDM: Smart CLI object; FMC: Devices > Device Management > Routing > BGP > IPv4)',
        fields: [...bgpFields(facts), ['eBGP multihop', 2]],
        shows:
          '`show bgp summary` shows both neighbors with a number of prefixes. If the device has BGP already, add neighbors to it, and leave its router ID and AS as they are.',
        adds: 'both BGP neighbors, their route maps and prefix lists',
      },
    ];
  return vpn.tunnels.map(
    ({ number, inside }): GuideStep => ({
      menu: `Device > Routing > Static Routing > Add: tunnel ${number}`,
      fields: [
        ['Name', suggestedTunnelName(number)],
        ['Interface', suggestedTunnelName(number)],
        ['Networks', cloudCidr],
        ['Gateway', inside.aws],
        ['Metric', STATIC_ROUTE_DISTANCE[number]],
      ],
      shows:
        number === 1 ? 'the route is in `show route`.' : 'the route appears in `show route` when tunnel 1 is down.',
      adds: `the static route ${suggestedTunnelName(number)}`,
    }),
  );
}

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn } = facts;
  const { phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'Secure Firewall 7.2, with FDM or FMC',
    pages: [
      [
        'Cisco, FDM API objects in FTDAnsible',
        'https://github.com/CiscoDevNet/FTDAnsible/tree/master/library/generated',
      ],
      [
        'Cisco, "Site-to-Site VPNs", FMC 7.2',
        'https://cisco.com/c/en/us/td/docs/security/secure-firewall/management-center/device-config/720/management-center-device-config-72/vpn-s2s.html',
      ],
      [
        'Cisco, FTD REST API, addVirtualTunnelInterface',
        'https://developer.cisco.com/docs/ftd-api-reference/latest/addvirtualtunnelinterface',
      ],
      ['Cisco, FMC objects', 'https://github.com/CiscoDevNet/terraform-provider-fmc/tree/main/gen/definitions'],
    ],
    notVerified: [
      'the body of POST /devices/default/virtualtunnelinterfaces: the page was read only in part, so enter the interface by hand',
      'the names of the screens in FDM releases newer than 7.2, and the fields of BGP',
    ],
    remarks: [
      `The priority ${IKE_POLICY_PRIORITY} and the tunnel IDs ${interfaceNumber(1)} and ${interfaceNumber(2)} must be free. Nothing takes effect before Deploy: review the pending changes, and discard them if they show more than this guide.`,
    ],
    steps: [
      {
        menu: 'POST /object/ikev2policies (FMC: Objects > VPN > IKEv2 Policy, the same values)',
        fields: [],
        enter: json(ikePolicy(facts)),
        shows: 'the answer is 200 and contains the name heartlab.',
        adds: 'the IKEv2 policy heartlab',
      },
      {
        menu: 'POST /object/ikev2proposals (FMC: Objects > VPN > IKEv2 IPsec Proposal, the same values)',
        fields: [],
        enter: json(ipsecProposal(facts)),
        shows: 'the answer is 200 and contains the name heartlab.',
        adds: 'the IPsec proposal heartlab',
      },
      ...vpn.tunnels.map(
        ({ number, inside }): GuideStep => ({
          menu: `Device > Interfaces > Virtual Tunnel Interfaces > Add: tunnel ${number}`,
          fields: [
            ['Name', suggestedTunnelName(number)],
            ['Security Zone', 'heartlab (a new zone)'],
            ['Tunnel ID', interfaceNumber(number)],
            ['Tunnel Source', placeholderText('OUTSIDE-INTERFACE')],
            ['IPsec Tunnel Mode', 'IPv4'],
            ['IP Address', `${inside.device}/30`],
          ],
          shows: `the list shows Tunnel${interfaceNumber(number)}.`,
          adds: `the virtual tunnel interface ${suggestedTunnelName(number)}`,
        }),
      ),
      ...vpn.tunnels.map(
        ({ number, outsideAddress, keyBlank }): GuideStep => ({
          menu: `Device > Site-to-Site VPN > Add > Route Based (VTI): tunnel ${number}`,
          fields: [
            ['Connection Profile Name', suggestedTunnelName(number)],
            ['Local VPN Access Interface', suggestedTunnelName(number)],
            ['Remote IP Address', outsideAddress],
            ['IKE Version 2', 'on; version 1 off'],
            ['IKE Policy', 'heartlab, no other'],
            ['IPsec Proposal', 'heartlab, no other'],
            ['Local and Remote Preshared Key', keyBlank],
            ['IPsec: Lifetime Duration (seconds)', phase2.lifetimeSeconds],
            ['Diffie-Hellman Group for Perfect Forward Secrecy', `Group ${phase2.dhGroup}`],
            ['Local identity', vpn.publicIp],
          ],
          shows: '`show crypto ikev2 sa` shows READY after Deploy.',
          adds: `the connection profile ${suggestedTunnelName(number)}`,
        }),
      ),
      ...routing(facts),
      {
        menu: 'Objects > FlexConfig: TCP MSS',
        fields: [
          ['sysopt connection tcpmss, at most', vpn.mtu.mss],
          ['Dead peer detection, at most seconds', vpn.dpdTimeoutSeconds],
        ],
        shows: 'the setting applies to the whole device. Keep a smaller value that is there.',
      },
      ...ruleSteps(facts, 'Policies > Access Control', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: 'heartlab',
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
      {
        menu: 'Deploy',
        fields: [['Pending changes', 'only those of this guide']],
        shows: 'the deployment has succeeded.',
      },
    ],
  };
}

export const renderCiscoFtd = guideRenderer(guide);
