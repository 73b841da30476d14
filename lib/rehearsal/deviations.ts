import { labTunnelMtu } from './daemons/updown';
import { CLOCK_SPEED } from './in-place/clock';
import type { RehearsalTarget } from './target';
import { rehearsedFacts } from './target';

const DAEMONS =
  'daemon settings: plugins (ESP in user space, always in UDP), log files, sockets, a routing table that no packet uses, no routes by the charon of the hospital; an updown script sets the inside address instead of heartlab-interfaces.sh (user space has no XFRM interface)';
const OUTSIDE = 'outside addresses of the documentation ranges instead of AWS addresses';

/** The rehearsal's changes to the template and the pack, one a line. Everything else is used unchanged. */
export function listDeviations(target: RehearsalTarget): readonly string[] {
  const { vpn } = rehearsedFacts(target);
  return [
    'secrets: two random pre-shared keys replace the placeholders of heartlab-keys.conf; temporary certificates; random passwords',
    OUTSIDE,
    DAEMONS,
    'ports: the daemon of tunnel 2 uses 510 and 4510, which the device translates to 500 and 4500',
    `MTU ${labTunnelMtu(vpn.mtu.mtu)} instead of ${vpn.mtu.mtu}: user-space ESP does not read longer packets`,
    vpn.routing.kind === 'bgp'
      ? 'frr.conf unchanged, plus a log file and log-neighbor-changes'
      : 'heartlab-track.sh unchanged',
    'heartlab.nft applies to ipsec* instead of heartlab*, and accepts ICMP; it is open while the closed ports and the neighbour are tried; heartlab1 and heartlab2 are alternative names of the devices; reverse path filters are off',
    "AWS's endpoints: DPD is 17 s of retransmissions, which end at the template's timeout; BGP timers are 10 and 30 s",
    "the VPC's router answers pings, so that gaps can be measured; each machine has its own hosts file",
    "ingest: a folder replaces S3, PostgreSQL replaces RDS, nginx replaces the load balancers; Debian's Orthanc; the gate of this working tree; one task instead of two; a neighbour hospital with its own cell",
    `in-place changes: the planner's clock runs ${CLOCK_SPEED} times faster`,
  ];
}

/** The changes for a mistake. */
export const listFaultDeviations: readonly string[] = [
  'one tunnel with a random pre-shared key, and no network behind it; routes are checked only if the mistake concerns BGP',
  OUTSIDE,
  DAEMONS,
  'the device gives up a silent peer after 4 s instead of 165, with shorter retransmissions than in heartlab-charon.conf',
  'AWS waits for the device to initiate',
  "wrong selectors: AWS's are narrowed, because AWS accepts all; overlapping subnets: strongSwan's bypass-lan plugin, which logs them",
  "wrong subnet: AWS's BGP log is generated from the routes that FRR received",
];
