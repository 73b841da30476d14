import { App, Tags } from 'aws-cdk-lib';
import {
  addFleetStacks,
  defineEnvironment,
  defineFleet,
  defineSite,
  registerPacks,
  renderDeviceFiles,
} from 'heartlab-connectivity';

/** A hospital with BGP that sends by DIMSE and gets results back, as objects instead of YAML files. */
const sydney = defineEnvironment({
  name: 'sydney',
  account: '111122223333',
  region: 'ap-southeast-2',
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
  ingest: {
    domain: 'ingest.sydney.heartlab.example',
    service: { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a1b2c3d4e5f60001' },
  },
});
const auckland = defineSite(
  {
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
    dicom: {
      stow: { auth: 'mtls' },
      dimse: { ports: [11112], callingAeTitles: ['AKLCT1', 'AKLMR1'] },
      deliverTo: [{ aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 11112 }],
    },
  },
  sydney,
);

const app = new App();
const { sites } = addFleetStacks(app, defineFleet({ environments: [sydney], sites: [auckland] }));
for (const stack of sites) Tags.of(stack).add('cost-centre', `hospital-${stack.site.site}`);
registerPacks(app);

for (const { name, text } of renderDeviceFiles(auckland, sydney))
  process.stderr.write(`${name}: ${text.split('\n').length} lines for the hospital's administrator\n`);
