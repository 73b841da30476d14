/** The gateway devices that a hospital can have ("Gateway device model" of the eIFU). The handover pack has a renderer for each. */
export const DEVICES = {
  'cisco-ios-xe': 'Cisco IOS-XE (ISR, ASR, CSR, Catalyst 8000)',
  'cisco-asa': 'Cisco ASA 9.7 or newer (VTI)',
  'juniper-srx': 'Juniper SRX',
  'palo-alto': 'Palo Alto Networks PAN-OS',
  fortigate: 'Fortinet FortiGate',
  strongswan: 'strongSwan (swanctl)',
  mikrotik: 'MikroTik RouterOS',
  vyos: 'VyOS',
  generic: 'any other IKEv2 device with route-based VPN',
} as const;

export type DeviceId = keyof typeof DEVICES;
export const DEVICE_IDS = Object.keys(DEVICES) as readonly DeviceId[];
