/**
 * What charon calls when a tunnel comes and goes (updown plugin): it gives the tunnel's device its inside address, and takes it away.
 * The device itself stays up: with it down, the next child SA of libipsec fails.
 */
export const updownScript = (device: string, address: string, mtu: number): string => `#!/bin/sh
case "$PLUTO_VERB" in
up-client)
    ip link set ${device} mtu ${mtu} 2>/dev/null
    ip address replace ${address}/30 dev ${device}
    ;;
down-client)
    ip address delete ${address}/30 dev ${device} 2>/dev/null
    ;;
esac
exit 0
`;
