import type { DeviceId } from '../../../lib/config/devices';

/** The values that the vendors publish for fields of a guide. Facts, typed out from the sources below. */

export interface GuideFacts {
  readonly source: string;
  /** A guide's value as the source spells it. */
  readonly spelled: (value: string) => string;
  /** The permitted values of a field, as the source spells them. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

const asShown = (value: string): string => value;

const MERAKI_CIPHERS = ['aes256', 'aes192', 'aes128', 'tripledes', 'des'];
const MERAKI_HASHES = ['sha256', 'sha1', 'md5'];

const GAIA_HASHES = ['aes-xcbc', 'sha1', 'sha256', 'sha384', 'md5'];
const GAIA_GROUPS = ['group-1', 'group-2', 'group-5', 'group-14', 'group-19', 'group-20'];

const FIREBOX_HASHES = ['SHA2-256', 'SHA2-384', 'SHA2-512'];
const FIREBOX_GROUPS = ['1', '2', '5', '14', '15', '19', '20'].map((group) => `Diffie-Hellman Group ${group}`);
const fireboxCiphers = (...modes: readonly string[]): readonly string[] =>
  modes.flatMap((mode) => ['128', '192', '256'].map((bits) => `${mode} (${bits}-bit)`));

const PFSENSE_CIPHERS = ['AES', 'AES128-GCM', 'AES192-GCM', 'AES256-GCM', 'Blowfish', '3DES', 'CAST128'];
const PFSENSE_HASHES = ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512', 'AES-XCBC'];
/** `20 (nist ecp384)`: the guide has the number alone. */
const PFSENSE_GROUPS = [1, 2, 5, ...Array.from({ length: 19 }, (_, index) => index + 14)].map(String);
const PFSENSE_LENGTHS = ['64 bits', '96 bits', '128 bits', '192 bits', '256 bits'];

export const GUIDE_FACTS: Readonly<Partial<Record<DeviceId, GuideFacts>>> = {
  'meraki-mx': {
    source: 'Meraki dashboard API, updateOrganizationApplianceVpnThirdPartyVPNPeers, ipsecPolicies',
    spelled: (value) => value.toLowerCase().replaceAll(' ', ''),
    fields: {
      'IKE Version': ['ikev1', 'ikev2'],
      'Phase 1 - Encryption': MERAKI_CIPHERS,
      'Phase 1 - Authentication': MERAKI_HASHES,
      // prfsha256, prfsha1, prfmd5, default
      'Phase 1 - Pseudo-Random Function': MERAKI_HASHES,
      // group14, group5, group2, group1
      'Phase 1 - Diffie-Hellman group': ['14', '5', '2', '1'],
      'Phase 2 - Encryption': MERAKI_CIPHERS,
      'Phase 2 - Authentication': MERAKI_HASHES,
      'Phase 2 - PFS Group': ['14', '5', '2', '1'],
    },
  },
  'check-point': {
    source: 'CheckPointSW/CheckPointAnsibleMgmtCollection, cp_mgmt_vpn_community_star',
    spelled: (value) => value.toLowerCase().replaceAll(' ', '-'),
    fields: {
      'Encryption Method': ['prefer-ikev2-but-support-ikev1', 'ikev2-only', 'ikev1-for-ipv4-and-ikev2-for-ipv6-only'],
      'Encryption Suite': ['suite-b-gcm-256', 'custom', 'vpn-b', 'vpn-a', 'suite-b-gcm-128'],
      'IKE Security Association (Phase 1): encryption': ['cast', 'aes-256', 'des', 'aes-128', '3des'],
      'IKE Security Association (Phase 1): data integrity': GAIA_HASHES,
      'IKE Security Association (Phase 1): Diffie-Hellman group': GAIA_GROUPS,
      'IPsec Security Association (Phase 2): encryption': ['aes-gcm-256', 'aes-256', 'aes-128', '3des', 'aes-gcm-128'],
      'IPsec Security Association (Phase 2): data integrity': GAIA_HASHES,
      'Use Perfect Forward Secrecy: Diffie-Hellman group': GAIA_GROUPS,
    },
  },
  watchguard: {
    source: 'WatchGuard help, "Configure BOVPN Security Settings" and "About Diffie-Hellman Groups"',
    spelled: asShown,
    fields: {
      'Phase 1 Settings > Version': ['IKEv1', 'IKEv2'],
      'Phase 1 transform: Authentication': FIREBOX_HASHES,
      'Phase 1 transform: Encryption': fireboxCiphers('AES', 'AES-GCM'),
      'Phase 1 transform: Key Group': FIREBOX_GROUPS,
      'Phase 2 Settings > Enable Perfect Forward Secrecy': FIREBOX_GROUPS,
      'Phase 2 proposal: Type': ['ESP', 'AH'],
      'Phase 2 proposal: Authentication': FIREBOX_HASHES,
      'Phase 2 proposal: Encryption': fireboxCiphers('AES', 'AES-GCM'),
    },
  },
  pfsense: {
    source: 'pfsense/pfsense, src/etc/inc/ipsec.inc: the lists of the two pages',
    // The key length that it means follows in parentheses.
    spelled: (value) => value.replace(/ \(AES\d+\)$/, ''),
    fields: {
      'Authentication Method': ['Mutual Certificate', 'Mutual Certificate (PKCS#11)', 'Mutual PSK'],
      'Phase 1: Algorithm': PFSENSE_CIPHERS,
      'Phase 1: Key length': PFSENSE_LENGTHS,
      'Phase 1: Hash': PFSENSE_HASHES,
      'Phase 1: PRF': PFSENSE_HASHES,
      'Phase 1: DH Group': PFSENSE_GROUPS,
      'Child SA Start Action': [
        'Default',
        'None (Responder Only)',
        'Initiate at start (VTI or Tunnel Mode)',
        'Initiate on demand (Tunnel mode only)',
      ],
      'Child SA Close Action': [
        'Default',
        'Close connection and clear SA',
        'Restart/Reconnect',
        'Close connection and reconnect on demand',
      ],
      Mode: ['Tunnel IPv4', 'Tunnel IPv6', 'Transport', 'Routed (VTI)'],
      Protocol: ['ESP', 'AH', 'TCP', 'UDP', 'any', 'Any'],
      'Phase 2: Algorithm': PFSENSE_CIPHERS,
      'Phase 2: Key length': PFSENSE_LENGTHS,
      'Phase 2: Hash': PFSENSE_HASHES,
      'Phase 2: PFS key group': PFSENSE_GROUPS,
    },
  },
};
