import type { Outcome } from '../store/outcome';
import type { Rejection } from './negotiate';

/** What happens at the DIMSE front, for logs and metrics. No event holds anything of a data set but UIDs. */
export type DimseEvent =
  /** A connection that became no association. Connections that close without a byte, as health checks do, are no event. */
  | { readonly kind: 'dropped'; readonly why: DropReason }
  /** An association request that was answered with A-ASSOCIATE-RJ. */
  | { readonly kind: 'rejected'; readonly why: Rejection }
  | { readonly kind: 'begun'; readonly association: number }
  /** What became of one C-STORE whose data set arrived whole. */
  | { readonly kind: 'object'; readonly association: number; readonly outcome: Outcome }
  | { readonly kind: 'ended'; readonly association: number; readonly how: EndReason };

/**
 * `late`: no whole association request within the time. `crowded`: newer connections had said as little. `cut`: it closed within the
 * request. `not-dicom`: the bytes are no association request. `closing`: the gate is stopping.
 */
export type DropReason = 'late' | 'crowded' | 'cut' | 'not-dicom' | 'closing';

/**
 * `released` and `aborted`: by the sender. `lost`: the connection closed. `idle`: no byte within the time. `protocol`: the sender
 * broke the protocol. `closing`: the gate is stopping.
 */
export type EndReason = 'released' | 'aborted' | 'lost' | 'idle' | 'protocol' | 'closing';
