/** The gateway devices that a hospital can have ("Gateway device model" of the eIFU). The handover pack has a renderer for each. */
export const DEVICES = {
  'cisco-ios-xe': 'Cisco IOS-XE (ISR, ASR, CSR, Catalyst 8000)',
  'cisco-asa': 'Cisco ASA 9.8 or newer (VTI)',
  'cisco-ftd': 'Cisco Secure Firewall (FTD, with FDM or FMC)',
  'juniper-srx': 'Juniper SRX',
  'palo-alto': 'Palo Alto Networks PAN-OS',
  fortigate: 'Fortinet FortiGate',
  sophos: 'Sophos Firewall (SFOS)',
  'meraki-mx': 'Cisco Meraki MX',
  'check-point': 'Check Point Security Gateway (Gaia)',
  watchguard: 'WatchGuard Firebox',
  sonicwall: 'SonicWall (SonicOS 7)',
  pfsense: 'pfSense',
  opnsense: 'OPNsense',
  strongswan: 'strongSwan (swanctl)',
  mikrotik: 'MikroTik RouterOS',
  vyos: 'VyOS',
  draytek: 'DrayTek Vigor',
  unifi: 'Ubiquiti UniFi Gateway',
  'azure-vpn-gateway': 'Azure VPN gateway',
  generic: 'any other IKEv2 device with route-based VPN',
} as const;

export type DeviceId = keyof typeof DEVICES;
export const DEVICE_IDS = Object.keys(DEVICES) as readonly DeviceId[];
