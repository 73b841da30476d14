import { PERMITTED_POLICY } from '../../config/proposals';

/** The values of the two eIFU pages, paraphrased. The tables of the pages are the envelope in `lib/config/proposals.ts`. */

export const EIFU_PAGES = {
  ipsec: { title: 'IPSec Tunnel', edition: 'HeartLab v7.2 and above' },
  stow: { title: 'VPN Direct Connect', edition: 'as of 16 June 2025' },
} as const;

export type EifuPage = keyof typeof EIFU_PAGES;

export interface EifuValue {
  readonly page: EifuPage;
  readonly section: string;
  readonly setting: string;
  /** The page's value, or the list that it permits. */
  readonly values: readonly [string, ...string[]];
}

const value = (
  page: EifuPage,
  section: string,
  setting: string,
  ...values: readonly [string, ...string[]]
): EifuValue => ({ page, section, setting, values: [...values] });
const listed = (page: EifuPage, section: string, setting: string, values: readonly (string | number)[]): EifuValue =>
  value(page, section, setting, String(values[0] ?? ''), ...values.slice(1).map(String));
const seconds = (count: number): string => `${count} s`;
const { phase1, phase2 } = PERMITTED_POLICY;

/** In the order of the pages. Each key has a check of that name; the compiler reports a missing check. */
const IPSEC_PAGE = {
  gatewayAddress: value('ipsec', 'Your network', 'Public IP address', 'the hospital’s router or firewall'),
  hospitalCidrs: value('ipsec', 'Your network', 'Local IPv4 CIDR block', 'the hospital’s subnets'),
  device: value('ipsec', 'Your network', 'Gateway device model', 'the hospital’s device'),
  tunnelAddresses: value('ipsec', 'Tunnel details', 'Tunnel 1 IP, Tunnel 2 IP', 'two, sent after the deploy'),
  preSharedKeys: value('ipsec', 'Tunnel details', 'Pre-shared keys', 'one per tunnel'),
  remoteSubnet: value('ipsec', 'Tunnel details', 'Remote subnet', 'sent by HeartLab'),
  ikeVersion: value('ipsec', 'Base configuration', 'IKE version', '2'),
  vpnType: value('ipsec', 'Base configuration', 'VPN type', 'route-based'),
  dpdTimeout: value('ipsec', 'Base configuration', 'DPD timeout', seconds(30)),
  phase1Encryption: listed('ipsec', 'Phase 1', 'Encryption', phase1.encryption),
  phase1Integrity: listed('ipsec', 'Phase 1', 'Integrity', phase1.integrity),
  phase1DhGroups: listed('ipsec', 'Phase 1', 'DH groups', phase1.dhGroups),
  phase1Lifetime: value('ipsec', 'Phase 1', 'Key lifetime', seconds(phase1.lifetimeSeconds)),
  phase2Encryption: listed('ipsec', 'Phase 2', 'Encryption', phase2.encryption),
  phase2Integrity: listed('ipsec', 'Phase 2', 'Integrity', phase2.integrity),
  phase2DhGroups: listed('ipsec', 'Phase 2', 'DH groups', phase2.dhGroups),
  phase2Lifetime: value('ipsec', 'Phase 2', 'Key lifetime', seconds(phase2.lifetimeSeconds)),
  outboundDicom: value('ipsec', 'Firewall rules', 'Outbound DICOM: destination and port', 'stated on request'),
  inboundDicom: value('ipsec', 'Firewall rules', 'Inbound DICOM: source and port', 'stated on request'),
} as const;

const STOW_PAGE = {
  peerAsn: value('stow', 'Prerequisites', 'Public IP address and ASN', 'the hospital’s'),
  directConnect: value('stow', 'Connection details', 'VLAN and BGP of Direct Connect', 'interface, VLAN, BGP'),
  routing: value('stow', 'Routing', 'Route to the cloud CIDR', 'static', 'BGP'),
  port: value('stow', 'Firewall', 'Outbound TCP port', '443'),
  reach: value('stow', 'Firewall', 'Reach', 'only between the hospital and the vendor'),
  ping: value('stow', 'Verify', 'ping, traceroute', 'ICMP replies'),
  tls: value('stow', 'Verify', 'TLS handshake', 'on port 443'),
  url: value('stow', 'PACS', 'URL', 'https://<domain>/dicomweb/studies'),
  authentication: value('stow', 'PACS', 'Authentication', 'mTLS', 'Basic'),
  clientTrust: value('stow', 'TLS', 'Client certificates with mTLS', 'verified against a CA bundle'),
  timeout: value('stow', 'PACS', 'Timeout', '300 s or more'),
  contentType: value('stow', 'Test', 'Test transfer', 'POST of application/dicom'),
  monitoring: value('stow', 'Monitor', 'VPN and Direct Connect logs', 'tunnel and BGP state'),
} as const;

export type IpsecId = keyof typeof IPSEC_PAGE;
export type StowId = keyof typeof STOW_PAGE;
export const EIFU: Readonly<Record<IpsecId | StowId, EifuValue>> = { ...IPSEC_PAGE, ...STOW_PAGE };

export type EifuId = keyof typeof EIFU;
export const EIFU_IDS = Object.keys(EIFU) as readonly EifuId[];
