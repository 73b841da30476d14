import type { DeviceId } from '../../config/devices';
import type { PhaseCapabilities } from './device-capabilities';

/** The differences between the releases of a device, as data: what a release lacks or spells differently. */

export type DeviceFeature =
  | 'bgp-instance'
  | 'ping-in-root-menu'
  | 'network-import-check'
  | 'service-protocol-udp-lite'
  | 'advanced-routing'
  | 'sd-wan'
  | 'weak-groups-locked'
  | 'junos-ike';

/** One difference. It holds in the releases from `since` on, before `until`, and only if the site file names the mode. */
export interface ReleaseDifference {
  readonly feature?: DeviceFeature;
  readonly since?: string;
  readonly until?: string;
  /** Words in `vpn.gateway.model` or `vpn.gateway.release` that identify a mode or a package, which no number of a release shows. */
  readonly mode?: RegExp;
  /** Whether the file assumes the difference if the release is unknown. */
  readonly common: boolean;
  /** A remark in the file if the release is unknown: the assumption, and the spelling otherwise. */
  readonly remark: string;
  /** Why there is no file for a device with this difference. It is then configured from the table of `generic`. */
  readonly noFile?: string;
  /** Lists that replace those of `DEVICE_CAPABILITIES`. */
  readonly proposals?: {
    readonly phase1?: Partial<PhaseCapabilities>;
    readonly phase2?: Partial<PhaseCapabilities>;
  };
  readonly source: string;
}

export interface DeviceReleases {
  /** The oldest release that can be configured from the file, as the vendor numbers it. */
  readonly oldest: string;
  /** What an older release lacks, and the source. */
  readonly before: string;
  readonly differences: readonly ReleaseDifference[];
}

const NO_DIFFERENCE: readonly ReleaseDifference[] = [];

