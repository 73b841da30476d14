import { conformanceRows } from '../../../lib/compliance/evidence/conformance';
import { EIFU_IDS, type EifuId } from '../../../lib/compliance/evidence/eifu';
import {
  type Changeable,
  FULL,
  rowOf,
  type Templates,
  templatesFor,
  viewOf,
} from '../../support/builders/evidence-inputs';
import { anEnvironment, aSite, aStaticSite, aVpnSite } from '../../support/builders/sites';

/** The values of the two pages, copied from them independently: setting | value, value. */
const PAGES = `
Public IP address |
Local IPv4 CIDR block |
Gateway device model |
Tunnel 1 IP, Tunnel 2 IP |
Pre-shared keys |
Remote subnet |
IKE version | 2
VPN type | route-based
DPD timeout | 30 s
Encryption | AES128, AES128-GCM-16, AES256, AES256-GCM-16
Integrity | SHA1, SHA2-256, SHA2-384, SHA2-512
DH groups | 2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24
Key lifetime | 28800 s
Encryption | AES128, AES128-GCM-16, AES256, AES256-GCM-16
Integrity | SHA1, SHA2-256, SHA2-384, SHA2-512
DH groups | 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24
Key lifetime | 3600 s
Outbound DICOM: destination and port |
Inbound DICOM: source and port |
Public IP address and ASN |
VLAN and BGP of Direct Connect |
Route to the cloud CIDR | static, BGP
Outbound TCP port | 443
Reach |
ping, traceroute | ICMP replies
TLS handshake | on port 443
URL | https://<domain>/dicomweb/studies
Authentication | mTLS, Basic
Client certificates with mTLS | verified against a CA bundle
Timeout | 300 s or more
Test transfer | POST of application/dicom
VPN and Direct Connect logs |
`;

const templates = templatesFor(FULL);
const resources = (template: Changeable, type: string) =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);
const remove = (template: Changeable, ...types: readonly string[]): void => {
  for (const [id, { Type }] of Object.entries(template.Resources))
    if (types.includes(Type)) delete template.Resources[id];
};
type Tunnel = Record<string, unknown>;
const tunnelsOf = (site: Changeable) => (site.Resources.VpnTunnels?.Properties.Tunnels ?? []) as Tunnel[];
/** Changes both tunnels of the effective policy. */
const tunnels =
  (changes: Tunnel) =>
  ({ site }: Templates): void => {
    for (const tunnel of tunnelsOf(site)) Object.assign(tunnel, changes);
  };
const first =
  (changes: Tunnel) =>
  ({ site }: Templates): void => {
    Object.assign(tunnelsOf(site)[0] ?? {}, changes);
  };
const properties =
  (id: string, changes: Tunnel) =>
  ({ site }: Templates): void => {
    Object.assign(site.Resources[id]?.Properties ?? {}, changes);
  };
const ofCell =
  (type: string, changes: Tunnel) =>
  ({ cell }: Templates): void => {
    for (const resource of resources(cell, type)) Object.assign(resource.Properties, changes);
  };
const value = (...values: readonly unknown[]) => values.map((Value) => ({ Value }));
const noIngress = properties('DicomSecurityGroup', { SecurityGroupIngress: [] });
const rule = { CidrIp: '10.20.0.0/22', Description: 'x', IpProtocol: 'tcp' };

/** For each row, a change of the templates that makes it deviate. */
const DEVIATING: Readonly<Partial<Record<EifuId, (templates: Templates) => void>>> = {
  gatewayAddress: properties('VpnTunnels', { CustomerGatewayId: 'cgw-unknown' }),
  hospitalCidrs: noIngress,
  tunnelAddresses: properties('VpnTunnels', { Tunnels: [] }),
  preSharedKeys: properties('VpnConnection', { PreSharedKeyStorage: 'Standard' }),
  remoteSubnet: properties('Vpc', { CidrBlock: undefined }),
  ikeVersion: tunnels({ IKEVersions: value('ikev1', 'ikev2') }),
  vpnType: properties('VpnConnection', { LocalIpv4NetworkCidr: '10.20.0.0/22' }),
  dpdTimeout: tunnels({ DPDTimeoutSeconds: 60 }),
  phase1Encryption: tunnels({ Phase1EncryptionAlgorithms: value('3DES') }),
  phase1Integrity: tunnels({ Phase1IntegrityAlgorithms: undefined }),
  phase1DhGroups: tunnels({ Phase1DHGroupNumbers: value(5) }),
  phase1Lifetime: tunnels({ Phase1LifetimeSeconds: 3601 }),
  phase2Encryption: first({ Phase2EncryptionAlgorithms: value('AES256') }),
  phase2Integrity: tunnels({ Phase2IntegrityAlgorithms: value('MD5') }),
  phase2DhGroups: tunnels({ Phase2DHGroupNumbers: value(1) }),
  phase2Lifetime: tunnels({ Phase2LifetimeSeconds: 3599 }),
  outboundDicom: noIngress,
  inboundDicom: ({ site }) => remove(site, 'AWS::ElasticLoadBalancingV2::Listener'),
  peerAsn: properties('CustomerGateway', { BgpAsn: undefined }),
  directConnect: ({ site }) => {
    for (const { Properties } of resources(site, 'AWS::DirectConnect::PrivateVirtualInterface'))
      for (const peer of Properties.BgpPeers as Tunnel[]) delete peer.AuthKey;
  },
  routing: ({ site }) =>
    remove(
      site,
      'AWS::EC2::VPNConnection',
      'Custom::HeartLabVpnTunnels',
      'AWS::DirectConnect::PrivateVirtualInterface',
    ),
  port: properties('DicomSecurityGroup', {
    SecurityGroupIngress: [443, 11112].map((port) => ({ ...rule, FromPort: port, ToPort: port })),
  }),
  reach: properties('DicomSecurityGroup', {
    SecurityGroupIngress: [{ ...rule, CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }],
  }),
  ping: () => {},
  tls: ofCell('AWS::ElasticLoadBalancingV2::Listener', { SslPolicy: undefined }),
  url: ofCell('AWS::ElasticLoadBalancingV2::ListenerRule', { Conditions: [] }),
  // The NLB terminates TLS, as with Basic.
  authentication: ({ cell }) => {
    delete cell.Resources.Alb;
  },
  clientTrust: ofCell('AWS::ElasticLoadBalancingV2::Listener', {
    MutualAuthentication: { Mode: 'verify', IgnoreClientCertificateExpiry: true },
  }),
  timeout: ofCell('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '299' }],
  }),
  monitoring: first({ LogOptions: {} }),
};

