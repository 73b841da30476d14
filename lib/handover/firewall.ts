import { deliveriesOf } from '../config/delivery';
import type { Site } from '../config/model';
import { dicomPorts, portService } from '../config/ports';

/** All rules that a hospital's firewalls need. */

export interface FirewallRow {
  /** From the hospital's point of view. */
  readonly direction: 'outbound' | 'inbound';
  /** Addresses or CIDR blocks. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly protocol: 'UDP' | 'ESP' | 'TCP';
  /** The destination's port. ESP is IP protocol 50 and has none. */
  readonly port: number | undefined;
  readonly why: string;
}

/** Outside the tunnels (RFC 7296, 3948, 4303). */
const IPSEC = [
  { protocol: 'UDP', port: 500, why: 'IKE: negotiation of the tunnel' },
  { protocol: 'UDP', port: 4500, why: 'IKE and ESP through NAT (NAT-T)' },
  { protocol: 'ESP', port: undefined, why: 'the encrypted packets (ESP, IP protocol 50)' },
] as const;

/** Between the hospital's device and both AWS ends. AWS initiates as well, so both directions. */
export function ipsecRows(publicIp: string, outsideAddresses: readonly string[]): readonly FirewallRow[] {
  return outsideAddresses.flatMap((address, index) =>
    IPSEC.flatMap(({ protocol, port, why }) => {
      const row = { protocol, port, why: `tunnel ${index + 1}, ${why}` };
      return [
        { direction: 'outbound' as const, sources: [publicIp], destinations: [address], ...row },
        { direction: 'inbound' as const, sources: [address], destinations: [publicIp], ...row },
      ];
    }),
  );
}

/** Inside the tunnels or on the Direct Connect line: studies to HeartLab, results to the PACS. */
export function dicomRows(
  site: Site,
  endpointAddresses: readonly string[],
  deliveryAddresses: readonly string[],
): readonly FirewallRow[] {
  return [
    ...dicomPorts(site).map((port) => ({
      direction: 'outbound' as const,
      sources: site.network.hospitalCidrs,
      destinations: endpointAddresses,
      protocol: 'TCP' as const,
      port,
      why: portService(port),
    })),
    ...deliveriesOf(site).map(({ aeTitle, address, port }) => ({
      direction: 'inbound' as const,
      sources: deliveryAddresses,
      destinations: [address],
      protocol: 'TCP' as const,
      port,
      why: `results to ${aeTitle}`,
    })),
  ];
}

/** One TCP connection inside the tunnels. The client is an address or a block, and the server an address. */
export interface TunnelFlow {
  readonly client: string;
  readonly server: string;
  readonly port: number;
}

/** The connections of the rows: the hospital opens those outbound, HeartLab those inbound. */
export const tunnelFlows = (rows: readonly FirewallRow[], side: FirewallRow['direction']): readonly TunnelFlow[] =>
  rows.flatMap(({ direction, protocol, sources, destinations, port }) =>
    protocol !== 'TCP' || port === undefined || direction !== side
      ? []
      : sources.flatMap((client) => destinations.map((server) => ({ client, server, port }))),
  );