export const DEVICE_RELEASES: Readonly<Record<DeviceId, DeviceReleases>> = {
  'cisco-ios-xe': {
    oldest: '16.12',
    before: 'the file was compared with the Cisco native YANG models of 16.12.1 and 17.15.1 only',
    differences: [
      {
        feature: 'weak-groups-locked',
        since: '17.11',
        common: true,
        remark: 'From 17.11 on, DH groups 2, 5 and 24 need `crypto engine compliance shield disable` and a restart.',
        source: 'Cisco field notice FN72510, CSCwc72588',
      },
      {
        feature: 'sd-wan',
        mode: /sd-?wan|controller mode/i,
        common: false,
        remark:
          'These lines are for autonomous mode. In SD-WAN (controller) mode, stop: the device is configured from its manager.',
        noFile: 'a device in SD-WAN (controller) mode is configured from its manager, and refuses `configure terminal`',
        source: 'Cisco Catalyst SD-WAN Getting Started Guide, "Install and Upgrade Cisco IOS XE", controller mode',
      },
    ],
  },
  'cisco-asa': {
    oldest: '9.8',
    before: 'a VTI of ASA 9.7 has only IKEv1 (Cisco ASA 9.8 release notes: IKEv2 on VTI)',
    differences: [
      {
        until: '9.13',
        common: false,
        remark: 'DH groups 15 and 16 need ASA 9.13.',
        proposals: { phase1: { dhGroups: [2, 14, 19, 20, 21, 24] } },
        source: 'Cisco ASA 9.13 release notes: DH groups 15 and 16 for IKEv2',
      },
      {
        feature: 'weak-groups-locked',
        since: '9.15',
        common: false,
        remark: 'From ASA 9.15 on, DH groups 2, 5 and 24 are removed.',
        proposals: {
          phase1: { dhGroups: [14, 15, 16, 19, 20, 21] },
          phase2: { dhGroups: [14, 19, 20, 21] },
        },
        source: 'Cisco ASA 9.15 release notes: removed DH groups 2, 5 and 24',
      },
    ],
  },
  'juniper-srx': {
    oldest: '18.4',
    before: 'the file was compared with the junos-es YANG models of 18.4R1, 21.4R1 and 24.4R1 only',
    differences: [
      {
        feature: 'junos-ike',
        mode: /junos-ike/i,
        common: false,
        remark: 'The proposal does without the junos-ike package, whose DH groups 15, 16, 21 and hashes are stronger.',
        proposals: {
          phase1: {
            integrity: ['SHA2-512', 'SHA2-384', 'SHA2-256', 'SHA1'],
            dhGroups: [2, 14, 15, 16, 19, 20, 21, 24],
          },
          phase2: {
            integrity: ['SHA2-512', 'SHA2-384', 'SHA2-256', 'SHA1'],
            dhGroups: [2, 5, 14, 15, 16, 19, 20, 21, 24],
          },
        },
        source: 'Juniper/yang, junos-es conf 18.4R1 (no group21, sha-512) and 24.4R1 (both)',
      },
    ],
  },
  'palo-alto': {
    oldest: '10.2',
    before: 'the file was compared with the schema of PAN-OS 10.2 and newer only (pan-os-codegen)',
    differences: [
      {
        feature: 'advanced-routing',
        mode: /advanced rout|logical router/i,
        common: false,
        remark:
          'These lines are for virtual routers. With Advanced Routing, stop and ask HeartLab for the file with logical routers.',
        source: 'pan-os-codegen, specs/network/logical-router and routing-profiles',
      },
    ],
  },
  fortigate: {
    oldest: '7.0',
    before: 'the file was compared with fortinet.fortios for 7.0.0 and newer only',
    differences: [
      {
        feature: 'network-import-check',
        since: '7.0.4',
        common: true,
        remark: '`set network-import-check` of a network needs FortiOS 7.0.4; an older release refuses this line.',
        source: 'fortinet.fortios 2.4, router_bgp versioned_schema',
      },
      {
        feature: 'service-protocol-udp-lite',
        since: '7.6.0',
        common: true,
        remark: 'The protocol of a service is left at its default, whose name changed with FortiOS 7.6.',
        source: 'fortinet.fortios 2.4, firewall_service_custom versioned_schema',
      },
    ],
  },
  strongswan: {
    oldest: '5.9',
    before: 'the file was run with strongSwan 5.9.8 only',
    differences: NO_DIFFERENCE,
  },
  mikrotik: {
    oldest: '7.9',
    before: 'the file was compared with the command trees of RouterOS 7.9 to 7.24 only (tikoci/restraml)',
    differences: [
      {
        feature: 'bgp-instance',
        since: '7.20',
        common: true,
        remark: 'BGP needs RouterOS 7.20: an older release has no menu /routing/bgp/instance.',
        source: 'tikoci/restraml, /console/inspect trees of 7.19 and 7.20',
      },
      {
        feature: 'ping-in-root-menu',
        until: '7.23',
        common: false,
        remark: 'The script uses /tool/ping, which every release has.',
        source: 'tikoci/restraml, /console/inspect trees of 7.22 and 7.23',
      },
    ],
  },
  vyos: {
    oldest: '1.4',
    before: 'VyOS 1.3 spells the tunnels differently (vyos-1x, interface-definitions of sagitta)',
    differences: NO_DIFFERENCE,
  },
  'cisco-ftd': {
    oldest: '6.7',
    before: 'a VTI needs 6.7 (Secure Firewall Management Center device configuration guide, "Site-to-Site VPNs")',
    differences: NO_DIFFERENCE,
  },
  sophos: {
    oldest: '19.0',
    before:
      'a route-based VPN with any-to-any selectors needs SFOS 19.0 (Sophos Firewall help 19.0, "Route-based VPN")',
    differences: NO_DIFFERENCE,
  },
  'meraki-mx': {
    oldest: '19.2.7',
    before:
      'a second, standby tunnel to a peer that is not a Meraki needs MX 19.1.4, and a route-based one 19.2.7 (Meraki, "Primary and Secondary IPsec VPN Tunnels")',
    differences: NO_DIFFERENCE,
  },
  'check-point': {
    oldest: '80.40',
    before: 'the guide follows the help of R80.40 and newer ("Route Based VPN")',
    differences: NO_DIFFERENCE,
  },
  watchguard: {
    oldest: '12.0',
    before: 'the guide follows the help of Fireware 12 ("BOVPN Virtual Interface with Metric-Based Failover")',
    differences: NO_DIFFERENCE,
  },
  sonicwall: {
    oldest: '7.0',
    before: 'the guide follows the menus of SonicOS 7',
    differences: NO_DIFFERENCE,
  },
  pfsense: {
    oldest: '2.5',
    before: 'the guide follows the settings of pfSense 2.5 and Plus 21.02 or newer (src/etc/inc/ipsec.inc)',
    differences: NO_DIFFERENCE,
  },
  opnsense: {
    oldest: '23.1',
    before: 'swanctl.conf files are merged from 23.1 on (OPNsense manual, "IPsec")',
    differences: NO_DIFFERENCE,
  },
  draytek: { oldest: '0', before: 'nothing is assumed', differences: NO_DIFFERENCE },
  unifi: { oldest: '0', before: 'nothing is assumed', differences: NO_DIFFERENCE },
  'azure-vpn-gateway': { oldest: '0', before: 'Azure has no releases', differences: NO_DIFFERENCE },
  generic: { oldest: '0', before: 'nothing is assumed', differences: NO_DIFFERENCE },
};
