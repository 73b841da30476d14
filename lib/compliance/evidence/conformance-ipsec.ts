import { WEAK_VALUES } from '../../config/proposals';
import {
  type ConformanceCheck,
  type ConformanceResult,
  compareLists,
  conformanceResult,
  givenByHospital,
  NO_VPN,
} from './conformance-check';
import { EIFU, type IpsecId } from './eifu';
import { inwardPorts, type SiteView } from './site-view';
import type { EvidenceTunnelFacts, EvidenceVpnFacts } from './tunnel-facts';

/** The checks of the IPSec Tunnel page, by value. */

const ofVpn =
  (read: (vpn: EvidenceVpnFacts, site: SiteView) => ConformanceResult): ConformanceCheck =>
  (site) =>
    site.vpn === undefined ? NO_VPN : read(site.vpn, site);

type TunnelList =
  | 'phase1Encryption'
  | 'phase1Integrity'
  | 'phase1DhGroups'
  | 'phase2Encryption'
  | 'phase2Integrity'
  | 'phase2DhGroups'
  | 'ikeVersion';

/** The values of both tunnels. If they differ, that is a deviation: the page has one policy. */
function both(
  vpn: EvidenceVpnFacts,
  show: (tunnel: EvidenceTunnelFacts) => string,
  read: (tunnel: EvidenceTunnelFacts) => ConformanceResult,
): ConformanceResult {
  const [one, two] = vpn.tunnels;
  if (show(one) === show(two)) return read(one);
  return conformanceResult(
    'deviation',
    [`tunnel 1: ${show(one)}`, `tunnel 2: ${show(two)}`],
    'The two tunnels differ.',
  );
}

const list = (id: TunnelList, weak: readonly string[] = []): ConformanceCheck =>
  ofVpn((vpn) =>
    both(
      vpn,
      (tunnel) => tunnel[id]?.join(', ') ?? 'not specified',
      (tunnel) => compareLists(EIFU[id].values, tunnel[id], weak),
    ),
  );

const lifetime = (id: 'phase1Lifetime' | 'phase2Lifetime'): ConformanceCheck =>
  ofVpn((vpn) =>
    both(
      vpn,
      (tunnel) => tunnel[id] ?? 'not specified',
      (tunnel) => {
        const page = Number.parseInt(EIFU[id].values[0], 10);
        const found = Number(tunnel[id]);
        if (tunnel[id] === undefined) return conformanceResult('deviation', ['not specified'], 'AWS’s default holds.');
        if (found === page) return conformanceResult('same', [`${found} s`]);
        return conformanceResult(
          'deviation',
          [Number.isNaN(found) ? tunnel[id] : `${found} s`],
          found < page
            ? `Shorter than the page’s ${page} s: keys are renewed more often. IKEv2 negotiates no lifetime, so a device that keeps to the page still connects.`
            : `Not the page’s ${page} s.`,
        );
      },
    ),
  );

const dpdTimeout = ofVpn((vpn) =>
  both(
    vpn,
    (tunnel) => tunnel.dpdTimeout ?? 'not specified',
    ({ dpdTimeout: found }) => {
      const page = EIFU.dpdTimeout.values[0];
      if (`${found} s` === page) return conformanceResult('same', [page]);
      return conformanceResult(
        'deviation',
        [found === undefined ? 'not specified' : `${found} s`],
        `Not the page’s ${page}.`,
      );
    },
  ),
);

const ikeVersion = ofVpn((vpn) =>
  both(
    vpn,
    (tunnel) => tunnel.ikeVersion?.join(', ') ?? 'not specified',
    (tunnel) =>
      compareLists(
        EIFU.ikeVersion.values,
        tunnel.ikeVersion?.map((one) => one.replace(/^ikev/, '')),
      ),
  ),
);

const hospitalCidrs: ConformanceCheck = ({ ports, vpn }) => {
  const sources = unique(
    ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital).map(({ peer }) => peer),
  );
  const unrouted = vpn?.staticOnly === true ? sources.filter((cidr) => !vpn.staticRoutes.includes(cidr)) : [];
  return unrouted.length === 0
    ? givenByHospital(sources)
    : conformanceResult('deviation', sources, `No static route leads to ${unrouted.join(', ')}.`);
};

const preSharedKeys = ofVpn((vpn) => {
  if (vpn.keysInTemplate) return conformanceResult('deviation', ['in the template'], 'A key stands in the template.');
  return vpn.keyStorage === 'SecretsManager'
    ? conformanceResult('given', ['made by AWS, kept in Secrets Manager'], 'No key stands in a template.')
    : conformanceResult('deviation', [`storage ${vpn.keyStorage}`], 'Not in Secrets Manager.');
});

export const IPSEC_READINGS: Readonly<Record<IpsecId, ConformanceCheck>> = {
  gatewayAddress: ofVpn(({ gateway }) => givenByHospital(gateway === undefined ? [] : [gateway.address])),
  hospitalCidrs,
  device: ofVpn((_, { declared }) =>
    conformanceResult(
      'elsewhere',
      declared?.vpn === undefined ? [] : [declared.vpn.gateway.device],
      'As declared: no resource names the model, so that another device replaces nothing.',
    ),
  ),
  tunnelAddresses: ofVpn(({ tunnels, policy }) => {
    const inside = tunnels.flatMap(({ insideCidr }) => insideCidr ?? []);
    return policy.tunnels.length === 2 && inside.length === 2
      ? givenByHospital(inside, 'Inside addresses. AWS gives the outside ones at the deploy.')
      : conformanceResult('deviation', inside, 'Not exactly two tunnels are specified.');
  }),
  preSharedKeys,
  remoteSubnet: ({ cloudCidr }) => givenByHospital(cloudCidr === undefined ? [] : [cloudCidr]),
  ikeVersion,
  vpnType: ofVpn(({ selectors }) =>
    selectors.length === 0
      ? conformanceResult('same', ['route-based'], '')
      : conformanceResult('deviation', selectors, 'Traffic selectors narrower than everything make it policy-based.'),
  ),
  dpdTimeout,
  phase1Encryption: list('phase1Encryption'),
  phase1Integrity: list('phase1Integrity', WEAK_VALUES.integrity),
  phase1DhGroups: list('phase1DhGroups', WEAK_VALUES.dhGroups.map(String)),
  phase1Lifetime: lifetime('phase1Lifetime'),
  phase2Encryption: list('phase2Encryption'),
  phase2Integrity: list('phase2Integrity', WEAK_VALUES.integrity),
  phase2DhGroups: list('phase2DhGroups', WEAK_VALUES.dhGroups.map(String)),
  phase2Lifetime: lifetime('phase2Lifetime'),
  outboundDicom: (site) =>
    givenByHospital(
      inwardPorts(site).map(({ protocol, port }) => `${protocol} ${port}`),
      `To the endpoint in ${site.cloudCidr ?? 'the site VPC'}; its addresses are known at the deploy.`,
    ),
  inboundDicom: ({ delivery }) =>
    delivery === undefined
      ? conformanceResult('none', [], 'Nothing is sent to this hospital.')
      : givenByHospital(
          delivery.targets.map(({ address, port }) => `to ${address} port ${port}`),
          `From ${delivery.sources.join(' and ')}.`,
        ),
};

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
