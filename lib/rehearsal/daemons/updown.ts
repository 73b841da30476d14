export interface UpdownCommands {
  /** A file with the number of child SAs that are up. */
  readonly count: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/**
 * The script that charon runs when a child SA comes up or goes down (updown plugin). If both sides initiate, there are two child
 * SAs for a moment. The tunnel is down only when the last one ends.
 */
export const updownScript = ({ count, up, down }: UpdownCommands): string => `#!/bin/sh
exec 9>>'${count}.lock' && flock 9
known=$(cat '${count}' 2>/dev/null || echo 0)
case "$PLUTO_VERB" in
up-client)
    echo $((known + 1)) > '${count}'
${up.map((line) => `    ${line}\n`).join('')}    ;;
down-client)
    known=$((known - 1))
    echo "$known" > '${count}'
    [ "$known" -gt 0 ] && exit 0
${down.map((line) => `    ${line} 2>/dev/null\n`).join('')}    ;;
esac
exit 0
`;

/** libipsec's limit for a packet from its device, whatever the device's MTU. */
const LIBIPSEC_MTU = 1400;

export const labTunnelMtu = (recommended: number): number => Math.min(recommended, LIBIPSEC_MTU);

/** Adds and removes the inside address of the tunnel's device. The device stays up: otherwise libipsec's next child SA fails. */
export const insideAddress = (
  device: string,
  address: string,
  mtu: number,
): { readonly up: readonly string[]; readonly down: readonly string[] } => ({
  up: [`ip link set ${device} mtu ${labTunnelMtu(mtu)}`, `ip address replace ${address}/30 dev ${device}`],
  down: [`ip address delete ${address}/30 dev ${device}`],
});
