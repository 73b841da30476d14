/**
 * All durations of the in-place update, in milliseconds, with the assumptions on EC2. CONFIRM_AFTER and CLAIM_LEASE are derived
 * from the others. The simulator exceeds an assumed bound only in schedules that are meant to.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * Assumed: the largest age of a response of DescribeVpnConnections. EC2 is eventually consistent and documents no bound; a few
 * seconds are usual (EC2 API, "Eventual consistency").
 */
const STALE_READ = 30 * SECOND;

/** Assumed: the time from the read that a call is based on until the call has reached EC2. The client's timeout is 10 s; the rest is our code. */
export const CALL_DURATION = 15 * SECOND;

/**
 * How long an invocation waits after its claim. Another one may have read just before the claim was visible (CALL_DURATION for
 * the write, STALE_READ), and have overwritten it (CALL_DURATION, STALE_READ). After that, only one can still find its own claim.
 */
export const CONFIRM_AFTER = 2 * CALL_DURATION + 2 * STALE_READ;

/** How long after that the invocation may still make the call, so that a throttled call can be repeated. Then it must claim again. */
export const ACT_WITHIN = 45 * SECOND;

/** The age of a claim at which its change is visible, or was never made. */
export const CLAIM_LEASE = CONFIRM_AFTER + ACT_WITHIN + CALL_DURATION + STALE_READ;

/**
 * Assumed: how late VgwTelemetry reports a tunnel's status. The status of a tunnel is trusted only this long after its last
 * change was visible. Before that, a tunnel that the update took down may still be reported as UP.
 */
export const TELEMETRY_LAG = 3 * MINUTE;

/** A tunnel that has been down for a shorter time is flapping, not down. */
export const FLAP_DURATION = 5 * MINUTE;

/** Less than the hour that CloudFormation waits for a custom resource, so that our own reason is reported instead of its "timed out". */
export const TOTAL_DURATION = 56 * MINUTE;

/** The longest that one tunnel has taken: the claim, the change (several minutes), the lag of the status, and coming up again. */
export const TUNNEL_NEEDS = 20 * MINUTE;

/** The longest that a change of the customer gateway has taken. */
export const GATEWAY_NEEDS = 12 * MINUTE;

/** How long EC2 may not find a connection or customer gateway that was just created. */
export const NOT_FOUND_GRACE = 5 * MINUTE;

/** How long one Lambda invocation works before it leaves the rest to the next poll. */
export const INVOCATION_DURATION = 4 * MINUTE;
