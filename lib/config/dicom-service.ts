/** HeartLab's end of an association or a request. The handover pack lists these values, and the ingest implements them. */

/** The called AE title, which hospitals set in their modalities, and the calling AE title of deliveries. */
export const HEARTLAB_AE_TITLE = 'HEARTLAB';

/**
 * Seconds without a byte after which a connection is closed. Large studies need at least 300. PrivateLink drops an idle
 * connection after 350 (Amazon VPC, "AWS PrivateLink": idle timeout), so the ingest must close it first.
 */
export const IDLE_SECONDS = 340;
