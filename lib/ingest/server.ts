import { type Configuration, FromEnvironment, orthancJson } from './json-text';
import type { IngestSite } from './sites';

/**
 * What the images must hold for two servers on one index: Orthanc 1.12.3 and its PostgreSQL plugin 6.0, the first that know
 * `TransactionMode: ReadCommitted` (Orthanc book, "PostgreSQL plugins" and "Scalability"; several writers at all: 1.9.2 and 4.0).
 */
export const OLDEST_SERVER = { orthanc: '1.12.3', postgresqlPlugin: '6.0', s3Plugin: '1.3.0' } as const;

/** Whom the server believes to be S3. The makers' images have it from the entry point that is not used (`orthanc-defaults.json`). */
const PUBLIC_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

/**
 * What a server's image must hold: these programs in its PATH (base64 of coreutils or busybox), these plugins, no older than
 * `OLDEST_SERVER`, and the public roots. The paths are those of `orthancteam/orthanc` (its Dockerfile). Its own entry point is not used: that writes
 * a configuration of its own.
 */
export const SERVER_IMAGE = {
  programs: ['sh', 'base64', 'mkdir', 'Orthanc'],
  plugins: {
    dicomWeb: '/usr/share/orthanc/plugins-available/libOrthancDicomWeb.so',
    postgresqlIndex: '/usr/share/orthanc/plugins-available/libOrthancPostgreSQLIndex.so',
    s3Storage: '/usr/share/orthanc/plugins-available/libOrthancAwsS3Storage.so',
  },
  publicRoots: PUBLIC_ROOTS,
} as const;

export interface ServerOptions {
  readonly sites: readonly IngestSite[];
  readonly httpPort: number;
  /** One port for DIMSE: the NLB maps 104, 11112 and, after TLS, 2762 to it. */
  readonly dicomPort: number;
  /** The called AE title, which the hospitals set in their modalities. */
  readonly aeTitle: string;
  /** The ALB's idle timeout in seconds; a pause in an upload or an association may last as long. */
  readonly idleSeconds: number;
  readonly database: {
    readonly host: string | FromEnvironment;
    readonly port: number;
    readonly name: string;
    /** Environment variables that hold user and password. */
    readonly userVariable: string;
    readonly passwordVariable: string;
  };
  /** Where instances are kept: `s3Storage`. */
  readonly storage: Readonly<Record<string, Configuration>>;
  /** Paths of the plugins: all of `SERVER_IMAGE.plugins`. */
  readonly plugins: readonly string[];
  /** A writable folder, for the server only: its configuration, temporary files. */
  readonly folder: string;
}

/**
 * Instances in S3 (Orthanc book, "Cloud Object Storage plugins"). Without keys the plugin uses the task's role. The bucket
 * encrypts (KMS); the plugin's own encryption stays off, since a lost key would be a lost archive.
 */
export function s3Storage(bucket: string | FromEnvironment, region: string): Readonly<Record<string, Configuration>> {
  return {
    AwsS3Storage: {
      BucketName: bucket,
      Region: region,
      ConnectionTimeout: 30,
      RequestTimeout: 1200,
      StorageStructure: 'flat',
      // Any other mode keeps instances on the task's own disk, which is gone with the task.
      HybridMode: 'Disabled',
      MigrationFromFileSystemEnabled: false,
      StorageEncryption: { Enable: false },
    },
  };
}

/**
 * Who may open a DIMSE association, and for what: C-ECHO and C-STORE (DICOM PS3.7 sections 9.1.5 and 9.1.1), never to ask or
 * fetch; and where the server sends results.
 *
 * Orthanc knows a caller by its AE title alone, and of several entries with one title **every one** must allow what it wants
 * (`OrthancApplicationEntityFilter::IsAllowedRequest`; older ones took the first by name). What a title may do is therefore the
 * same in all of its entries: what the calling AE titles say. A PACS that only receives may nothing.
 */
function modalities(sites: readonly IngestSite[]): Configuration {
  const calling = new Set(sites.flatMap(({ callingAeTitles }) => callingAeTitles));
  const entry = (title: string, host: string, port: number): Configuration => ({
    AET: title,
    Host: host,
    Port: port,
    AllowEcho: calling.has(title),
    AllowStore: calling.has(title),
    AllowFind: false,
    AllowFindWorklist: false,
    AllowGet: false,
    AllowMove: false,
    AllowStorageCommitment: false,
  });
  return Object.fromEntries(
    sites.flatMap(({ site, callingAeTitles, deliveries }) => [
      // Behind PrivateLink every hospital comes from the same addresses, and the server calls none of these.
      ...callingAeTitles.map((title, index) => [`from-${site}-${index + 1}`, entry(title, 'unknown.invalid', 104)]),
      ...deliveries.map(({ aeTitle, host, port }, index) => [`to-${site}-${index + 1}`, entry(aeTitle, host, port)]),
    ]),
  );
}

