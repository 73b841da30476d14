import type { VpnHandoverFacts } from '../../facts';
import { placeholderText } from '../../placeholder';
import { dpdInterval } from '../preference';
import { bgpLines } from './bgp-lines';
import { type DeviceGuide, type GuideStep, guideRenderer } from './guide';
import { minutesField, phase1Hash, plainHash, ruleSteps, suggestedTunnelName } from './values';

/** WatchGuard Firebox: two BOVPN virtual interfaces. */

const aes = (encryption: string): string =>
  encryption.replace(/^AES(\d+)-GCM-16$/, 'AES-GCM ($1-bit)').replace(/^AES(\d+)$/, 'AES ($1-bit)');
const group = (dhGroup: number): string => `Group ${dhGroup}`;
const DPD = { tries: 5, interval: { min: 5, max: 300 } } as const;

function routes(facts: VpnHandoverFacts): readonly GuideStep[] {
  if (facts.vpn.routing.kind === 'static') return [];
  return [
    {
      menu: 'Network > Dynamic Routing > BGP',
      fields: [['Enable Dynamic Routing, Enable', 'on; change no line that is there']],
      enter: bgpLines(facts, { outbound: 'route-map' }),
      shows:
        'both neighbors are Established in System Status > Routes. If the text has `router bgp` already, add the lines below it there, and stop if its AS number differs. BGP announces a network only while the routing table has exactly that prefix.',
      adds: 'exactly these lines of BGP',
    },
  ];
}

function guide(facts: VpnHandoverFacts): DeviceGuide {
  const { vpn, cloudCidr } = facts;
  const { phase1, phase2 } = vpn.proposals.recommended;
  return {
    firmware: 'Fireware 12 (Web UI)',
    pages: [
      [
        'WatchGuard, "BOVPN Virtual Interface with Metric-Based Failover"',
        'https://www.watchguard.com/help/docs/help-center/en-us/Content/en-US/Fireware/bovpn/manual/bovpn_vif_metric_failover_c.html',
      ],
      [
        'WatchGuard, "BGP Commands (FRR)": Fireware 12.9 has FRR, and takes the same lines as Quagga before',
        'https://www.watchguard.com/help/docs/help-center/en-US/Content/en-US/Fireware/dynamicrouting/bgp_commands_frr.html',
      ],
      [
        'WatchGuard, "About Diffie-Hellman Groups"',
        'http://www.watchguard.com/help/docs/fireware/11/en-US/Content/en-US/bovpn/manual/diffie_hellman_c.html',
      ],
      [
        'WatchGuard, "Define Gateway Endpoints for a BOVPN Gateway"',
        'https://watchguard.com/help/docs/help-center/en-us/Content/en-US/Fireware/bovpn/manual/define_gateway_endpts_c.html',
      ],
    ],
    notVerified: ['the names of the tabs in releases newer than 12.10'],
    steps: [
      ...vpn.tunnels.map(
        ({ number, outsideAddress, inside, keyBlank }): GuideStep => ({
          menu: `VPN > BOVPN Virtual Interfaces > Add: tunnel ${number}`,
          fields: [
            ['Interface Name', suggestedTunnelName(number)],
            ['Remote Endpoint Type', 'Cloud VPN or Third-Party Gateway'],
            ['Credential Method: Use Pre-Shared Key', keyBlank],
            ['Gateway Endpoint > Local Gateway: External Interface', placeholderText('OUTSIDE-INTERFACE')],
            ['Gateway Endpoint > Local Gateway ID: By IP Address', vpn.publicIp],
            ['Gateway Endpoint > Remote Gateway: Static IP Address', outsideAddress],
            ['Gateway Endpoint > Remote Gateway ID: By IP Address', outsideAddress],
            ['VPN Routes > Assign virtual interface IP addresses: Local IP address', inside.device],
            ['VPN Routes > Assign virtual interface IP addresses: Peer IP address or netmask', inside.mask],
            ...(vpn.routing.kind === 'static'
              ? ([
                  ['VPN Routes > Add: Route To', cloudCidr],
                  ['VPN Routes > Add: Distance (metric)', number === 1 ? 1 : 10],
                ] as const)
              : []),
            ['Phase 1 Settings > Version', 'IKEv2'],
            [
              'Phase 1 Settings > Dead Peer Detection: traffic idle timeout, seconds',
              dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval),
            ],
            ['Phase 1 transform: Authentication', plainHash(phase1Hash(phase1)).replace('SHA', 'SHA2-')],
            ['Phase 1 transform: Encryption', aes(phase1.encryption)],
            minutesField('Phase 1 transform: SA Life', phase1.lifetimeSeconds),
            ['Phase 1 transform: Key Group', `Diffie-Hellman ${group(phase1.dhGroup)}`],
            ['Phase 2 Settings > Enable Perfect Forward Secrecy', `Diffie-Hellman ${group(phase2.dhGroup)}`],
            ['Phase 2 proposal: Type', 'ESP'],
            ...(phase2.integrity === undefined
              ? []
              : ([['Phase 2 proposal: Authentication', phase2.integrity]] as const)),
            ['Phase 2 proposal: Encryption', aes(phase2.encryption)],
            minutesField('Phase 2 proposal: Force Key Expiration, SA Life', phase2.lifetimeSeconds),
          ],
          shows: `System Status > VPN Statistics shows the virtual interface of ${inside.device} to ${inside.aws}, with bytes in both directions.`,
          adds: `the BOVPN virtual interface ${suggestedTunnelName(number)}`,
        }),
      ),
      ...routes(facts),
      {
        menu: 'System > Global Settings > Networking: TCP maximum segment size',
        fields: [['TCP MSS Adjustment, Limit to', vpn.mtu.mss]],
        shows:
          'the setting applies to all traffic. Set it only if large studies stall, and keep a smaller value that is there.',
      },
      ...ruleSteps(facts, 'Firewall > Firewall Policies', {
        inside: placeholderText('INSIDE-ZONE'),
        tunnel: `${suggestedTunnelName(1)}, ${suggestedTunnelName(2)}`,
        outside: placeholderText('OUTSIDE-ZONE'),
      }),
    ],
  };
}

export const renderWatchguard = guideRenderer(guide);
