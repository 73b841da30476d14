/**
 * Every duration that the in-place update rests on, in milliseconds. They belong together: CONFIRM_AFTER and CLAIM_LEASE are
 * derived from the others, and the simulator breaks each assumption's bound only where a schedule means to.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How old an answer of DescribeVpnConnections may be. EC2 is eventually consistent and names no bound; a few seconds is
 * usual (EC2 API, "Eventual consistency").
 */
export const STALE_READ = 30 * SECOND;

/** From the answer that a call rests on to the moment the call has reached EC2: the client gives up after 10 s, and the rest is ours. */
export const CALL_DURATION = 15 * SECOND;

/**
 * How long a claim stands before its holder acts on it. Somebody else may have read just before our claim could be seen
 * (CALL_DURATION for our write, STALE_READ), and have written over it (CALL_DURATION, STALE_READ). After that, who still finds their own claim is alone.
 */
export const CONFIRM_AFTER = 2 * CALL_DURATION + 2 * STALE_READ;

/** How long after that the holder may still act: room for a throttled call to be repeated. Then it has to claim again. */
export const ACT_WITHIN = 45 * SECOND;

/** The age at which a claim speaks for itself: its change has reached EC2 and can be seen, or never will. */
export const CLAIM_LEASE = CONFIRM_AFTER + ACT_WITHIN + CALL_DURATION + STALE_READ;

/**
 * How far a tunnel's status in VgwTelemetry may lag behind. Only from so long after a change was seen finished is the
 * status of that tunnel believed: before, a tunnel that we took down may still be shown UP.
 */
export const TELEMETRY_LAG = 3 * MINUTE;

/** A tunnel that has been down for less is flapping, not down. */
export const FLAP_DURATION = 5 * MINUTE;

/** Our part of the hour that CloudFormation gives a custom resource: enough is left for our own reason to arrive before its "timed out". */
export const TOTAL_DURATION = 56 * MINUTE;

/** What one tunnel takes at most in all experience: the claim, the change (several minutes), the telemetry's lag, and coming back. */
export const TUNNEL_NEEDS = 20 * MINUTE;

/** The same of a customer gateway. */
export const GATEWAY_NEEDS = 12 * MINUTE;

/** A connection or a customer gateway that was just created may not be found for a while. */
export const NOT_FOUND_GRACE = 5 * MINUTE;

/** How long one Lambda invocation goes on before it leaves the rest to the next poll. */
export const INVOCATION_DURATION = 4 * MINUTE;
