/**
 * The settings that the gate receives when its container starts. The task definition of a cell contains them, and the gate reads
 * them: a contract between `lib/` and this program.
 */

/** The gate's environment variables. `settings` contains a `GateSettings` as JSON; the others contain one value each. */
export const GATE_VARIABLES = {
  settings: 'GATE_SETTINGS',
  /** The host name of the PostgreSQL instance. It is known only at deploy time. */
  databaseHost: 'DATABASE_HOST',
  databaseUser: 'DATABASE_USER',
  databasePassword: 'DATABASE_PASSWORD',
  /** Only for a `basic` site. */
  stowPassword: 'STOW_PASSWORD',
} as const;

/**
 * Concurrent queries (QIDO-RS, metadata) and retrievals of objects (WADO-RS) at the server; more wait. Each occupies a thread of the
 * server. The server holds a retrieved object in memory until the client has received it.
 */
export const READS_AT_ONCE = { queries: 4, retrievals: 2 } as const;

export interface GateSettings {
  /** The site's name: the common name (CN) of its client certificates, and the user name of a `basic` site. */
  readonly site: string;
  /** How STOW-RS requests are authenticated. */
  readonly auth: 'mtls' | 'basic';
  /** The TCP port for HTTPS from the load balancer. */
  readonly httpsPort: number;
  /** Absent if the site has no `dimse`. */
  readonly dimse?: {
    /** The TCP port for associations from the load balancer. */
    readonly port: number;
    /** The AE title that the hospital calls. */
    readonly calledAeTitle: string;
    /** The AE titles that may call, case-sensitive (DICOM PS3.5 section 6.2). */
    readonly callingAeTitles: readonly string[];
  };
  /** Where the DICOMweb server listens for HTTP, on loopback. */
  readonly server: { readonly port: number };
  readonly database: {
    readonly port: number;
    readonly name: string;
    /** PEM file of the certificate authorities that may sign the database's certificate. */
    readonly caFile: string;
  };
  /** A writable folder on the task's encrypted disk, empty when the task starts. */
  readonly folder: string;
  /** Bytes. A larger object is refused. */
  readonly largestObjectBytes: number;
  /** How many objects may be stored in the server concurrently. */
  readonly storesAtOnce: number;
  /** Seconds without a byte after which a connection is closed. */
  readonly idleSeconds: number;
}
