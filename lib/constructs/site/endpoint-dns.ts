import { Fn } from 'aws-cdk-lib';
import type { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';

/** Where an alias record to an interface endpoint leads: its Regional DNS name, which resolves to the addresses in all zones. */
export interface RegionalDnsEntry {
  readonly hostedZoneId: string;
  readonly dnsName: string;
}

/** The Regional DNS name of an interface endpoint, and the zone that it stands in. */
export function regionalDnsEntry(endpoint: CfnVPCEndpoint): RegionalDnsEntry {
  // `<hosted zone>:<name>`, the Regional name first.
  const entry = Fn.split(':', Fn.select(0, endpoint.attrDnsEntries));
  return { hostedZoneId: Fn.select(0, entry), dnsName: Fn.select(1, entry) };
}
