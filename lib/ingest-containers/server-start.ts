import { SERVER_CONTAINER } from './containers';

/**
 * The script for `sh -c` (dash, busybox) in the server's container, whose image contains no file of ours. It writes the configuration
 * from its environment to a file that only its owner may read, unsets the variable, and runs Orthanc in the same process. The
 * configuration contains no secret: Orthanc itself replaces `${DATABASE_PASSWORD}`.
 *
 * Temporary files go to the same folder, because no other is writable. An Orthanc with built-in DICOM dictionaries writes them to
 * `TMPDIR` before it reads its configuration (`FromDcmtkBridge`, `TemporaryFile`).
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
