import { App } from 'aws-cdk-lib';
import { addFleetStacks, defineFleet, registerPacks } from 'heartlab-connectivity';

/** A hospital on Direct Connect, with a VPN that takes over where the line fails. */
const fleet = defineFleet({
  environments: [
    {
      name: 'melbourne',
      account: '111122223333',
      region: 'ap-southeast-4',
      availabilityZones: ['ap-southeast-4a', 'ap-southeast-4b', 'ap-southeast-4c'],
      ingest: {
        domain: 'ingest.melbourne.heartlab.example',
        service: { mtls: 'com.amazonaws.vpce.ap-southeast-4.vpce-svc-0a1b2c3d4e5f60003' },
      },
    },
  ],
  sites: [
    {
      site: 'hobart-cardiology',
      name: 'Hobart Cardiology',
      environment: 'melbourne',
      contacts: { network: ['noc@hobart-cardiology.example'] },
      // The hospital announces exactly this on Direct Connect: a more specific route by the VPN would win.
      network: { hospitalCidrs: ['192.168.40.0/22'], cloudCidr: '100.64.4.64/26' },
      vpn: {
        gateway: { publicIp: '198.51.100.140', device: 'juniper-srx', asn: 4200000777 },
        routing: 'bgp',
        ipsec: 'nzism',
      },
      directConnect: {
        virtualInterfaces: [{ name: 'carrier', connectionId: 'dxlag-fj7g8h9k', vlan: 340, asn: 4200000777 }],
      },
      // Direct Connect does not encrypt traffic, so results go to the TLS port of the PACS.
      dicom: { stow: { auth: 'mtls' }, deliverTo: [{ aeTitle: 'HBAPACS', address: '192.168.41.20', port: 2762 }] },
    },
  ],
});

const app = new App();
addFleetStacks(app, fleet);
registerPacks(app);
