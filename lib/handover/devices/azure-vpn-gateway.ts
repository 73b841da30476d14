import { isGcm } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import type { PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';

/**
 * Azure VPN gateway: Bicep for two local network gateways and two connections (Microsoft.Network/localNetworkGateways and
 * /connections 2023-09-01). The virtual network gateway itself exists already and is not changed.
 */

const AZURE_API = '2023-09-01';

const DH: Readonly<Record<number, string>> = {
  2: 'DHGroup2',
  14: 'DHGroup14',
  19: 'ECP256',
  20: 'ECP384',
  24: 'DHGroup24',
};
const PFS: Readonly<Record<number, string>> = { 2: 'PFS2', 14: 'PFS2048', 19: 'ECP256', 20: 'ECP384', 24: 'PFS24' };

const encryption = ({ encryption: value }: PhaseProposal): string =>
  isGcm(value) ? value.replace(/^AES(\d+)-GCM-16$/, 'GCMAES$1') : value;
const integrity = (proposal: PhaseProposal): string =>
  proposal.integrity === undefined ? encryption(proposal) : proposal.integrity.replace('SHA2-', 'SHA');

/** No limit by volume: AWS renews by time. The largest value that the reference permits. */
const LARGEST_VOLUME = 2147483647;

function tunnel(facts: VpnHandoverFacts, { number, outsideAddress, inside }: HandoverTunnelFacts): ConfigurationLines {
  const { vpn, cloudCidr } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  const { routing } = vpn;
  const name = `heartlab-${number}`;
  return [
    '',
    `resource peer${number} 'Microsoft.Network/localNetworkGateways@${AZURE_API}' = {`,
    `  name: '${name}'`,
    '  location: location',
    '  properties: {',
    `    gatewayIpAddress: '${outsideAddress}'`,
    ...(routing.kind === 'static'
      ? ['    localNetworkAddressSpace: {', '      addressPrefixes: [', `        '${cloudCidr}'`, '      ]', '    }']
      : [
          '    bgpSettings: {',
          `      asn: ${routing.awsAsn}`,
          `      bgpPeeringAddress: '${inside.aws}'`,
          `      peerWeight: ${number === 1 ? 10 : 0}`,
          '    }',
        ]),
    '  }',
    '}',
    '',
    `resource connection${number} 'Microsoft.Network/connections@${AZURE_API}' = {`,
    `  name: '${name}'`,
    '  location: location',
    '  properties: {',
    "    connectionType: 'IPsec'",
    "    connectionProtocol: 'IKEv2'",
    `    connectionMode: '${vpn.startup === 'start' ? 'Default' : 'InitiatorOnly'}'`,
    `    routingWeight: ${number === 1 ? 10 : 0}`,
    `    sharedKey: key${number}`,
    `    dpdTimeoutSeconds: ${vpn.dpdTimeoutSeconds}`,
    `    enableBgp: ${routing.kind === 'bgp'}`,
    '    usePolicyBasedTrafficSelectors: false',
    '    virtualNetworkGateway1: {',
    '      id: gateway.id',
    '      properties: {}',
    '    }',
    '    localNetworkGateway2: {',
    `      id: peer${number}.id`,
    '      properties: {}',
    '    }',
    ...(routing.kind === 'static'
      ? []
      : [
          '    gatewayCustomBgpIpAddresses: [',
          '      {',
          `        customBgpIpAddress: '${inside.device}'`,
          '        ipConfigurationId: gateway.properties.ipConfigurations[0].id',
          '      }',
          '    ]',
        ]),
    '    ipsecPolicies: [',
    '      {',
    `        ikeEncryption: '${encryption(phase1)}'`,
    `        ikeIntegrity: '${integrity(phase1)}'`,
    `        dhGroup: '${DH[phase1.dhGroup]}'`,
    `        ipsecEncryption: '${encryption(phase2)}'`,
    `        ipsecIntegrity: '${integrity(phase2)}'`,
    `        pfsGroup: '${PFS[phase2.dhGroup]}'`,
    `        saLifeTimeSeconds: ${phase2.lifetimeSeconds}`,
    `        saDataSizeKilobytes: ${LARGEST_VOLUME}`,
    '      }',
    '    ]',
    '  }',
    '}',
  ];
}

const bgpRemarks = ({ vpn, hospitalCidrs, cloudCidr }: VpnHandoverFacts): readonly string[] =>
  vpn.routing.kind === 'static'
    ? []
    : [
        `The gateway must be active-active with BGP, and its own ASN must be the ASN of the hospital ${vpn.routing.asn}. ${vpn.publicIp} is the address of its first instance.`,
        `Add ${vpn.tunnels.map(({ inside }) => inside.device).join(' and ')} to the custom Azure APIPA BGP addresses of that instance first (Configuration of the gateway). Remove none.`,
        'Before that, give every other BGP connection of the gateway its own custom address: with several addresses, a connection without one uses the first of the list.',
        'Only the address of the first instance is used, so this file names no other. If Azure refuses the connection without an address of the second instance, add one to the gateway, and an entry with `gateway.properties.ipConfigurations[1].id` to both connections.',
        `Azure accepts ${cloudCidr} from both neighbours, and prefers tunnel 1 by its weight. It can't prepend on tunnel 2, so AWS chooses the tunnel for answers.`,
        `The gateway announces the address space of its virtual network. It must be exactly ${hospitalCidrs.join(', ')}.`,
      ];

export const renderAzureVpnGateway: DeviceRenderer = (facts) => {
  const { vpn } = facts;
  return [
    {
      name: 'azure-vpn-gateway.bicep',
      text: withHeading(facts, {
        comment: '//',
        remarks: [
          'Written for API version 2023-09-01 (learn.microsoft.com/azure/templates/microsoft.network/connections). BGP follows learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp, with one customer gateway in place of two.',
          'Check first: az network vpn-connection list and az network local-gateway list, in the resource group. No name may begin with heartlab.',
          'See what would change: az deployment group what-if --resource-group GROUP --template-file azure-vpn-gateway.bicep. It must only create four resources.',
          'Then: az deployment group create with the same arguments. The command asks for both keys; they stand in no file.',
          'Take it out again: az network vpn-connection delete, then az network local-gateway delete, for heartlab-1 and heartlab-2.',
          ...bgpRemarks(facts),
          `Phase 1 lasts as long as Azure chooses. AWS renews it after ${vpn.proposals.recommended.phase1.lifetimeSeconds} seconds.`,
          `No page was found that states the TCP MSS to which Azure clamps: set MSS ${vpn.mtu.mss} on the servers, or on the firewall of the virtual network.`,
          'While both tunnels are down, a route of the virtual network for the remote subnet with next hop None keeps the traffic off the internet. Network security groups filter both directions: allow only the rules of the README.',
        ],
        lines: [
          'param location string = resourceGroup().location',
          "@description('the name of the virtual network gateway')",
          'param gatewayName string',
          ...vpn.tunnels.flatMap(({ number }) => [
            '',
            '@secure()',
            `@description('the pre-shared key of tunnel ${number}')`,
            `param key${number} string`,
          ]),
          '',
          `resource gateway 'Microsoft.Network/virtualNetworkGateways@${AZURE_API}' existing = {`,
          '  name: gatewayName',
          '}',
          ...vpn.tunnels.map((one) => tunnel(facts, one)),
        ],
      }),
    },
  ];
};
