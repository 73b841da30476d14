import { writeFileSync } from 'node:fs';
import type { Identity } from '../ingest/certificates';
import type { Scene } from '../scene';

/** The hospital's sender: curl, with the site's own way to prove who it is. */

export const BOUNDARY = 'rehearsal';
export const CONTENT_TYPE = `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`;
export const partHead = `--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`;
export const PART_END = '\r\n';
export const BODY_END = `--${BOUNDARY}--\r\n`;

/** DICOM PS3.18 section 8.6.1.2. */
export const multipart = (objects: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...objects.flatMap((bytes) => [Buffer.from(partHead), bytes, Buffer.from(PART_END)]),
    Buffer.from(BODY_END),
  ]);

export const studiesUrl = ({ facts }: Scene): string => `https://${facts.hostName}/dicomweb/studies`;

/** Of curl's own file of options: what is secret stands in no argument. */
function options({ lab, ingest }: Scene, who: readonly string[]): readonly string[] {
  const file = lab.file(`curl-${lab.count()}`);
  writeFileSync(file, [`cacert = "${ingest.ca}"`, ...who, ''].join('\n'), { mode: 0o600 });
  return ['-K', file];
}

const byCertificate = ({ certificate, key }: Identity) => [`cert = "${certificate}"`, `key = "${key}"`];
const byPassword = (user: string, password: string) => [`user = "${user}:${password}"`];

/** The site's own way to prove who it is. */
export function credentials(scene: Scene): readonly string[] {
  const { ingest, facts } = scene;
  const { certificates, passwords } = ingest;
  return options(
    scene,
    facts.stowAuth === 'mtls' ? byCertificate(certificates.own) : byPassword(facts.site, passwords.own),
  );
}

interface Stranger {
  readonly who: string;
  readonly args: readonly string[];
  /** The status that tells it so. */
  readonly refusal: string;
}

/** Who must not store in the site's name: nobody, somebody of another authority, another site. */
export function strangers(scene: Scene): readonly Stranger[] {
  const { ingest, facts } = scene;
  const { certificates, passwords } = ingest;
  const stranger = (who: string, proof: readonly string[], refusal: string): Stranger => ({
    ...{ who, refusal },
    args: options(scene, proof),
  });
  return facts.stowAuth === 'mtls'
    ? [
        stranger('no certificate', [], '400'),
        stranger("another authority's certificate", byCertificate(certificates.foreign), '400'),
        stranger("another site's certificate", byCertificate(certificates.neighbour), '403'),
      ]
    : [
        stranger('no password', [], '401'),
        stranger('a wrong password', byPassword(facts.site, `${passwords.own}x`), '401'),
        stranger("another site's password", byPassword(ingest.neighbour.site, passwords.neighbour), '403'),
      ];
}

export interface Reply {
  readonly status: string;
  readonly body: string;
}

/** One request from the hospital's workstation; a connection that fails has the status 000. */
export async function ask(scene: Scene, args: readonly string[], seconds = 20): Promise<Reply> {
  const curl = ['-sS', '-m', `${seconds}`, '-w', '\n%{http_code}', ...args];
  const { stdout } = await scene.lan.machine.outputOf('curl', curl, seconds + 5);
  const end = stdout.lastIndexOf('\n');
  return { status: stdout.slice(end + 1), body: stdout.slice(0, Math.max(end, 0)) };
}

/** Stores by STOW-RS. */
export function store(scene: Scene, objects: readonly Buffer[]): Promise<Reply> {
  const file = scene.lab.file(`study-${scene.lab.count()}`);
  writeFileSync(file, multipart(objects));
  return ask(scene, [
    ...[...credentials(scene), '-H', `Content-Type: ${CONTENT_TYPE}`, '-H', 'Accept: application/dicom+json'],
    ...['--data-binary', `@${file}`, studiesUrl(scene)],
  ]);
}

/** How many instances the answer says were stored (0008,1199, PS3.18 annex I.2): the status alone tells nothing. */
export function storedCount({ body }: Reply): number {
  try {
    const answer = JSON.parse(body) as { readonly '00081199'?: { readonly Value?: readonly unknown[] } };
    return answer['00081199']?.Value?.length ?? 0;
  } catch {
    return 0;
  }
}

/** Whether the hospital finds the study again (QIDO-RS). */
export async function finds(scene: Scene, study: string): Promise<boolean> {
  const { status, body } = await ask(scene, [
    ...[...credentials(scene), '-H', 'Accept: application/dicom+json'],
    `${studiesUrl(scene)}?StudyInstanceUID=${study}`,
  ]);
  return status === '200' && body.includes(study);
}
