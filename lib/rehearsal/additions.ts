import { tunnelMtu } from './daemons/updown';
import type { Subject } from './subject';
import { rehearsedFacts } from './subject';

/** What the rehearsal adds to the template and the pack, a line each: all else is theirs, unedited. */
export function additions(subject: Subject): readonly string[] {
  const { vpn } = rehearsedFacts(subject);
  return [
    'secrets: two random pre-shared keys in the blanks of heartlab-keys.conf; throw-away certificates; a random password',
    'outside addresses of the documentation ranges in place of those that AWS gives',
    'daemon settings: plugins (ESP in user space, always in UDP), log files, sockets, a routing table that no packet selects',
    'ports: the daemon of tunnel 2 has 510 and 4510, which leave the device as 500 and 4500',
    'updown: the inside address comes and goes with the tunnel, in place of heartlab-interfaces.sh (no XFRM interface in user space)',
    `MTU ${tunnelMtu(vpn.mtu.mtu)} in place of ${vpn.mtu.mtu}: ESP of user space reads no longer packet`,
    ...(vpn.routing.kind === 'bgp'
      ? ['frr.conf as it is; added to it: a log file and log-neighbor-changes']
      : ['heartlab-track.sh as it is; heartlab1 and heartlab2 are second names of the devices']),
    'heartlab.nft for ipsec* in place of heartlab*',
    "AWS's endpoints: DPD by retransmissions of 17 s in all, at the end of the template's timeout; BGP timers 10 and 30 s",
    "the VPC's router answers a ping, so that gaps can be measured",
    "ingest: a folder in place of S3, PostgreSQL in place of RDS, nginx in place of the load balancers, Debian's Orthanc and nginx",
  ];
}
