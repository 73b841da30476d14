import type { DeviceId } from '../../config/devices';
import {
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
} from '../../config/proposals';
import type { DeviceCapabilities } from './device-capabilities';

/** The IKEv2 capabilities of the devices that are configured by hand or by an API. Conservative, as those of the others are. */

const CBC = ['AES256', 'AES128'] as const;
const SHA2 = ['SHA2-512', 'SHA2-384', 'SHA2-256'] as const;

export type FirewallId = Exclude<
  DeviceId,
  | 'cisco-ios-xe'
  | 'cisco-asa'
  | 'juniper-srx'
  | 'palo-alto'
  | 'fortigate'
  | 'strongswan'
  | 'mikrotik'
  | 'vyos'
  | 'generic'
>;

export const FIREWALL_CAPABILITIES: Readonly<Record<FirewallId, DeviceCapabilities>> = {
  // CiscoDevNet/FTDAnsible, IkevTwoPolicy and IkevTwoProposal of FDM, and CiscoDevNet/terraform-provider-fmc, ikev2_policy: groups
  // that both have. 2, 5 and 24 are omitted, because newer releases removed them, as those of the ASA did.
  'cisco-ftd': {
    release: 'Secure Firewall 6.7 or newer',
    phase1: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: [14, 19, 20, 21] },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: [14, 19, 20, 21] },
  },
  // Cloudflare, "Sophos Firewall", tested with SFOS 19.0 and 19.5: AES256, SHA2 256, group 20. The vendor's own list was not found.
  sophos: {
    release: 'SFOS 19.0 or newer',
    phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [20] },
    phase2: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [20] },
  },
  // Meraki dashboard API, updateOrganizationApplianceVpnThirdPartyVPNPeers, ipsecPolicies: group1, 2, 5, 14; sha1, sha256.
  'meraki-mx': {
    release: 'MX 19.2.7 or newer',
    phase1: { encryption: CBC, integrity: ['SHA2-256', 'SHA1'], dhGroups: [2, 14] },
    phase2: { encryption: CBC, integrity: ['SHA2-256', 'SHA1'], dhGroups: [2, 5, 14] },
  },
  // Check Point management API, cp_mgmt_vpn_community_star: phase 1 has no AES-GCM. The lists of its first version: groups 15 to
  // 18, 24 and SHA-512 came later, and no page states the release.
  'check-point': {
    release: 'R80.40 or newer',
    phase1: { encryption: CBC, integrity: ['SHA2-384', 'SHA2-256', 'SHA1'], dhGroups: [2, 14, 19, 20] },
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: ['SHA2-384', 'SHA2-256', 'SHA1'],
      dhGroups: [2, 5, 14, 19, 20],
    },
  },
  // WatchGuard help, "About Diffie-Hellman Groups" and "Configure BOVPN Security Settings". The help does not state the PRF of
  // AES-GCM in phase 1, so that is omitted; group 21 needs 12.10.
  watchguard: {
    release: 'Fireware 12 or newer',
    phase1: { encryption: CBC, integrity: SHA2, dhGroups: [14, 15, 19, 20] },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: SHA2, dhGroups: [14, 15, 19, 20] },
  },
  // Cloudflare, "SonicWall", tested with SonicOS 7.0.1: AES-256, SHA256, group 14 or 20, and AESGCM16-256 in phase 2.
  sonicwall: {
    release: 'SonicOS 7.0 or newer',
    phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14, 20] },
    phase2: { encryption: ['AES256-GCM-16', 'AES256'], integrity: ['SHA2-256'], dhGroups: [14, 20] },
  },
  // pfsense/pfsense, src/etc/inc/ipsec.inc: $p1_ealgos, $p1_halgos, $p1_dhgroups, and those of phase 2. The PRF can be selected.
  pfsense: {
    release: 'pfSense 2.5 or Plus 21.02 or newer',
    phase1: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE1_DH_GROUPS },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE2_DH_GROUPS },
  },
  // opnsense/core, IPsecProposalField.php: groups 14 to 21 of modp and ecp; SHA-1 stands among the insecure ones and is omitted.
  opnsense: {
    release: 'OPNsense 23.1 or newer',
    phase1: { encryption: ENCRYPTION_ALGORITHMS, integrity: SHA2, dhGroups: [14, 15, 16, 17, 18, 19, 20, 21] },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: SHA2, dhGroups: [14, 15, 16, 17, 18, 19, 20, 21] },
  },
  // No page of DrayTek with the proposals of a current Vigor was found: AES-CBC, SHA-256 and group 14 alone, and the guide says so.
  draytek: {
    release: 'a Vigor with IKEv2 (not verified)',
    phase1: { encryption: CBC, integrity: ['SHA2-256'], dhGroups: [14] },
    phase2: { encryption: CBC, integrity: ['SHA2-256'], dhGroups: [14] },
  },
  // Cloudflare, "Ubiquiti", for the Cloud Gateway Max and the Dream Machine series: AES-256, SHA256, group 14.
  unifi: {
    release: 'UniFi Network with route-based IPsec',
    phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] },
    phase2: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] },
  },
  // Microsoft.Network/connections, IpsecPolicy: DHGroup2, DHGroup14, DHGroup24, ECP256, ECP384. The reference does not state the PRF
  // of AES-GCM in phase 1, so that is omitted; ESP has no SHA-384 or SHA-512.
  'azure-vpn-gateway': {
    release: 'a route-based gateway with custom IPsec policies',
    phase1: { encryption: CBC, integrity: ['SHA2-384', 'SHA2-256', 'SHA1'], dhGroups: [2, 14, 19, 20, 24] },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: ['SHA2-256', 'SHA1'], dhGroups: [2, 14, 19, 20, 24] },
  },
};
