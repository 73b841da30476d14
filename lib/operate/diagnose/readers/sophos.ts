import type { DeviceReader } from '../device-reader';

/** Sophos Firewall's event log of IPsec. Its strongswan.log and charon.log are charon's. No public line shows a connection as up. */
export const sophosReader: DeviceReader = {
  name: 'sophos',
  heads: [
    {
      line: /\blog_component="?IPSec"? .{0,300}\b(?:con_name|connectionname)="(?<tunnel>[^"]{1,200})"(?: src_ip="(?<local>[\d.]{7,15})" dst_ip="(?<peer>[\d.]{7,15})")?.{0,300}\bmessage="(?<message>[^"]*)/,
    },
  ],
  sayings: [
    {
      says: /\bterminated\b/,
      is: 'tunnel-down',
      example:
        'log_type="Event" log_component="IPSec" log_subtype="System" severity="Information" con_name="aws-1" src_ip="203.0.113.10" dst_ip="198.51.100.10" status="Terminated" message="IPSec Connection aws-1 between 203.0.113.10 and 198.51.100.10 for Child aws-1 terminated."',
    },
  ],
};
