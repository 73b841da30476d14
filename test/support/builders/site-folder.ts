import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The client CA file of the documented environment. */
const DOCUMENTED: Readonly<Record<string, unknown>> = {
  'certs/heartlab-client-ca.pem': readFileSync('test/fixtures/certs/ca.pem', 'utf8'),
};

/** A separate folder with the given files, as text or data, and that client CA. It is removed after the tests of the file. */
export function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-test-'));
  made.push(folder);
  for (const [name, content] of Object.entries({ ...DOCUMENTED, ...files })) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' || content instanceof Uint8Array ? content : stringify(content));
  }
  return folder;
}

/** The data of a site file. Tests change only the values that they test. */
export type Data = { [key: string]: Data } & { [key: string]: unknown };

/** The documented site file (site-file.md), as data: VPN with BGP, Direct Connect, DIMSE, a delivery, an acknowledgement. */
export const documentedSite = () => ({
  site: 'auckland-heart',
  name: 'Auckland Heart Clinic',
  environment: 'sydney',
  contacts: { network: ['netops@auckland-heart.example'] },
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.0/26' },
  vpn: {
    gateway: { publicIp: '203.0.113.10', device: 'cisco-ios-xe', asn: 65010, previous: [] },
    awsAsn: 64512,
    routing: 'bgp',
    ipsec: 'strong',
    dpdTimeoutSeconds: 30,
    startup: 'start',
    tunnels: [
      { insideCidr: '169.254.100.0/30', keyGeneration: 1 },
      { insideCidr: '169.254.100.4/30', keyGeneration: 1 },
    ],
    acceptOutage: false,
  },
  directConnect: {
    awsAsn: 64512,
    virtualInterfaces: [
      {
        name: 'primary',
        connectionId: 'dxcon-fg1a2b3c',
        vlan: 101,
        asn: 65010,
        peering: { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' },
        mtu: 1500,
        authKeySecret: 'heartlab/auckland-heart/dx-primary',
      },
    ],
  },
  dicom: {
    stow: { auth: 'mtls' },
    dimse: { ports: [2762], callingAeTitles: ['AKLCT1'] },
    deliverTo: [{ aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 2762 }],
  },
  alarms: { quietAfterHours: 24 },
  acknowledge: [],
});

/** The documented environment, with a managed ingest. */
export const documentedEnvironment = () => ({
  account: '111122223333',
  region: 'ap-southeast-2',
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
  ingest: {
    domain: 'ingest.sydney.heartlab.example',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    managed: {
      cidr: '10.255.0.0/20',
      certificateArn: 'arn:aws:acm:ap-southeast-2:111122223333:certificate/00000000-0000-0000-0000-000000000000',
      clientCaBundle: 'certs/heartlab-client-ca.pem',
      server: `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@sha256:${'0'.repeat(64)}`,
      gate: `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/heartlab-gate@sha256:${'1'.repeat(64)}`,
    },
  },
});

type Key = string | number;

/** Sets the value at a path such as `vpn.tunnels.0.insideCidr`; undefined removes it. Changes its argument. */
export function edit<T extends object>(data: T, path: string, value: unknown): T {
  const keys = path.split('.').map((key): Key => (/^\d+$/.test(key) ? Number(key) : key));
  const last = keys.pop() ?? '';
  let target: Record<Key, unknown> = data as Record<Key, unknown>;
  for (const key of keys) target = target[key] as Record<Key, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
  return data;
}
