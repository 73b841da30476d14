import type { LiveTunnelOptions } from './live';
import type { KeyChange } from './state-tags';

/** `tunnel 169.254.100.0/30 (AWS side 203.0.113.20)`: the inside CIDR of the site file, and the peer of the hospital's firewall. */
export function tunnelLabel(tunnel: Pick<LiveTunnelOptions, 'insideCidr' | 'outsideIpAddress'>): string {
  return `tunnel ${tunnel.insideCidr} (AWS side ${tunnel.outsideIpAddress})`;
}

/** The message that CloudFormation shows. The site comes first, because long reasons are truncated. */
export function refusalText(site: string, reason: string, remedy: string): string {
  return `${site}: ${reason}. ${remedy}.`;
}

export const VPN_TUNNEL_REMEDIES = {
  replacement:
    'Nothing was changed. CloudFormation was about to replace the VPN connection, and with it both outside addresses and both keys. Find the changed property of AWS::EC2::VPNConnection and restore its value',
  bothKeys:
    'Nothing was changed. Increase keyGeneration of one tunnel, wait until the hospital has entered that key, then increase the other. Or set acceptOutage: true: the hospital is then disconnected until it has entered both keys',
  keyTag: (tag: string) =>
    `Nothing was changed. Set the tag ${tag} of the VPN connection to the generation of the key that the hospital uses, a whole number, then deploy again`,
  tunnels:
    'Nothing was changed. The inside CIDR of a tunnel never changes: write the two inside CIDRs of the connection into the site file',
  gone: 'Find out who deleted the connection. A new one has new addresses and keys, which the hospital must enter',
  later: 'Check the result of the later update: it determines the state of the connection',
  again: 'Deploy again: finished changes are kept, and the update continues from there',
  blocked:
    'Bring both tunnels up together with the hospital, then deploy again. Or set acceptOutage: true to make the change anyway, at an agreed time',
  comeBack:
    'Ask the hospital to start the tunnel from its side, and look for the reason in the tunnel log. The rollback restores the previous settings of the tunnel',
  stuck:
    'Compare the tunnel with the site file in the EC2 console. If EC2 shows another value than the requested one, ask AWS Support',
  unknownKey:
    'Only AWS knows which key this tunnel has. Check its rekey margin and its secret, and ask AWS Support whether the change was made. Then set the heartlab:vpn-key tag of the tunnel to the generation of its key, and remove the heartlab:vpn-change tag',
  permanent: 'Repeating the call does not help: fix the cause that EC2 names, then deploy again',
  properties:
    'The template comes from another version of this library, or not from it: deploy the platform stack first, then the site',
} as const;

/** Reported when a tunnel has a new key. The hospital has the previous one until it acts. */
export function newKeyNotice(tunnel: LiveTunnelOptions, generation: number): string {
  return `${tunnelLabel(tunnel)} has key generation ${generation}. It stays down until the hospital has replaced its previous key with this one`;
}

/** Reported when the file requests an older key than the tunnel has: after a rollback, or a reverted pull request. */
export function keptKeyNotice(tunnel: LiveTunnelOptions, live: number, requested: number): string {
  return (
    `${tunnelLabel(tunnel)} keeps key generation ${live}, although the site file requests generation ${requested}: a replaced key can't be restored. ` +
    `The hospital needs the key of generation ${live}. Set keyGeneration to ${live} in the site file, and increase it from there for another key`
  );
}

/** Reported when it is unknown which of two keys a tunnel has. */
export function unknownKeyNotice(tunnel: LiveTunnelOptions): string {
  return `${tunnelLabel(tunnel)} has an unknown key: check its tag heartlab:vpn-key/${tunnel.insideCidr}, and compare its secret with the key of the hospital`;
}

export function keyChangeText(key: KeyChange | undefined): string {
  return key === undefined ? '' : `, with a new key (generation ${key.from} to ${key.to})`;
}
