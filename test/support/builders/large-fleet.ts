import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

const service = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a1b2c3d4e5f6000';

/** The name of site number `index`. */
export const siteName = (index: number): string => `hospital-${String(index).padStart(4, '0')}`;

/** Writes a folder of site files like the documented one, every second with BGP, each with its own addresses. */
export function writeFleet(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const environment = {
    account: '111122223333',
    region: 'ap-southeast-2',
    availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
    ingest: {
      domain: 'ingest.sydney.heartlab.example',
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      service: { mtls: `${service}1`, basic: `${service}2` },
    },
  };
  writeFileSync(join(folder, 'environments.yaml'), stringify({ sydney: environment }));
  for (let index = 0; index < count; index += 1) {
    const bgp = index % 2 === 0;
    const site = {
      site: siteName(index),
      name: `Hospital ${index}`,
      environment: 'sydney',
      contacts: { network: [`netops@${siteName(index)}.example`] },
      network: {
        hospitalCidrs: ['10.20.0.0/22', '10.20.4.0/24'],
        cloudCidr: `100.${64 + (index >> 10)}.${(index >> 2) & 255}.${(index & 3) * 64}/26`,
      },
      vpn: {
        gateway: {
          publicIp: `203.0.${113 + (index >> 8)}.${index & 255}`,
          device: 'cisco-ios-xe',
          ...(bgp ? { asn: 65010 } : {}),
        },
        routing: bgp ? 'bgp' : 'static',
        ipsec: index % 3 === 0 ? 'nzism' : 'strong',
      },
      dicom: { stow: { auth: bgp ? 'mtls' : 'basic' }, dimse: { ports: [11112], callingAeTitles: [`CT${index}`] } },
    };
    writeFileSync(join(folder, `${siteName(index)}.yaml`), stringify(site));
  }
}

/** Writes a folder of copies of the documented site file with its comments. Each has its own unique values. */
export function writeDocumentedFleet(folder: string, count: number): void {
  writeFleet(folder, 0);
  const documented = readFileSync('test/fixtures/documented-site.yaml', 'utf8')
    .replace('ipsec: strong ', 'ipsec: eifu ')
    .replace('ports: [11112]', 'ports: [2762]')
    .replace('port: 11112', 'port: 2762');
  for (let index = 0; index < count; index += 1) {
    const high = index >> 8;
    const low = index & 255;
    const text = documented
      .replaceAll('auckland-heart', siteName(index))
      .replace('100.64.0.0/26', `100.${64 + (index >> 10)}.${(index >> 2) & 255}.${(index & 3) * 64}/26`)
      .replace('publicIp: 203.0.113.10', `publicIp: 203.0.${113 + high}.${low}`)
      .replace('vlan: 101', `vlan: ${index + 1}`)
      .replace(
        'hospital: 169.254.200.1/30, aws: 169.254.200.2/30',
        `hospital: 10.${high}.${low}.1/30, aws: 10.${high}.${low}.2/30`,
      )
      .replace('AKLCT1', `CT${index}`);
    writeFileSync(join(folder, `${siteName(index)}.yaml`), text);
  }
}
