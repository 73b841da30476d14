import type { Environment, Fleet, Site } from '../../../lib/config/model';
import { environmentSchema } from '../../../lib/config/schema/environment';
import { siteSchema } from '../../../lib/config/schema/site';

/** Typed sites and environments as the loader returns them: checked, with every default. */

const SITE = {
  site: 'auckland-heart',
  name: 'Auckland Heart Clinic',
  environment: 'sydney',
  contacts: { network: ['netops@auckland-heart.example'] },
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.0/26' },
  vpn: {
    gateway: { publicIp: '203.0.113.10', device: 'cisco-ios-xe', asn: 65010 },
    routing: 'bgp',
    ipsec: 'strong',
  },
  dicom: { stow: { auth: 'mtls' } },
};

const ENVIRONMENT = {
  account: '111122223333',
  region: 'ap-southeast-2',
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
  ingest: {
    domain: 'ingest.sydney.heartlab.example',
    service: {
      mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0',
      basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef1',
    },
  },
  contacts: {
    telephone: '+61 2 5550 0123',
    email: 'connectivity@heartlab.example',
    hours: 'Monday to Friday, 8:00 to 18:00, Australia/Sydney',
    emergency: '+61 2 7010 0145',
  },
};

/** The site of the documented file with changed settings. Each given value replaces a whole top-level setting. */
export function aSite(changes: Readonly<Record<string, unknown>> = {}): Site {
  return siteSchema.parse({ ...SITE, ...changes });
}

/** The same site with changed settings of its `vpn`. */
export function aVpnSite(
  vpn: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>> = {},
): Site {
  return aSite({ vpn: { ...SITE.vpn, ...vpn }, ...changes });
}

/** A site with static routing and these hospital CIDRs. */
export function aStaticSite(hospitalCidrs: readonly string[] = ['10.20.0.0/22']): Site {
  return aVpnSite(
    { routing: 'static', gateway: { publicIp: '203.0.113.10', device: 'fortigate' } },
    { network: { hospitalCidrs, cloudCidr: '100.64.0.0/26' } },
  );
}

/** The settings of a virtual interface, with changes. */
export const anInterface = (changes: Readonly<Record<string, unknown>> = {}) => ({
  name: 'primary',
  connectionId: 'dxcon-fg1a2b3c',
  vlan: 101,
  asn: 65010,
  ...changes,
});

/** Two interfaces, on two connections. */
export const TWO_INTERFACES = [anInterface(), anInterface({ name: 'secondary', connectionId: 'dxcon-fh4d5e6f' })];

/** A site with only Direct Connect; `{ vpn: aSite().vpn }` adds the VPN. */
export function aDirectSite(
  virtualInterfaces: readonly unknown[] = TWO_INTERFACES,
  changes: Readonly<Record<string, unknown>> = {},
): Site {
  return aSite({ vpn: undefined, directConnect: { virtualInterfaces }, ...changes });
}

export function anEnvironment(changes: Readonly<Record<string, unknown>> = {}, name = 'sydney'): Environment {
  return { ...environmentSchema.parse({ ...ENVIRONMENT, ...changes }), name };
}

export const INGEST = ENVIRONMENT.ingest;

/** The settings of a managed ingest. */
export const MANAGED = {
  cidr: '10.255.0.0/20',
  certificateArn: 'arn:aws:acm:ap-southeast-2:111122223333:certificate/00000000-0000-0000-0000-000000000000',
  clientCaBundle: 'certs/ca.pem',
  server: `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@sha256:${'0'.repeat(64)}`,
  gate: `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/heartlab-gate@sha256:${'1'.repeat(64)}`,
};

/** An environment with a managed ingest. */
export const aManagedEnvironment = (changes: Readonly<Record<string, unknown>> = {}, name = 'sydney'): Environment =>
  anEnvironment({ ingest: { domain: INGEST.domain, managed: MANAGED }, ...changes }, name);

/** The settings of one PACS that receives results, with changes. */
export const aPacs = (changes: Readonly<Record<string, unknown>> = {}) => ({
  aeTitle: 'AKLPACS1',
  address: '10.20.1.15',
  port: 11112,
  ...changes,
});

/** A site that delivers results to these PACS; without any, it has no `deliverTo`. */
export function aDeliveringSite(
  deliverTo: readonly unknown[] = [aPacs()],
  changes: Readonly<Record<string, unknown>> = {},
): Site {
  return aSite({ dicom: { stow: { auth: 'mtls' }, ...(deliverTo.length === 0 ? {} : { deliverTo }) }, ...changes });
}

export function aFleet(
  sites: readonly Site[] = [aSite()],
  environments: readonly Environment[] = [anEnvironment()],
): Fleet {
  return { sites, environments, folder: 'test/fixtures' };
}
