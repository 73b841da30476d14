export interface UpdownCommands {
  /** A file in which the child SAs that are up are counted. */
  readonly count: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/**
 * What charon calls when a child SA comes and goes (updown plugin). Where both sides begin at once there are two for a moment, and the
 * end of one of them is not the end of the tunnel: only the last one's is.
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

/** libipsec reads no longer packet from its device, whatever MTU that has. */
const LIBIPSEC_MTU = 1400;

export const labTunnelMtu = (recommended: number): number => Math.min(recommended, LIBIPSEC_MTU);

/** The tunnel's device gets its inside address, and loses it. The device itself stays up: with it down, the next child SA of libipsec fails. */
export const insideAddress = (
  device: string,
  address: string,
  mtu: number,
): { readonly up: readonly string[]; readonly down: readonly string[] } => ({
  up: [`ip link set ${device} mtu ${labTunnelMtu(mtu)}`, `ip address replace ${address}/30 dev ${device}`],
  down: [`ip address delete ${address}/30 dev ${device}`],
});
