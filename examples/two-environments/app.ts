import { App, Tags } from 'aws-cdk-lib';
import {
  addFleetStacks,
  defineFleet,
  type EnvironmentDefinition,
  registerPacks,
  type SiteSettings,
} from 'heartlab-connectivity';

/** Two environments in two accounts and Regions, with one hospital each, from one function a kind. */
const environment = (name: string, account: string, region: string, service: string): EnvironmentDefinition => ({
  name,
  account,
  region,
  availabilityZones: [`${region}a`, `${region}b`],
  ingest: {
    domain: `ingest.${name}.heartlab.example`,
    service: { mtls: `com.amazonaws.vpce.${region}.${service}` },
  },
});

const hospital = (site: string, name: string, at: string, publicIp: string, cloudCidr: string): SiteSettings => ({
  site,
  name,
  environment: at,
  contacts: { network: [`noc@${site}.example`] },
  // Both hospitals have the same CIDRs. Each has a VPC of its own, so that works.
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr },
  vpn: { gateway: { publicIp, device: 'fortigate' }, routing: 'static', ipsec: 'strong' },
  dicom: { stow: { auth: 'mtls' } },
});

const fleet = defineFleet({
  environments: [
    environment('staging', '111122223333', 'ap-southeast-2', 'vpce-svc-0a1b2c3d4e5f60001'),
    environment('production', '444455556666', 'ap-southeast-4', 'vpce-svc-0a1b2c3d4e5f60002'),
  ],
  sites: [
    hospital('test-clinic', 'Test Clinic', 'staging', '203.0.113.20', '100.64.16.0/26'),
    hospital('nelson-scans', 'Nelson Scans', 'production', '203.0.113.21', '100.64.16.64/26'),
  ],
  onWarning: (line) => process.stderr.write(`${line}\n`),
});

const app = new App();
const { platforms, sites } = addFleetStacks(app, fleet);
for (const stack of [...platforms, ...sites]) Tags.of(stack).add('owner', 'imaging-platform');
registerPacks(app);
