import { readFileSync, writeFileSync } from 'node:fs';
import type { IssuedIdentity } from '../ingest/certificates';
import type { LabMachine } from '../lab/lab';
import type { Testbed } from '../testbed';

/** A hospital's sender: curl with the site's authentication method. */

const TEST_BOUNDARY = 'rehearsal';
export const CONTENT_TYPE = `multipart/related; type="application/dicom"; boundary=${TEST_BOUNDARY}`;
export const partHead = `--${TEST_BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`;
export const PART_END = '\r\n';
export const BODY_END = `--${TEST_BOUNDARY}--\r\n`;

/** DICOM PS3.18 section 8.6.1.2. */
const multipartBody = (objects: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...objects.flatMap((bytes) => [Buffer.from(partHead), bytes, Buffer.from(PART_END)]),
    Buffer.from(BODY_END),
  ]);

/** The sender, its network location, and the host name of the destination. */
export interface StowSender {
  readonly machine: LabMachine;
  readonly hostName: string;
  /** curl arguments for the route to the host, the trusted authorities and the authentication. */
  readonly args: readonly string[];
}

export const studiesUrl = ({ hostName }: Pick<StowSender, 'hostName'>): string =>
  `https://${hostName}/dicomweb/studies`;

/** Writes an options file for curl, so that no argument contains a secret. */
function options({ lab, ingest }: Testbed, who: readonly string[]): readonly string[] {
  const file = lab.file(`curl-${lab.count()}`);
  writeFileSync(file, [`cacert = "${ingest.ca}"`, ...who, ''].join('\n'), { mode: 0o600 });
  return ['-K', file];
}

const byCertificate = ({ certificate, key }: IssuedIdentity) => [`cert = "${certificate}"`, `key = "${key}"`];
const byPassword = (user: string, password: string) => [`user = "${user}:${password}"`];

/** The authentication of this site, or of its neighbour. */
function credentials({ ingest, facts }: Testbed, of: 'own' | 'neighbour'): readonly string[] {
  const { site, password } = ingest[of];
  return facts.stowAuth === 'mtls' ? byCertificate(ingest.certificates[of]) : byPassword(site, password);
}

/** From the hospital's workstation to its own cell, with these credentials. */
const fromHospital = (testbed: Testbed, who: readonly string[]): StowSender => ({
  machine: testbed.lan.machine,
  hostName: testbed.facts.hostName,
  args: options(testbed, who),
});

/** From the hospital to its own cell, as the site or as its neighbour. */
export const hospitalSender = (testbed: Testbed, as: 'own' | 'neighbour' = 'own'): StowSender =>
  fromHospital(testbed, credentials(testbed, as));

/** From the neighbour's own hospital to the neighbour's cell, as the neighbour or as this site. */
export function neighbourHospital(testbed: Testbed, as: 'own' | 'neighbour' = 'neighbour'): StowSender {
  const { neighbour, ingest } = testbed;
  const { hostName } = ingest.neighbour.options;
  const reach = ['--interface', neighbour.machineAddress, '--resolve', `${hostName}:443:${neighbour.endpoint}`];
  return { machine: neighbour.machine, hostName, args: [...reach, ...options(testbed, credentials(testbed, as))] };
}

/** The certificate as a load balancer sends it: any client can send this header, and the load balancer must replace it. */
const encodedCertificate = ({ certificate }: IssuedIdentity): string =>
  encodeURIComponent(readFileSync(certificate, 'utf8'));

interface Stranger {
  readonly who: string;
  readonly sender: StowSender;
  /** The expected status. */
  readonly refusal: string;
}

/** The status with which a cell refuses the identity of another site. */
export const otherSiteRefusal = ({ facts }: Testbed): string => (facts.stowAuth === 'mtls' ? '403' : '401');

