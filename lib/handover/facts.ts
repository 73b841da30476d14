import { deliveryAddress } from '../config/addressing/addressing';
import { deliveriesOf, type SiteDelivery } from '../config/delivery';
import type { DeviceId } from '../config/devices';
import type { Environment, Site, VpnSettings } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { dicomPorts } from '../config/ports';
import { effectivePolicy } from '../config/proposals';
import { stowPasswordSecret } from '../config/stow-password';
import { type FileRelease, fileRelease, type GatewayDescription } from './devices/releases';
import { type VirtualInterfaceFacts, virtualInterfaceFacts } from './direct-connect-facts';
import { dicomRows, type FirewallRow, ipsecRows } from './firewall';
import type { LiveEndpointAddress, LiveSite, SecretReference } from './live-site';
import { recommendedMtu, type TunnelMtu } from './mtu';
import { orPlaceholder } from './placeholder';
import { type DeviceProposals, recommendProposals } from './recommended';
import { type HandoverTunnelFacts, handoverTunnelFacts } from './tunnel-facts';

/** All values that a hospital's administrator needs, as data. The renderers read nothing else. */

export type HandoverRouting =
  /** The hospital announces exactly its CIDRs without a summary, and accepts the cloud CIDR. */
  | { readonly kind: 'bgp'; readonly asn: number; readonly awsAsn: number; readonly announce: readonly string[] }
  | { readonly kind: 'static'; readonly remote: string };

export interface HandoverVpnFacts {
  readonly device: DeviceId;
  /** The release that the device file is made for. */
  readonly release: FileRelease;
  /** The public address of the hospital's device, also its IKE identity. */
  readonly publicIp: string;
  /** The address that AWS currently expects, if it differs: the new one is not deployed yet. */
  readonly publicIpInUse: string | undefined;
  readonly tunnels: readonly [HandoverTunnelFacts, HandoverTunnelFacts];
  readonly routing: HandoverRouting;
  readonly proposals: DeviceProposals;
  readonly dpdTimeoutSeconds: number;
  /** `start`: AWS also initiates. `add`: only the hospital initiates. */
  readonly startup: VpnSettings['startup'];
  readonly mtu: TunnelMtu;
}

export interface HandoverFacts {
  readonly site: string;
  readonly name: string;
  readonly stack: string;
  readonly region: string;
  /** The host name to which the hospital sends. */
  readonly hostName: string;
  /** The local CIDRs: the hospital's subnets. */
  readonly hospitalCidrs: readonly string[];
  /** The remote subnet. */
  readonly cloudCidr: string;
  /** TCP ports on which the hospital may send. */
  readonly ports: readonly number[];
  readonly endpointAddresses: readonly LiveEndpointAddress[];
  readonly endpointDnsName: string;
  readonly deliveries: readonly SiteDelivery[];
  /** The source addresses of results, one a zone; empty without deliveries. */
  readonly deliveryAddresses: readonly string[];
  readonly stowAuth: Site['dicom']['stow']['auth'];
  /** The secret with the password of a `basic` site. */
  readonly stowPasswordReference: SecretReference | undefined;
  readonly firewall: readonly FirewallRow[];
  readonly vpn: HandoverVpnFacts | undefined;
  readonly directConnect: readonly VirtualInterfaceFacts[];
}

/** The facts of a site with a VPN. Device configurations are rendered from them. */
export interface VpnHandoverFacts extends HandoverFacts {
  readonly vpn: HandoverVpnFacts;
}

export const hasVpn = (facts: HandoverFacts): facts is VpnHandoverFacts => facts.vpn !== undefined;

function routingFacts(
  { routing, gateway: { asn }, awsAsn }: VpnSettings,
  { hospitalCidrs, cloudCidr }: Site['network'],
): HandoverRouting {
  if (routing === 'static') return { kind: 'static', remote: cloudCidr };
  if (asn === undefined) throw new RangeError('vpn.gateway.asn is missing, and `routing: bgp` needs it');
  return { kind: 'bgp', asn, awsAsn, announce: hospitalCidrs };
}

/** The site file describes its own device, not another one that `--device` names. */
export const descriptionOf = (gateway: VpnSettings['gateway'], device: DeviceId): GatewayDescription =>
  gateway.device === device ? gateway : {};

function vpnFacts(site: Site, vpn: VpnSettings, live: LiveSite, device: DeviceId): HandoverVpnFacts {
  const { publicIp } = vpn.gateway;
  const gateway = descriptionOf(vpn.gateway, device);
  const proposals = recommendProposals(effectivePolicy(vpn.ipsec), device, gateway);
  return {
    device,
    release: fileRelease(device, gateway),
    publicIp,
    publicIpInUse: live.customerGatewayAddress === publicIp ? undefined : live.customerGatewayAddress,
    tunnels: handoverTunnelFacts(vpn, live),
    routing: routingFacts(vpn, site.network),
    proposals,
    dpdTimeoutSeconds: vpn.dpdTimeoutSeconds,
    startup: vpn.startup,
    mtu: recommendedMtu(proposals.recommended.phase2),
  };
}

/** @param device replaces the file's device (`--device`). */
export function handoverFacts(
  site: Site,
  environment: Environment,
  live: LiveSite,
  device: DeviceId | undefined = site.vpn?.gateway.device,
): HandoverFacts {
  const { cloudCidr, hospitalCidrs } = site.network;
  const zones = environment.availabilityZones;
  const endpointAddresses =
    live.endpointAddresses ??
    zones.map((zone, slot) => ({ zone, address: orPlaceholder(undefined, `ENDPOINT-ADDRESS-${slot + 1}`) }));
  const results = deliveriesOf(site);
  const deliveryAddresses = results.length === 0 ? [] : zones.map((_, slot) => deliveryAddress(cloudCidr, slot));
  const vpn = site.vpn === undefined || device === undefined ? undefined : vpnFacts(site, site.vpn, live, device);
  return {
    site: site.site,
    name: site.name,
    stack: siteStackName(site.site),
    region: environment.region,
    hostName: live.hostName ?? `${site.site}.${environment.ingest.domain}`,
    hospitalCidrs,
    cloudCidr,
    ports: dicomPorts(site),
    endpointAddresses,
    endpointDnsName: orPlaceholder(live.endpointDnsName, 'ENDPOINT-DNS-NAME'),
    deliveries: results,
    deliveryAddresses,
    stowAuth: site.dicom.stow.auth,
    stowPasswordReference: live.stowPassword ?? stowPasswordSecret(site),
    firewall: [
      ...(vpn === undefined
        ? []
        : ipsecRows(
            vpn.publicIp,
            vpn.tunnels.map(({ outsideAddress }) => outsideAddress),
          )),
      ...dicomRows(
        site,
        endpointAddresses.map(({ address }) => address),
        deliveryAddresses,
      ),
    ],
    vpn,
    directConnect: site.directConnect === undefined ? [] : virtualInterfaceFacts(site.directConnect, live),
  };
}
