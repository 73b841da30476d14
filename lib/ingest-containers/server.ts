import { READS_AT_ONCE } from '../../services/gate/settings';
import { cellDatabaseName } from '../config/cell-database';
import { deliveriesOf, deliveryHost } from '../config/delivery';
import { IDLE_SECONDS } from '../config/dicom-service';
import type { Site } from '../config/model';
import { DATABASE_PORT, SERVER_CONTAINER } from './containers';
import { FromEnvironment, type JsonConfiguration, orthancJson } from './json-text';

/**
 * What the images must hold for two servers on one index: Orthanc 1.12.3 and its PostgreSQL plugin 6.0, the first that know
 * `TransactionMode: ReadCommitted` (Orthanc book, "PostgreSQL plugins" and "Scalability"; several writers at all: 1.9.2 and 4.0).
 */
export const OLDEST_SERVER = { orthanc: '1.12.3', postgresqlPlugin: '6.0', s3Plugin: '1.3.0' } as const;

/** Whom the server believes to be S3. The makers' images have it from the entry point that is not used (`orthanc-defaults.json`). */
const PUBLIC_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

/**
 * What a server's image must hold: these programs in its PATH, these plugins, no older than `OLDEST_SERVER`, and the public roots. The
 * paths are those of `orthancteam/orthanc` (its Dockerfile). Its own entry point is not used: that writes a configuration of its own.
 */
export const SERVER_IMAGE = {
  programs: ['sh', 'mkdir', 'Orthanc'],
  plugins: {
    dicomWeb: '/usr/share/orthanc/plugins-available/libOrthancDicomWeb.so',
    postgresqlIndex: '/usr/share/orthanc/plugins-available/libOrthancPostgreSQLIndex.so',
    s3Storage: '/usr/share/orthanc/plugins-available/libOrthancAwsS3Storage.so',
  },
  publicRoots: PUBLIC_ROOTS,
} as const;

/** A thread for each connection of the gate: to store, to look up, for queries, for retrievals, and for its health check. */
const HTTP_THREADS = 2 * SERVER_CONTAINER.databaseConnections + READS_AT_ONCE.questions + READS_AT_ONCE.retrievals + 6;

export interface ServerOptions {
  /** The one hospital that the server holds studies of. */
  readonly site: Site;
  /** Where instances are kept: `s3Storage`. */
  readonly storage: Readonly<Record<string, JsonConfiguration>>;
  /**
   * The database; without a change the cell's in the ingest's PostgreSQL, with user and password from the environment.
   * @default {}
   */
  readonly database?: Readonly<Record<string, JsonConfiguration>>;
  /**
   * Paths of the plugins.
   * @default - those of `SERVER_IMAGE`
   */
  readonly plugins?: readonly string[];
  /**
   * The HTTP port, on loopback.
   * @default 8042
   */
  readonly httpPort?: number;
  /**
   * A writable folder, for the server only: its configuration, temporary files.
   * @default /run/orthanc
   */
  readonly folder?: string;
}

/**
 * Instances in S3 (Orthanc book, "Cloud Object Storage plugins"), below the site's prefix: `RootPath` takes no leading slash, and the
 * plugin lists by full path. Without keys the plugin uses the task's role. The bucket encrypts (KMS); the plugin's own encryption stays
 * off, since a lost key would be a lost archive.
 */
export function s3Storage(site: string, region: string): Readonly<Record<string, JsonConfiguration>> {
  return {
    AwsS3Storage: {
      BucketName: new FromEnvironment(SERVER_CONTAINER.variables.studiesBucket),
      Region: region,
      RootPath: site,
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

/** Where results are sent. None of these may ask for anything: the gate takes associations, and the server has no DICOM port. */
const modalities = (site: Site): JsonConfiguration =>
  Object.fromEntries(
    deliveriesOf(site).map(({ aeTitle, listenerPort }, index) => [
      `to-${site.site}-${index + 1}`,
      {
        AET: aeTitle,
        Host: deliveryHost(site.site),
        Port: listenerPort,
        AllowEcho: false,
        AllowStore: false,
        AllowFind: false,
        AllowFindWorklist: false,
        AllowGet: false,
        AllowMove: false,
        AllowStorageCommitment: false,
      },
    ]),
  );

/**
 * The DICOMweb server's configuration (Orthanc's default `Configuration.json`, which explains each; Orthanc book for the
 * plugins). Only what differs from a default, or must not change with one, is written.
 */
export function serverConfiguration(options: ServerOptions): string {
  const { site, storage, database = {}, folder = SERVER_CONTAINER.folder } = options;
  return orthancJson({
    Name: `HeartLab ingest of ${site.site}`,
    Plugins: options.plugins ?? Object.values(SERVER_IMAGE.plugins),
    StorageDirectory: folder,
    TemporaryDirectory: folder,
    // The S3 plugin takes it too; what it brings along of cURL knows no roots of its own.
    HttpsVerifyPeers: true,
    HttpsCACertificates: SERVER_IMAGE.publicRoots,
    ...storage,

    // HTTP for the gate in the same task alone; who is who has been settled there.
    HttpServerEnabled: true,
    HttpPort: options.httpPort ?? SERVER_CONTAINER.httpPort,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    SslEnabled: false,
    // Default 30 s of silence; the load balancer's idle timeout is what a hospital's PACS is set up for.
    HttpRequestTimeout: IDLE_SECONDS,
    HttpThreadsCount: HTTP_THREADS,
    KeepAlive: true,
    // Seconds, longer than the gate keeps its connections; the default is 1.
    KeepAliveTimeout: 15,
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

    // The gate itself takes C-STORE: the same object by two ways must be the same bytes, and Orthanc's own receiver rewrites it.
    DicomServerEnabled: false,
    // The calling AE title of deliveries.
    DicomAet: SERVER_CONTAINER.aeTitle,
    DicomModalitiesInDatabase: false,
    DicomModalities: modalities(site),
    DicomScuTimeout: IDLE_SECONDS,

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
    // Limits a search that would match everything. The answer does not show that it was limited, so the limits exceed any study.
    LimitFindResults: SERVER_CONTAINER.mostFound.studies,
    LimitFindInstances: SERVER_CONTAINER.mostFound.instances,

    PostgreSQL: {
      EnableIndex: true,
      EnableStorage: false,
      Host: new FromEnvironment(SERVER_CONTAINER.variables.databaseHost),
      Port: DATABASE_PORT,
      Database: cellDatabaseName(site.site),
      Username: new FromEnvironment(SERVER_CONTAINER.variables.databaseUser),
      Password: new FromEnvironment(SERVER_CONTAINER.variables.databasePassword),
      EnableSsl: true,
      // Two servers write (`OLDEST_SERVER`).
      Lock: false,
      TransactionMode: 'ReadCommitted',
      IndexConnectionsCount: SERVER_CONTAINER.databaseConnections,
      // While the database fails over, a server waits for it up to two minutes.
      MaximumConnectionRetries: 24,
      ConnectionRetryInterval: 5,
      ...database,
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
