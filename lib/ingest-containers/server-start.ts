import { SERVER_CONTAINER } from './containers';

/**
 * What `sh -c` is given (dash, busybox) in the server's container, which has no file of ours: it writes the configuration of its
 * environment into a file that its owner alone may read, takes the variable away and runs Orthanc in the same process. The configuration
 * holds no secret: Orthanc itself replaces `${DATABASE_PASSWORD}`.
 *
 * Temporary files go to the same folder, since nothing else can be written: an Orthanc that holds DICOM's dictionaries in itself writes
 * them where `TMPDIR` says before it has read its configuration (`FromDcmtkBridge`, `TemporaryFile`).
 */
export function serverStart(folder: string = SERVER_CONTAINER.folder): string {
  if (!/^\/[A-Za-z0-9/_.-]+$/.test(folder)) throw new Error(`${JSON.stringify(folder)} is not a plain path`);
  const { configuration } = SERVER_CONTAINER.variables;
  return `set -eu
umask 077
[ -n "\${${configuration}:-}" ] || { echo "start: ${configuration} is not set" >&2; exit 78; }
export TMPDIR=${folder}
mkdir -p ${folder}
printf %s "$${configuration}" > ${folder}/orthanc.json
unset ${configuration}
exec Orthanc ${folder}/orthanc.json
`;
}
