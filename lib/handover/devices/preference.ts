/**
 * Tunnel 1 is preferred in both directions, so that no packet goes out through one tunnel and comes back through the other.
 *
 * Outbound this uses local preference, inbound a longer AS path on tunnel 2: AWS compares the path length before the MED. Both
 * preferences are below 100, the default, so that Direct Connect's routes win on a router that has both, as they do at AWS.
 * This overrules AWS's own hint during the maintenance of an endpoint, a lower MED on the other tunnel: HeartLab itself
 * chooses the time (tunnel lifecycle control), and the BGP session of the tunnel in maintenance goes down.
 */
export const LOCAL_PREFERENCE = { 1: 90, 2: 80 } as const;

/** The number of times that the hospital's ASN is prepended on tunnel 2. */
export const AS_PATH_PREPENDS = 2;

/** Static routes: less preferred than any BGP route (eBGP 20, iBGP 200; Junos 170), for the same reason. */
export const STATIC_ROUTE_DISTANCE = { 1: 210, 2: 220 } as const;

/** The route that drops HeartLab's packets: less preferred than every route to a tunnel, more than the default route is specific. */
export const NO_ROUTE_DISTANCE = 250;

/** For devices that prefer tracked routes to any BGP route. */
export const BESIDE_DIRECT_CONNECT =
  'If Direct Connect also ends on this device, ask HeartLab before pasting: the device would prefer these routes to Direct Connect.';

/** AWS's BGP timers in a tunnel: keepalive 10 s, hold 30 s. */
export const BGP_TIMERS = { keepalive: 10, hold: 30 } as const;

/** The prepended path: the hospital's ASN, repeated. */
export const prependedAsn = (asn: number): string => Array.from({ length: AS_PATH_PREPENDS }, () => `${asn}`).join(' ');

/** Seconds between two pings that track a tunnel, and the number that must be lost: 15 s, half of the minimum of DPD. */
export const TUNNEL_TRACKING = { intervalSeconds: 5, lost: 3 } as const;

/** The number of a tunnel's interface: high, so that it is unlikely to be in use. */
export const interfaceNumber = (tunnel: 1 | 2): number => 100 + tunnel;

const clamped = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/**
 * Dead peer detection: the tries are sent at the given interval. Together they take the site's timeout, or less if the device
 * can't wait that long.
 */
export function dpdInterval(
  timeoutSeconds: number,
  tries: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  return clamped(Math.floor(timeoutSeconds / tries), min, max);
}
