import type { LiveTunnelOptions } from './live';
import type { KeyChange } from './state-tags';

/** `tunnel 169.254.100.0/30 (AWS side 203.0.113.20)`: the inside CIDR of the site file, and the peer of the hospital's firewall. */
export function tunnelName(tunnel: Pick<LiveTunnelOptions, 'insideCidr' | 'outsideIpAddress'>): string {
  return `tunnel ${tunnel.insideCidr} (AWS side ${tunnel.outsideIpAddress})`;
}

/** The message that CloudFormation shows. The site comes first, because long reasons are cut. */
export function refusalText(site: string, reason: string, remedy: string): string {
  return `${site}: ${reason}. ${remedy}.`;
}

export const VPN_TUNNEL_REMEDIES = {
  replacement:
    'Nothing was touched. A changed VpnConnectionId means that CloudFormation was about to replace the connection, and with it both outside addresses and both keys. Find which property of AWS::EC2::VPNConnection changed and set it back',
  bothKeys:
    'Nothing was touched. Raise keyGeneration of one tunnel, let the hospital enter that key, then raise the other; or set acceptOutage: true, and the hospital is cut off until it has entered both',
  keyTag: (tag: string) =>
    `Nothing was touched. Set the tag ${tag} of the VPN connection to the generation of the key that the hospital has now, a whole number, and deploy again`,
  tunnels:
    'Nothing was touched. An inside CIDR is fixed for life: write in the site file the two that the connection has',
  gone: 'The connection is not there to be changed: see who deleted it. A new one has new addresses and keys, which the hospital has to enter',
  later: 'Look at the later update: it has the last word on this connection',
  again: 'Deploy again: what is done already stays done, and the update goes on from there',
  blocked:
    'Get both tunnels up with the hospital and deploy again, or set acceptOutage: true, at a time agreed on, to make the change all the same',
  comeBack:
    'Ask the hospital to start the tunnel from its side, and look at the tunnel log for the reason; a rollback now sets the tunnel back to what it was',
  stuck:
    'Compare the tunnel with the site file in the EC2 console; if EC2 shows another value than was asked for, ask AWS Support',
  unknownKey:
    'Nobody but AWS knows which key this tunnel has: look at its rekey margin and its secret, ask AWS Support whether the change was made, set the heartlab:vpn-key tag of the tunnel to the generation of the key that it has, and remove the heartlab:vpn-change tag',
  permanent: 'EC2 will not do this however often it is asked: mend the cause that it names, then deploy again',
  properties:
    'The template was not made by this library, or by another version of it: deploy the platform stack first, then the site',
} as const;

/** Reported when a tunnel has a new key. The hospital has the old one until it acts. */
export function newKeyNotice(tunnel: LiveTunnelOptions, generation: number): string {
  return `${tunnelName(tunnel)} has key generation ${generation}. It stays down until the hospital has entered this new key; until then the hospital holds the key before it`;
}

/** Reported when the file asks for an older key than the tunnel has: after a rollback, or a reverted pull request. */
export function keptKeyNotice(tunnel: LiveTunnelOptions, live: number, asked: number): string {
  return (
    `${tunnelName(tunnel)} keeps key generation ${live}, though generation ${asked} is asked for: a key that was replaced can't be had back. ` +
    `The hospital needs the key of generation ${live}; set keyGeneration to ${live} in the site file, and raise it from there for another`
  );
}

/** Reported when it is unknown which of two keys a tunnel has. */
export function unknownKeyNotice(tunnel: LiveTunnelOptions): string {
  return `which key ${tunnelName(tunnel)} has is not known: look at its tag heartlab:vpn-key/${tunnel.insideCidr}, and compare its secret with what the hospital has`;
}

export function keyWords(key: KeyChange | undefined): string {
  return key === undefined ? '' : `, with a new key (generation ${key.from} to ${key.to})`;
}