/** Senders that must not store for the site: anonymous, from another authority, or of another site. */
export function otherSenders(testbed: Testbed): readonly Stranger[] {
  const { ingest, facts } = testbed;
  const stranger = (who: string, args: readonly string[], refusal: string): Stranger => ({
    who,
    refusal,
    sender: fromHospital(testbed, args),
  });
  const neighbour = credentials(testbed, 'neighbour');
  return facts.stowAuth === 'mtls'
    ? [
        stranger('no certificate', [], '400'),
        stranger("another authority's certificate", byCertificate(ingest.certificates.foreign), '400'),
        stranger("another site's certificate", neighbour, otherSiteRefusal(testbed)),
        stranger(
          "another site's certificate, with the site's own in the header",
          [...neighbour, `header = "X-Amzn-Mtls-Clientcert-Leaf: ${encodedCertificate(ingest.certificates.own)}"`],
          otherSiteRefusal(testbed),
        ),
      ]
    : [
        stranger('no password', [], '401'),
        stranger('a wrong password', byPassword(facts.site, `${ingest.own.password}x`), '401'),
        stranger("another site's password", neighbour, otherSiteRefusal(testbed)),
      ];
}

export interface StowReply {
  readonly status: string;
  readonly body: string;
}

/** One request; a connection that fails has the status 000. */
export async function sendRequest(
  { machine, args }: StowSender,
  more: readonly string[],
  seconds = 20,
): Promise<StowReply> {
  const curl = ['-sS', '-m', `${seconds}`, '-w', '\n%{http_code}', ...args, ...more];
  const { stdout } = await machine.outputOf('curl', curl, seconds + 5);
  const end = stdout.lastIndexOf('\n');
  return { status: stdout.slice(end + 1), body: stdout.slice(0, Math.max(end, 0)) };
}

const JSON_WANTED = ['-H', 'Accept: application/dicom+json'];

/** Stores by STOW-RS. */
export function storeObjects(sender: StowSender, objects: readonly Buffer[]): Promise<StowReply> {
  const { lab } = sender.machine;
  const file = lab.file(`study-${lab.count()}`);
  writeFileSync(file, multipartBody(objects));
  const content = ['-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', `@${file}`];
  return sendRequest(sender, [...JSON_WANTED, ...content, studiesUrl(sender)]);
}

/** The number of stored instances in the answer (0008,1199, PS3.18 annex I.2): the status alone is not enough. */
export function storedCount({ body }: StowReply): number {
  try {
    const answer = JSON.parse(body) as { readonly '00081199'?: { readonly Value?: readonly unknown[] } };
    return answer['00081199']?.Value?.length ?? 0;
  } catch {
    return 0;
  }
}

type Found = readonly Readonly<Record<string, { readonly Value?: readonly unknown[] }>>[];

/** The values of this attribute in the QIDO-RS result; undefined if the answer was neither 204 nor 200 with JSON. */
export async function searchStudies(
  sender: StowSender,
  query: string,
  tag: string,
): Promise<readonly unknown[] | undefined> {
  const { status, body } = await sendRequest(sender, [...JSON_WANTED, `https://${sender.hostName}/dicomweb/${query}`]);
  if (status === '204') return [];
  if (status !== '200') return undefined;
  try {
    return (JSON.parse(body) as Found).flatMap((entry) => entry[tag]?.Value ?? []);
  } catch {
    return undefined;
  }
}

/** An object retrieved with WADO-RS: the body of the answer, without checks. */
export async function retrieveObject(
  sender: StowSender,
  { study, series, instance }: { readonly study: string; readonly series: string; readonly instance: string },
): Promise<Buffer> {
  const { lab } = sender.machine;
  const file = lab.file(`retrieved-${lab.count()}`);
  writeFileSync(file, '');
  const accept = 'Accept: multipart/related; type="application/dicom"; transfer-syntax=*';
  const url = `${studiesUrl(sender)}/${study}/series/${series}/instances/${instance}`;
  await sendRequest(sender, ['-H', accept, '-o', file, url]);
  return readFileSync(file);
}
