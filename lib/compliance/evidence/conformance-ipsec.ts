import { WEAK } from '../../config/proposals';
import { compareLists, given, NO_VPN, type Read, type Reading, reading } from './conformance-check';
import { EIFU, type IpsecId } from './eifu';
import { inwardPorts, type SiteView } from './site-view';
import type { TunnelFacts, VpnFacts } from './tunnel-facts';

/** What a template says to each value of the IPSec Tunnel page. */

const ofVpn =
  (read: (vpn: VpnFacts, site: SiteView) => Reading): Read =>
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

/** Of both tunnels; where they differ that is a deviation, since the page knows one policy. */
function both(vpn: VpnFacts, show: (tunnel: TunnelFacts) => string, read: (tunnel: TunnelFacts) => Reading): Reading {
  const [one, two] = vpn.tunnels;
  if (show(one) === show(two)) return read(one);
  return reading('deviation', [`tunnel 1: ${show(one)}`, `tunnel 2: ${show(two)}`], 'The two tunnels differ.');
}

const list = (id: TunnelList, weak: readonly string[] = []): Read =>
  ofVpn((vpn) =>
    both(
      vpn,
      (tunnel) => tunnel[id]?.join(', ') ?? 'not specified',
      (tunnel) => compareLists(EIFU[id].values, tunnel[id], weak),
    ),
  );

const lifetime = (id: 'phase1Lifetime' | 'phase2Lifetime'): Read =>
  ofVpn((vpn) =>
    both(
      vpn,
      (tunnel) => tunnel[id] ?? 'not specified',
      (tunnel) => {
        const page = Number.parseInt(EIFU[id].values[0], 10);
        const found = Number(tunnel[id]);
        if (tunnel[id] === undefined) return reading('deviation', ['not specified'], 'AWS’s default holds.');
        if (found === page) return reading('same', [`${found} s`]);
        return reading(
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
      if (`${found} s` === page) return reading('same', [page]);
      return reading('deviation', [found === undefined ? 'not specified' : `${found} s`], `Not the page’s ${page}.`);
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

const hospitalCidrs: Read = ({ ports, vpn }) => {
  const sources = unique(
    ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital).map(({ peer }) => peer),
  );
  const unrouted = vpn?.staticOnly === true ? sources.filter((cidr) => !vpn.staticRoutes.includes(cidr)) : [];
  return unrouted.length === 0
    ? given(sources)
    : reading('deviation', sources, `No static route leads to ${unrouted.join(', ')}.`);
};

const preSharedKeys = ofVpn((vpn) => {
  if (vpn.keysInTemplate) return reading('deviation', ['in the template'], 'A key stands in the template.');
  return vpn.keyStorage === 'SecretsManager'
    ? reading('given', ['made by AWS, kept in Secrets Manager'], 'No key stands in a template.')
    : reading('deviation', [`storage ${vpn.keyStorage}`], 'Not in Secrets Manager.');
});

export const IPSEC_READINGS: Readonly<Record<IpsecId, Read>> = {
  gatewayAddress: ofVpn(({ gateway }) => given(gateway === undefined ? [] : [gateway.address])),
  hospitalCidrs,
  device: ofVpn((_, { declared }) =>
    reading(
      'elsewhere',
      declared?.vpn === undefined ? [] : [declared.vpn.gateway.device],
      'As declared: no resource names the model, so that another device replaces nothing.',
    ),
  ),
  tunnelAddresses: ofVpn(({ tunnels, policy }) => {
    const inside = tunnels.flatMap(({ insideCidr }) => insideCidr ?? []);
    return policy.tunnels.length === 2 && inside.length === 2
      ? given(inside, 'Inside addresses. AWS gives the outside ones at the deploy.')
      : reading('deviation', inside, 'Not exactly two tunnels are specified.');
  }),
  preSharedKeys,
  remoteSubnet: ({ cloudCidr }) => given(cloudCidr === undefined ? [] : [cloudCidr]),
  ikeVersion,
  vpnType: ofVpn(({ selectors }) =>
    selectors.length === 0
      ? reading('same', ['route-based'], '')
      : reading('deviation', selectors, 'Traffic selectors narrower than everything make it policy-based.'),
  ),
  dpdTimeout,
  phase1Encryption: list('phase1Encryption'),
  phase1Integrity: list('phase1Integrity', WEAK.integrity),
  phase1DhGroups: list('phase1DhGroups', WEAK.dhGroups.map(String)),
  phase1Lifetime: lifetime('phase1Lifetime'),
  phase2Encryption: list('phase2Encryption'),
  phase2Integrity: list('phase2Integrity', WEAK.integrity),
  phase2DhGroups: list('phase2DhGroups', WEAK.dhGroups.map(String)),
  phase2Lifetime: lifetime('phase2Lifetime'),
  outboundDicom: (site) =>
    given(
      inwardPorts(site).map(({ protocol, port }) => `${protocol} ${port}`),
      `To the endpoint in ${site.cloudCidr ?? 'the site VPC'}; its addresses are known at the deploy.`,
    ),
  inboundDicom: ({ delivery }) =>
    delivery === undefined
      ? reading('none', [], 'Nothing is sent to this hospital.')
      : given(
          delivery.targets.map(({ address, port }) => `to ${address} port ${port}`),
          `From ${delivery.sources.join(' and ')}.`,
        ),
};

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