/** Values that templates don't decide: the device's model, and the content types of the gate. */
const UNDECIDED: readonly EifuId[] = ['device', 'contentType'];

describe('conformance with the eIFU', () => {
  test('has exactly the values of the two pages', () => {
    const typed = PAGES.trim()
      .split('\n')
      .map((line) => line.split('|').map((part) => part.trim()));
    const rows = conformanceRows(viewOf(templates));
    expect(rows.map(({ setting }) => setting)).toEqual(typed.map(([setting]) => setting));
    for (const [index, [, values = '']] of typed.entries()) {
      const actual = rows[index]?.values ?? [];
      expect(actual.length).toBeGreaterThan(0);
      if (values !== '') expect(new Set(actual)).toEqual(new Set(values.split(', ')));
    }
  });

  test('finds the site equal to the pages, except the ping and the omissions of the strong policy', () => {
    const rows = conformanceRows(viewOf(templates));
    const of = (verdict: string) => rows.filter((row) => row.verdict === verdict).map(({ id }) => id);
    expect(of('deviation')).toEqual(['ping']);
    expect(of('within')).toEqual(['phase1Encryption', 'phase2Encryption']);
    expect(of('stricter')).toEqual(['phase1Integrity', 'phase1DhGroups', 'phase2Integrity', 'phase2DhGroups']);
    expect(of('elsewhere')).toEqual(UNDECIDED);
    expect(of('none')).toEqual([]);
  });

  test('has a deviating template for every row that a template decides', () => {
    expect(EIFU_IDS.filter((id) => DEVIATING[id] === undefined)).toEqual(UNDECIDED);
  });

  test.each(Object.entries(DEVIATING) as [EifuId, (templates: Templates) => void][])(
    '%s deviates if the template does',
    (id, change) => {
      if (id !== 'ping') expect(rowOf(templates, id)?.verdict).not.toBe('deviation');
      const row = rowOf(templates, id, change);
      expect([row?.verdict, row?.note === '']).toEqual(['deviation', false]);
    },
  );

  test('reads the effective policy, not the options at creation', () => {
    const change = properties('VpnConnection', { VpnTunnelOptionsSpecifications: [] });
    expect(rowOf(templates, 'dpdTimeout', change)?.verdict).toBe('same');
  });

  test('reads the template even if the site file declares another value', () => {
    const row = rowOf(templates, 'phase1Lifetime', tunnels({ Phase1LifetimeSeconds: 14400 }));
    expect(row?.found).toEqual(['14400 s']);
  });

  test.each([
    ['eifu', 'same'],
    ['nzism', 'stricter'],
  ])('rates the integrity of %s as %s', (ipsec, verdict) => {
    expect(rowOf(templatesFor(aVpnSite({ ipsec })), 'phase1Integrity')?.verdict).toBe(verdict);
  });

  test('reports ICMP that is permitted', () => {
    const change = properties('DicomSecurityGroup', {
      SecurityGroupIngress: [{ ...rule, IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }],
    });
    expect(rowOf(templates, 'ping', change)?.verdict).toBe('same');
  });

  test('reports a missing static route, and does not check another team’s service', () => {
    const site = aStaticSite(['10.20.0.0/22', '10.30.0.0/22']);
    const environment = anEnvironment();
    const made = templatesFor(site, environment);
    expect(rowOf(made, 'hospitalCidrs')?.verdict).toBe('given');
    const unrouted = rowOf(made, 'hospitalCidrs', ({ site: template }) => {
      delete template.Resources.StaticRoute010020000000Prefix22;
    });
    expect([unrouted?.verdict, unrouted?.note]).toEqual(['deviation', expect.stringContaining('10.20.0.0/22')]);
    const rows = conformanceRows(viewOf(made, environment));
    for (const id of ['tls', 'timeout', 'clientTrust'])
      expect(rows.find((row) => row.id === id)?.verdict).toBe('elsewhere');
    expect(rows.find(({ id }) => id === 'authentication')?.found).toEqual(['mTLS']);
  });

  test('has every row for a template of any shape, and does not throw', () => {
    for (const odd of [{}, { Resources: { X: { Type: 'AWS::EC2::VPNConnection' } } }, { Resources: null }, aSite()])
      expect(conformanceRows(viewOf({ site: odd as never, cell: {} as never }))).toHaveLength(EIFU_IDS.length);
  });
});
