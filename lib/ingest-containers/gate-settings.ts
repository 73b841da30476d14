import type { GateSettings } from '../../services/gate/settings';
import { cellDatabaseName } from '../config/cell-database';
import { HEARTLAB_AE_TITLE, IDLE_SECONDS } from '../config/dicom-service';
import type { ManagedIngest, Site } from '../config/model';
import { DATABASE_PORT, GATE_CONTAINER, SERVER_CONTAINER } from './containers';

/** The settings of a cell's gate. */
export function gateSettings(
  { site, dicom }: Site,
  { largestObjectMiB }: Pick<ManagedIngest, 'largestObjectMiB'>,
): GateSettings {
  return {
    site,
    auth: dicom.stow.auth,
    httpsPort: GATE_CONTAINER.httpsPort,
    dimse: dicom.dimse && {
      port: GATE_CONTAINER.dimsePort,
      calledAeTitle: HEARTLAB_AE_TITLE,
      callingAeTitles: dicom.dimse.callingAeTitles ?? [],
    },
    server: { port: SERVER_CONTAINER.httpPort },
    database: { port: DATABASE_PORT, name: cellDatabaseName(site), caFile: GATE_CONTAINER.databaseCaFile },
    folder: GATE_CONTAINER.folder,
    largestObjectBytes: largestObjectMiB * 1024 ** 2,
    storesAtOnce: SERVER_CONTAINER.databaseConnections,
    idleSeconds: IDLE_SECONDS,
  };
}
