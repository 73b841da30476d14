import type { StoreOutcome } from '../store/outcome';
import type { AssociationRejection } from './negotiate';

/** Events of the DIMSE listener, for logs and metrics. The only data of a data set in an event are UIDs. */
export type DimseEvent =
  /** A connection without an association. Connections that close without a byte, such as health checks, cause no event. */
  | { readonly kind: 'dropped'; readonly why: DropReason }
  /** An association request that was answered with A-ASSOCIATE-RJ. */
  | { readonly kind: 'rejected'; readonly why: AssociationRejection }
  | { readonly kind: 'begun'; readonly association: number }
  /** The result of one C-STORE whose data set arrived completely. */
  | { readonly kind: 'object'; readonly association: number; readonly outcome: StoreOutcome }
  | { readonly kind: 'ended'; readonly association: number; readonly how: EndReason };

/**
 * `late`: no complete association request within the time limit. `crowded`: closed in favour of newer connections, because too many
 * had no association. `cut`: it closed within the request. `not-dicom`: the bytes are not an association request. `closing`: the
 * gate is stopping.
 */
export type DropReason = 'late' | 'crowded' | 'cut' | 'not-dicom' | 'closing';

/**
 * `released` and `aborted`: by the sender. `lost`: the connection closed. `idle`: no byte within the idle time. `protocol`: the
 * sender violated the protocol. `closing`: the gate is stopping.
 */
export type EndReason = 'released' | 'aborted' | 'lost' | 'idle' | 'protocol' | 'closing';
