import type { DeviceId } from '../../../lib/config/devices';
import type { Environment, Site } from '../../../lib/config/model';
import { type HandoverFacts, handoverFacts, hasVpn, type VpnHandoverFacts } from '../../../lib/handover/facts';
import type { LiveSite } from '../../../lib/handover/live-site';
import { anEnvironment, aSite, aVpnSite } from './sites';

/** Two fixed sites, one for each routing, with their live values. The golden files belong to them. */

const DELIVERY = { aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 11112 };

export const BGP_SITE: Site = aVpnSite(
  {},
  {
    network: { hospitalCidrs: ['10.20.0.0/22', '10.21.64.0/24'], cloudCidr: '100.64.0.0/26' },
    dicom: {
      stow: { auth: 'mtls' },
      dimse: { ports: [11112], callingAeTitles: ['AKLCT1'] },
      deliverTo: [DELIVERY],
    },
  },
);

export const STATIC_SITE: Site = aVpnSite(
  {
    routing: 'static',
    gateway: { publicIp: '203.0.113.44', device: 'cisco-asa' },
    ipsec: 'nzism',
    dpdTimeoutSeconds: 45,
  },
  { site: 'wellington-imaging', network: { hospitalCidrs: ['10.44.0.0/16'], cloudCidr: '100.64.1.0/26' } },
);

export const LIVE: LiveSite = {
  tunnels: [
    { outsideAddress: '198.51.100.10', preSharedKey: 'vpn-key-1' },
    { outsideAddress: '198.51.100.20', preSharedKey: 'vpn-key-2' },
  ],
  customerGatewayAddress: '203.0.113.10',
  endpointAddresses: [
    { zone: 'ap-southeast-2a', address: '100.64.0.4' },
    { zone: 'ap-southeast-2b', address: '100.64.0.20' },
  ],
  endpointDnsName: 'vpce-0123456789abcdef0-abcdefgh.vpce-svc-0123456789abcdef0.ap-southeast-2.vpce.amazonaws.com',
  hostName: 'auckland-heart.ingest.sydney.heartlab.example',
};

export const LIVE_STATIC: LiveSite = { ...LIVE, customerGatewayAddress: '203.0.113.44' };

export function vpnFactsOf(
  site: Site,
  live: LiveSite = LIVE,
  device?: DeviceId,
  environment: Environment = anEnvironment(),
): VpnHandoverFacts {
  const facts: HandoverFacts = handoverFacts(site, environment, live, device);
  if (!hasVpn(facts)) throw new Error('a site with a VPN was asked for');
  return facts;
}

export { anEnvironment, aSite, aVpnSite };
