/**
 * The metrics that the gate writes into its log (CloudWatch, "Specification: Embedded metric format"): a contract between this
 * program and the alarms and dashboards of `lib/`.
 */
export const METRICS = {
  namespace: 'HeartLab/Ingest',
  /** Each metric has this dimension: the site's name. */
  site: 'Site',
  /** Failures have a second one: the key of `FAILURES`. */
  reason: 'Reason',
  /** Studies of which at least one object was stored, counted once in a request or an association. */
  studies: 'Studies',
  /** Objects that were stored. */
  objects: 'Objects',
  /** Bytes of the objects that were stored. */
  bytes: 'Bytes',
  /** Objects that were not stored, by reason. */
  failures: 'Failures',
  /** Requests whose certificate or user is not the site's, and associations with a wrong AE title. */
  refused: 'RefusedIdentities',
  /** Days until the client certificate of the hospital expires. Below zero: it has expired. */
  certificateDays: 'CertificateDays',
} as const;
