import type { DeviceId } from '../../config/devices';
import {
  ENCRYPTION_ALGORITHMS,
  INTEGRITY_ALGORITHMS,
  PHASE1_DH_GROUPS,
  PHASE2_DH_GROUPS,
} from '../../config/proposals';
import type { DeviceCapabilities } from './device-capabilities';
import { FIREWALL_CAPABILITIES } from './firewall-capabilities';

const SHA2 = ['SHA2-512', 'SHA2-384', 'SHA2-256'] as const;
const CBC = ['AES256', 'AES128'] as const;

const CISCO_PHASE1: DeviceCapabilities['phase1'] = {
  encryption: ENCRYPTION_ALGORITHMS,
  integrity: INTEGRITY_ALGORITHMS,
  dhGroups: [2, 14, 15, 16, 19, 20, 21, 24],
};

/**
 * The IKEv2 capabilities of each device. They are conservative: a value that only some releases or models support, or that the
 * vendor's documentation leaves unclear, is omitted. An omission costs at worst a stronger value; an error costs the tunnel.
 */
export const DEVICE_CAPABILITIES: Readonly<Record<DeviceId, DeviceCapabilities>> = {
  ...FIREWALL_CAPABILITIES,
  // Cisco "Configuring Internet Key Exchange Version 2", IOS XE 16/17. It has no groups 17, 18, 22 and 23. From 17.11 on,
  // groups 2, 5 and 24 and SHA-1 need `crypto engine compliance shield disable`.
  'cisco-ios-xe': {
    release: 'IOS XE 16.12 or newer',
    phase1: CISCO_PHASE1,
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 5, 14, 15, 16, 19, 20, 21, 24],
    },
  },
  // Cisco ASA VPN CLI guide, 9.8 (IKEv2 on VTI) and newer. Groups 2, 5 and 24 are removed from 9.15 on. IKE has 15 and 16 from
  // 9.13 on; guides differ on whether PFS of a VTI's profile has them, so they are omitted there.
  'cisco-asa': {
    release: 'ASA 9.13 or newer',
    phase1: CISCO_PHASE1,
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 5, 14, 19, 20, 21, 24],
    },
  },
  // Junos CLI reference, `proposal (Security IKE)` and `(Security IPsec)`. AES-GCM in phase 1 is omitted: the device accepts no
  // authentication-algorithm with it, and the reference doesn't document the PRF that it then offers. Groups 15, 16, 21, SHA-512
  // and ESP's SHA-384 need the junos-ike package, which not every SRX runs.
  'juniper-srx': {
    release: 'Junos 18.4 or newer',
    phase1: { encryption: CBC, integrity: ['SHA2-384', 'SHA2-256', 'SHA1'], dhGroups: [2, 14, 19, 20, 24] },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: ['SHA2-256', 'SHA1'], dhGroups: [2, 5, 14, 19, 20, 24] },
  },
  // PAN-OS 10.2, "IKE Phase 1", "Define IKE Crypto Profiles": with AES-GCM the authentication is `non-auth` and the device
  // chooses the PRF, SHA-256 up to group 19 and SHA-384 for 20. The guide has no PRF for 21, so 21 is not used with GCM.
  'palo-alto': {
    release: 'PAN-OS 10.2 or newer',
    phase1: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 14, 15, 16, 19, 20, 21],
      gcmPrf: { 2: 'SHA2-256', 14: 'SHA2-256', 15: 'SHA2-256', 16: 'SHA2-256', 19: 'SHA2-256', 20: 'SHA2-384' },
    },
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 5, 14, 15, 16, 19, 20, 21],
    },
  },
  // FortiOS 7.0 administration guide, "Encryption algorithms": IKEv2 has aes…gcm-prfsha…; dhgrp 1, 2, 5, 14 to 21, 27 to 32.
  fortigate: {
    release: 'FortiOS 7.0.4 or newer',
    phase1: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 14, 15, 16, 17, 18, 19, 20, 21],
    },
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: INTEGRITY_ALGORITHMS,
      dhGroups: [2, 5, 14, 15, 16, 17, 18, 19, 20, 21],
    },
  },
  // strongSwan 5.9.8 of Debian 12 with the openssl and gmp plugins (`swanctl --list-algs`): it supports the whole envelope.
  strongswan: {
    release: 'strongSwan 5.9 or newer',
    phase1: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE1_DH_GROUPS },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE2_DH_GROUPS },
  },
  // RouterOS 7 manual, "IPsec": a profile (phase 1) has no AES-GCM; SHA-384 was added late to both phases and is omitted.
  mikrotik: {
    release: 'RouterOS 7.9 or newer',
    phase1: {
      encryption: CBC,
      integrity: ['SHA2-512', 'SHA2-256', 'SHA1'],
      dhGroups: [2, 14, 15, 16, 17, 18, 19, 20, 21],
    },
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: ['SHA2-512', 'SHA2-256', 'SHA1'],
      dhGroups: [2, 5, 14, 15, 16, 17, 18, 19, 20, 21],
    },
  },
  // VyOS 1.4 (based on strongSwan): dh-group 1, 2, 5, 14 to 32; the weak 22 to 24 depend on its build and are omitted.
  vyos: {
    release: 'VyOS 1.4 or newer',
    phase1: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: [...SHA2, 'SHA1'],
      dhGroups: [2, 14, 15, 16, 17, 18, 19, 20, 21],
    },
    phase2: {
      encryption: ENCRYPTION_ALGORITHMS,
      integrity: [...SHA2, 'SHA1'],
      dhGroups: [2, 5, 14, 15, 16, 17, 18, 19, 20, 21],
    },
  },
  // Unknown device: the policy's strongest proposal, and the other permitted values as alternatives for the administrator.
  generic: {
    release: 'any with IKEv2 and route-based VPN',
    phase1: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE1_DH_GROUPS },
    phase2: { encryption: ENCRYPTION_ALGORITHMS, integrity: INTEGRITY_ALGORITHMS, dhGroups: PHASE2_DH_GROUPS },
  },
};
