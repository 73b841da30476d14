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

/** How vendors and users write each model: the first that matches decides. */
const WRITTEN: readonly (readonly [RegExp, DeviceId])[] = [
  [/forti/, 'fortigate'],
  [/\basa\b|\basa ?55/, 'cisco-asa'],
  [/firepower|\bftd\b|secure firewall/, 'cisco-ftd'],
  [/meraki/, 'meraki-mx'],
  [/\bios\b|\bios.xe|\bisr|\basr|\bcsr|catalyst/, 'cisco-ios-xe'],
  [/\bv?srx/, 'juniper-srx'],
  [/palo.?alto|pan-?os|\bpa[- ]?\d{3}/, 'palo-alto'],
  [/sophos|\bsfos|\bxgs?\b/, 'sophos'],
  [/check.?point|\bgaia/, 'check-point'],
  [/watch.?guard|firebox/, 'watchguard'],
  [/sonic.?wall|sonicos|\btz ?\d{3}|\bnsa ?\d{4}/, 'sonicwall'],
  [/pf.?sense|netgate/, 'pfsense'],
  [/opn.?sense/, 'opnsense'],
  [/strong.?swan/, 'strongswan'],
  [/mikrotik|router.?os/, 'mikrotik'],
  [/vyos/, 'vyos'],
  [/draytek|vigor/, 'draytek'],
  [/unifi|\budm|\buxg|dream machine/, 'unifi'],
  [/azure/, 'azure-vpn-gateway'],
];

/**
 * The device to write for a model as a hospital names it: `fortigate` for FortiGate 100F, `generic` for a vendor without a renderer,
 * every device of a vendor named alone.
 */
export function deviceMeant(text: string): string {
  const written = text.trim().toLowerCase();
  const ofVendor = DEVICE_IDS.filter((id) => id.startsWith(`${written}-`));
  if (ofVendor.length > 0) return ofVendor.join(' or ');
  return WRITTEN.find(([pattern]) => pattern.test(written))?.[1] ?? 'generic';
}
