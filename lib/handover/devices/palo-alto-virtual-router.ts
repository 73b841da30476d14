import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import type { ConfigurationLines } from './device-file';
import { paloAltoRouter, paloAltoUnit } from './palo-alto-router';
import { AS_PATH_PREPENDS, BGP_TIMERS, LOCAL_PREFERENCE } from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';

/** BGP of a virtual router (PAN-OS 10.2 Administrator's Guide, "BGP"). */

const LARGEST_2_BYTE_ASN = 65535;

export function virtualRouterBgp(
  { vpn, cloudCidr }: VpnHandoverFacts,
  routing: HandoverRouting & { kind: 'bgp' },
): ConfigurationLines {
  const { bgp: protocol } = paloAltoRouter(vpn);
  const rest = (rules: string, name: string) =>
    setObject(`${rules} ${name}-rest`, ['enable yes', `used-by ${name}`, 'action deny']);
  return [
    optionalSets(
      `Only if the virtual router has no BGP yet (show ${protocol}), add these lines:`,
      [
        `${protocol} router-id ${vpn.tunnels[0].inside.device}`,
        `${protocol} local-as ${routing.asn}`,
        `${protocol} install-route yes`,
        ...(Math.max(routing.asn, routing.awsAsn) > LARGEST_2_BYTE_ASN
          ? [`${protocol} routing-options as-format 4-byte`]
          : []),
        `${protocol} enable yes`,
      ],
      [protocol],
    ),
    sharedSet(
      'Only if no other BGP neighbour gets these networks:',
      routing.announce.map((cidr) => `${protocol} redist-rules ${cidr}`),
      'enable yes',
    ),
    vpn.tunnels.map(({ number, inside }) => {
      const name = `heartlab-${number}`;
      const into = `${protocol} policy import rules`;
      const out = `${protocol} policy export rules`;
      return [
        setObject(`${protocol} peer-group ${name}`, [
          'enable yes',
          'type ebgp remove-private-as no',
          ...[
            'enable yes',
            `peer-as ${routing.awsAsn}`,
            `local-address interface ${paloAltoUnit(number)}`,
            `local-address ip ${inside.device}/30`,
            `peer-address ip ${inside.aws}`,
            `connection-options keep-alive-interval ${BGP_TIMERS.keepalive}`,
            `connection-options hold-time ${BGP_TIMERS.hold}`,
          ].map((line) => `peer ${name} ${line}`),
        ]),
        setObject(`${into} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          `match address-prefix ${cloudCidr} exact yes`,
          `action allow update local-preference ${LOCAL_PREFERENCE[number]}`,
        ]),
        rest(into, name),
        setObject(`${out} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          ...routing.announce.map((cidr) => `match address-prefix ${cidr} exact yes`),
          number === 2 ? `action allow update as-path prepend ${AS_PATH_PREPENDS}` : 'action allow',
        ]),
        rest(out, name),
      ];
    }),
  ];
}
