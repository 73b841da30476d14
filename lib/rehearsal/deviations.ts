import { labTunnelMtu } from './daemons/updown';
import { CLOCK_SPEED } from './in-place/clock';
import type { RehearsalTarget } from './target';
import { rehearsedFacts } from './target';

const DAEMONS =
  'daemon settings: plugins (ESP in user space, always in UDP), log files, sockets, a routing table that no packet selects, no routes that charon installs at the hospital, and in place of heartlab-interfaces.sh the inside address by updown (no XFRM interface in user space)';
const OUTSIDE = 'outside addresses of the documentation ranges in place of those that AWS gives';

/** The rehearsal's additions to the template and the pack, a line each. Everything else is used unedited. */
export function listDeviations(subject: RehearsalTarget): readonly string[] {
  const { vpn } = rehearsedFacts(subject);
  return [
    'secrets: two random pre-shared keys in the blanks of heartlab-keys.conf; throw-away certificates; random passwords',
    OUTSIDE,
    DAEMONS,
    'ports: the daemon of tunnel 2 has 510 and 4510, which leave the device as 500 and 4500',
    `MTU ${labTunnelMtu(vpn.mtu.mtu)} in place of ${vpn.mtu.mtu}: ESP of user space reads no longer packet`,
    vpn.routing.kind === 'bgp'
      ? 'frr.conf as it is; added to it: a log file and log-neighbor-changes'
      : 'heartlab-track.sh as it is',
    'heartlab.nft for ipsec* in place of heartlab*, and it accepts ICMP; heartlab1 and heartlab2 are second names of the devices; reverse path filters are off',
    "AWS's endpoints: DPD by retransmissions of 17 s in all, at the end of the template's timeout; BGP timers 10 and 30 s",
    "the VPC's router answers a ping, so that gaps can be measured; names are looked up in a hosts file of each machine's own",
    "ingest: a folder in place of S3, PostgreSQL in place of RDS, nginx in place of the load balancers, Debian's Orthanc; the gate from this working tree, one task in place of two; a neighbour hospital with a cell of its own",
    `in-place changes: the planner's clock runs ${CLOCK_SPEED} times faster`,
  ];
}

/** The additions for a mistake. */
export const listFaultDeviations: readonly string[] = [
  'one tunnel, with a random pre-shared key; nothing behind it: routes are looked at where the mistake is one of BGP',
  OUTSIDE,
  DAEMONS,
  'the device gives up a silent peer after 4 s in place of 165: other retransmissions than those of heartlab-charon.conf',
  'AWS waits for the device to begin',
  "for other selectors than AWS's: AWS's are narrowed, since AWS takes all; for overlapping subnets: strongSwan's plugin bypass-lan, which tells of it",
  "for a wrong subnet: AWS's BGP log is written from the routes that FRR got",
];
