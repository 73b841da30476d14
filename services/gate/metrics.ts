/**
 * The metrics that the gate writes into its log (CloudWatch, "Specification: Embedded metric format"): a contract between this
 * program and the alarms and dashboards of `lib/`.
 */
export const GATE_METRICS = {
  namespace: 'HeartLab/Ingest',
  /** Each metric has this dimension: the site's name. */
  site: 'Site',
  /** A second dimension of failures: the key of `FAILURES`. */
  reason: 'Reason',
  /** Studies of which at least one object was stored, counted once per request or association. */
  studies: 'Studies',
  /** Objects that were stored. */
  objects: 'Objects',
  /** Bytes of the objects that were stored. */
  bytes: 'Bytes',
  /** Objects that were not stored, by reason. */
  failures: 'Failures',
  /**
   * Objects that were not stored because the cell itself failed. A metric of its own, because an alarm on a sum of two reasons
   * would depend on both having reported.
   */
  cellFailures: 'CellFailures',
  /** Requests whose certificate, user or password is not the site's, and associations with a wrong AE title. */
  refused: 'RefusedIdentities',
  /** Days until the client certificate of the hospital expires; negative after that. */
  certificateDays: 'CertificateDays',
} as const;
