import type { IntakeEntries } from '../../../lib/cli/intake/form';

/** What a hospital enters into the intake form, without a mistake. */
export const RIGHT_ENTRIES: IntakeEntries = {
  'public-ip': '203.0.113.99',
  cidr: '10.77.0.0/22\n10.78.0.0/24',
  device: 'fortigate',
  routing: 'bgp',
  asn: '65077',
  ipsec: 'strong',
  auth: 'mtls',
  name: 'Napier "Heart" & Lung',
  site: 'napier-heart',
  contact: 'it@napier.example\nnoc@napier.example',
};
