import { type KeyObject, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { PartialEnvironment } from '../model';
import type { FileComplaint } from '../problem';
import { type DataPath, showValue } from '../problem';
import { indexedItems } from '../rules/rule';
import { type PemBlock, type PemFault, type PemFile, readPemFile, type WantedPem } from './pem';
import { certificateParts, commonName, comparableName, listParts } from './x509';

/** One CA certificate or revocation list as plain data: its dates can be checked without reading the file again. */
export interface DatedItem {
  /** `certificate 2 ("HeartLab client CA")` */
  readonly what: string;
  /** First and last day, in UTC: YYYY-MM-DD. A revocation list may have no last day. */
  readonly from: string;
  readonly to: string | undefined;
}

/** The content of a certificate file that an environment names. */
export interface CertificateFile {
  readonly environment: string;
  readonly kind: 'client-ca-bundle' | 'server-ca-bundle' | 'revocation-list';
  /** The path of the setting, below the environment's name. */
  readonly path: DataPath;
  /** The file name as the setting has it. */
  readonly named: string;
  readonly items: readonly DatedItem[];
}

export interface CertificateFiles {
  readonly files: readonly CertificateFile[];
  /** Paths begin below the environment's name. The id of the rule is the kind of the file. */
  readonly complaints: readonly { readonly id: CertificateFile['kind']; readonly complaint: FileComplaint }[];
}

const BUNDLE: WantedPem = {
  what: 'CA certificates',
  label: 'CERTIFICATE',
  mostBytes: 2 ** 20,
  convert: 'openssl x509',
};
/** Elastic Load Balancing, "Quotas for your Application Load Balancers": revocation list file size 50 MB. */
const LIST: WantedPem = { what: 'revocation list', label: 'X509 CRL', mostBytes: 50 * 2 ** 20, convert: 'openssl crl' };
/** The same page: CA certificate size, not adjustable; CA certificates per trust store, which can be raised. */
const MOST_CERTIFICATE_BYTES = 16 * 1024;
const MOST_CERTIFICATES = 25;

/** Checks every certificate file of one environment. Any bytes give complaints or a readable file, never an exception. */
export function readCertificates(folder: string, name: string, environment: PartialEnvironment): CertificateFiles {
  const files: CertificateFile[] = [];
  const complaints: { id: CertificateFile['kind']; complaint: FileComplaint }[] = [];
  const take = <T extends DatedItem>(
    kind: CertificateFile['kind'],
    path: DataPath,
    named: string,
    read: (pem: PemFile) => { readonly items: readonly T[]; readonly faults: readonly PemFault[] },
  ): readonly T[] => {
    const { items, faults } = read(readPemFile(join(folder, named), kind === 'revocation-list' ? LIST : BUNDLE));
    files.push({
      environment: name,
      kind,
      path,
      named,
      items: items.map(({ what, from, to }) => ({ what, from, to })),
    });
    for (const fault of foremost(faults))
      complaints.push({ id: kind, complaint: { path, found: showValue(named), ...fault } });
    return items;
  };

  const { serverCaBundle, managed } = environment.ingest ?? {};
  if (serverCaBundle !== undefined)
    take('server-ca-bundle', ['ingest', 'serverCaBundle'], serverCaBundle, (pem) => readBundle(pem, false));
  const bundle = managed?.clientCaBundle;
  const path = ['ingest', 'managed', 'clientCaBundle'];
  const authorities =
    bundle === undefined ? [] : take('client-ca-bundle', path, bundle, (pem) => readBundle(pem, true));
  // A list can be compared with the bundle only if the whole bundle is readable.
  const known = complaints.some(({ id }) => id === 'client-ca-bundle') ? [] : authorities.map(({ subject }) => subject);
  for (const [index, list] of indexedItems(managed?.revocationLists))
    take('revocation-list', ['ingest', 'managed', 'revocationLists', index], list, (pem) => readList(pem, known));
  return { files, complaints };
}

/** A file with more faults is probably not a file of this kind. */
const MOST_FAULTS = 30;

function foremost(faults: readonly PemFault[]): readonly PemFault[] {
  const more = faults.length - MOST_FAULTS;
  return more <= 0
    ? faults
    : [
        ...faults.slice(0, MOST_FAULTS),
        { wrong: `has ${more} more errors that are not shown`, write: 'fix the errors that are shown first' },
      ];
}

interface Authority extends DatedItem {
  /** The name of the subject, in comparable form. */
  readonly subject: string;
}

/** With `strict`, the certificates must meet the requirements of a load balancer's trust store. */
function readBundle({ blocks, faults }: PemFile, strict: boolean) {
  const all = [...faults];
  const items: Authority[] = [];
  const seen = new Map<string, number>();
  for (const block of blocks) {
    const read = readCertificate(block, strict);
    all.push(...read.faults);
    if (read.item !== undefined) items.push(read.item);
    const hex = Buffer.from(block.der).toString('base64');
    const before = seen.get(hex);
    if (before === undefined) seen.set(hex, block.number);
    else
      all.push({
        wrong: `block ${block.number} is a duplicate of certificate ${before}`,
        write: 'remove one of the two',
      });
  }
  if (strict && blocks.length > MOST_CERTIFICATES)
    all.push({
      severity: 'warning',
      wrong: `contains ${blocks.length} certificates, and AWS allows ${MOST_CERTIFICATES} in a trust store by default`,
      write:
        'remove the certificates that no hospital needs, or raise the quota before the deploy: aws service-quotas request-service-quota-increase --service-code elasticloadbalancing --quota-code L-43FE5A42',
    });
  return { items, faults: all };
}

function readCertificate({ number, der }: PemBlock, strict: boolean) {
  const parts = certificateParts(der);
  const certificate = attempt(() => new X509Certificate(der));
  const key = attempt(() => certificate?.publicKey);
  if (parts === undefined || certificate === undefined || key === undefined)
    return {
      faults: [{ wrong: `block ${number} can't be read as a certificate`, write: 'copy the whole block again' }],
    };
  const what = `certificate ${number} (${showValue(commonName(parts.subject))})`;
  const item: Authority = { what, from: parts.from, to: parts.to, subject: comparableName(parts.subject) };
  const faults: PemFault[] = [];
  if (!certificate.ca)
    faults.push({
      wrong: `${what} is not a CA certificate, so it can't verify other certificates`,
      write: 'replace it with the certificate of the CA that issued it',
    });
  if (strict) faults.push(...trustStoreFaults(what, der.length, key, parts.signature));
  return { item, faults };
}

/** SHA-256, SHA-384 and SHA-512 with RSA, RSASSA-PSS and ECDSA. */
const SIGNATURES = /^(?:2a864886f70d0101(?:0a|0b|0c|0d)|2a8648ce3d0403(?:02|03|04))$/;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** Elastic Load Balancing, "Mutual authentication with TLS in Application Load Balancer", requirements for certificates. */
function trustStoreFaults(what: string, bytes: number, key: KeyObject, signature: string): readonly PemFault[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const bits = details?.modulusLength ?? 0;
  const curve = type === 'ec' && CURVES.includes(details?.namedCurve ?? '');
  const faults: PemFault[] = [];
  if (bytes > MOST_CERTIFICATE_BYTES)
    faults.push({
      wrong: `${what} has ${bytes} bytes, and a load balancer accepts at most ${MOST_CERTIFICATE_BYTES}`,
      write: 'have the CA issue a smaller one',
    });
  if (!curve && !(type === 'rsa' && bits >= 2048 && bits <= 8192))
    faults.push({
      wrong: `${what} has ${bits > 0 ? `an RSA key of ${bits} bits` : 'a key'} that a load balancer does not accept`,
      write: 'use a CA with an RSA key of 2048 to 8192 bits, or an ECDSA key on P-256, P-384 or P-521',
    });
  if (!SIGNATURES.test(signature))
    faults.push({
      wrong: `${what} has a signature algorithm that a load balancer does not accept`,
      write: 'have it reissued with SHA-256, SHA-384 or SHA-512, and RSA or ECDSA',
    });
  return faults;
}

function readList({ blocks, faults }: PemFile, authorities: readonly string[]) {
  const all = [...faults];
  if (blocks.length > 1)
    all.push({ wrong: `contains ${blocks.length} revocation lists`, write: 'put each into a file of its own' });
  const items: DatedItem[] = [];
  for (const { number, der } of blocks) {
    const list = listParts(der);
    if (list === undefined) {
      all.push({
        wrong: `block ${number} can't be read as a revocation list`,
        write: 'copy the whole block again',
      });
      continue;
    }
    const issuer = showValue(commonName(list.issuer));
    items.push({ what: `the revocation list of ${issuer}`, from: list.from, to: list.to });
    if (authorities.length > 0 && !authorities.includes(comparableName(list.issuer)))
      all.push({
        wrong: `is a revocation list of ${issuer}, and clientCaBundle contains no certificate of that CA`,
        write: "name a revocation list of a CA in the bundle, or add that CA's certificate to the bundle",
      });
  }
  return { items, faults: all };
}

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