/**
 * The DICOMweb server's configuration (Orthanc's default `Configuration.json`, which explains each; Orthanc book for the
 * plugins). Only what differs from a default, or must not change with one, is written.
 */
export function serverConfiguration(options: ServerOptions): string {
  const { database, idleSeconds } = options;
  return orthancJson({
    Name: 'HeartLab ingest',
    Plugins: options.plugins,
    StorageDirectory: options.folder,
    TemporaryDirectory: options.folder,
    // The S3 plugin takes it too; what it brings along of cURL knows no roots of its own.
    HttpsVerifyPeers: true,
    HttpsCACertificates: SERVER_IMAGE.publicRoots,
    ...options.storage,

    // HTTP for the gate in the same task alone; who is who has been settled there.
    HttpServerEnabled: true,
    HttpPort: options.httpPort,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    SslEnabled: false,
    // Default 30 s of silence; the ALB's idle timeout is what a hospital has been told.
    HttpRequestTimeout: idleSeconds,
    HttpThreadsCount: 100,
    KeepAlive: true,
    // What was stored is given back as it is; nothing of a body stands in an answer's reason.
    HttpCompressionEnabled: false,
    HttpDescribeErrors: false,
    DeidentifyLogs: true,
    // No other way in, and none to run something.
    OrthancExplorerEnabled: false,
    WebDavEnabled: false,
    ExecuteLuaEnabled: false,
    RestApiWriteToFileSystemEnabled: false,
    LuaScripts: [],
    OrthancPeers: {},

    DicomServerEnabled: true,
    DicomPort: options.dicomPort,
    DicomAet: options.aeTitle,
    DicomCheckCalledAet: true,
    DicomCheckModalityHost: false,
    DicomAlwaysAllowEcho: false,
    DicomAlwaysAllowStore: false,
    DicomAlwaysAllowFind: false,
    DicomAlwaysAllowFindWorklist: false,
    DicomAlwaysAllowGet: false,
    DicomAlwaysAllowMove: false,
    // Titles differ in their case (DICOM PS3.5 section 6.2), and two hospitals' may differ in nothing else.
    StrictAetComparison: true,
    DicomModalitiesInDatabase: false,
    DicomModalities: modalities(options.sites),
    DicomScpTimeout: idleSeconds,
    DicomThreadsCount: 16,
    // Makers' own classes are common in echo and cath labs, and STOW-RS takes them too.
    UnknownSopClassAccepted: true,

    // An instance that is sent again is kept as it came first, so that a repeated upload is harmless and none can replace another's.
    OverwriteInstances: false,
    // Never recycle: 0 is no limit.
    MaximumStorageSize: 0,
    MaximumPatientCount: 0,
    StorageCompression: false,
    StoreMD5ForAttachments: true,
    SyncStorageArea: true,
    // Seconds without a new instance after which a study counts as complete.
    StableAge: 60,
    // Two servers share the index: each one's jobs are its own. (Their identifiers differ by the tasks' network interfaces.)
    SaveJobs: false,
    CheckRevisions: false,
    // A search that would match everything ends.
    LimitFindResults: 1000,
    LimitFindInstances: 1000,

    PostgreSQL: {
      EnableIndex: true,
      EnableStorage: false,
      Host: database.host,
      Port: database.port,
      Database: database.name,
      Username: new FromEnvironment(database.userVariable),
      Password: new FromEnvironment(database.passwordVariable),
      EnableSsl: true,
      // Two servers write (`OLDEST_SERVER`).
      Lock: false,
      TransactionMode: 'ReadCommitted',
      IndexConnectionsCount: 20,
      // While the database fails over, a server waits for it up to two minutes.
      MaximumConnectionRetries: 24,
      ConnectionRetryInterval: 5,
    },
    DicomWeb: {
      Enable: true,
      Root: '/dicomweb/',
      EnableWado: false,
      // Answers hold URLs of the host name that was asked: the gate says it in `Forwarded`.
      PublicRoot: '/dicomweb/',
    },
  });
}
