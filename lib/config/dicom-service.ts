/** HeartLab's end of an association or a request: the handover pack lists it, and the ingest implements it. */

/** The called AE title, which the hospitals set in their modalities, and the calling one of deliveries. */
export const HEARTLAB_AE_TITLE = 'HEARTLAB';

/**
 * Seconds without a byte after which a connection is closed. Large studies need 300 at least; PrivateLink forgets a silent
 * connection after 350 without a word (Amazon VPC, "AWS PrivateLink": idle timeout), so that ours has to end it first.
 */
export const IDLE_SECONDS = 340;
