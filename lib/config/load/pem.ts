import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { derAt, derSequence } from './der';

/** A fault of a file that a setting names. It never quotes the file, except details of a certificate. */
export interface PemFault {
  readonly severity?: 'warning';
  readonly wrong: string;
  readonly write: string;
}

export interface PemBlock {
  /** The number of the block in the file, from 1. */
  readonly number: number;
  /** `CERTIFICATE` */
  readonly label: string;
  readonly der: Uint8Array;
}

export interface PemFile {
  readonly blocks: readonly PemBlock[];
  readonly faults: readonly PemFault[];
}

/** The expected content of a file, for messages. */
export interface WantedPem {
  /** `CA certificates` */
  readonly what: string;
  /** The label of its blocks. */
  readonly label: string;
  readonly mostBytes: number;
  /** The OpenSSL command that converts the binary form: `openssl x509`. */
  readonly convert: string;
}

const KEY_FAULT: PemFault = {
  wrong: 'contains a private key',
  write:
    'remove it: this file must never contain a private key; if the key was ever committed or sent, consider it compromised, and replace it and its certificates',
};
/** Also matches UTF-16, because zero bytes are removed first, and headers that no reader would accept. */
const KEY_TEXT = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File/i;

const fault = (wrong: string, write: string): PemFile => ({
  blocks: [],
  faults: [{ wrong, write }],
});

/** Reads a file of PEM blocks. Any bytes give blocks, faults or both. */
export function readPemFile(path: string, wanted: WantedPem): PemFile {
  let bytes: Buffer;
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined)
      return fault('does not exist', 'create the file; the path is relative to the folder of environments.yaml');
    if (status.isDirectory()) return fault('is a folder', `name a file of PEM ${wanted.what}`);
    if (!status.isFile()) return fault('is not a file', `name a file of PEM ${wanted.what}`);
    if (status.size > wanted.mostBytes)
      return fault(
        `is ${(status.size / 1024 / 1024).toFixed(1)} MiB`,
        `name a file of PEM ${wanted.what}, at most ${wanted.mostBytes / 1024 / 1024} MiB`,
      );
    bytes = readFileSync(path);
  } catch {
    return fault('can’t be read', 'check the path, and the permissions');
  }
  return readPem(bytes, wanted);
}

function readPem(bytes: Buffer, wanted: WantedPem): PemFile {
  if (bytes.every((byte) => byte <= 0x20)) return fault('is empty', `put the PEM ${wanted.what} into it`);
  const text = bytes.toString('latin1');
  if (KEY_TEXT.test(text.includes('\0') ? text.replaceAll('\0', '') : text))
    return { blocks: split(text, wanted).blocks, faults: [KEY_FAULT] };
  const binary = binaryFault(bytes, wanted);
  if (binary !== undefined) return { blocks: [], faults: [binary] };
  if (/[^\t\n\r -~]/.test(text))
    return fault(
      'contains bytes that are not ASCII (a byte order mark, UTF-16, accents in a comment)',
      'save it as plain ASCII text with only the PEM blocks',
    );
  return split(text, wanted);
}

/** DER and other known binary formats. PKCS #12 almost always contains the private key. */
function binaryFault(bytes: Buffer, { what, convert }: WantedPem): PemFault | undefined {
  const items = derSequence(bytes);
  if (items === undefined) return undefined;
  const version = items[0]?.tag === 0x02 ? items[0].content : undefined;
  if (version?.length === 1 && version[0] === 3)
    return { ...KEY_FAULT, wrong: 'is a PKCS #12 container, which contains a private key' };
  const key = (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      createPrivateKey({ key: bytes, format: 'der', type });
      return true;
    } catch {
      return false;
    }
  });
  return key || version?.length === 1
    ? KEY_FAULT
    : {
        wrong: 'is binary (DER), not PEM',
        write: `convert it to PEM ${what}: ${convert} -inform DER -in FILE -out FILE.pem`,
      };
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';

/** Uses a search instead of one regular expression, because the file may be 50 MiB. */
function split(text: string, { what, label: wantedLabel }: WantedPem): PemFile {
  const blocks: PemBlock[] = [];
  const faults: PemFault[] = [];
  let stray = false;
  let position = 0;
  for (let number = 1; ; number++) {
    const begin = text.indexOf(BEGIN, position);
    stray ||= text.slice(position, begin < 0 ? undefined : begin).trim() !== '';
    if (begin < 0) break;
    const labelEnd = text.indexOf(DASHES, begin + BEGIN.length);
    const label = labelEnd < 0 ? '' : text.slice(begin + BEGIN.length, labelEnd);
    const close = `${DASHES}END ${label}${DASHES}`;
    const end = /^[A-Z0-9 ]{1,40}$/.test(label) ? text.indexOf(close, labelEnd) : -1;
    const body = end < 0 ? '' : text.slice(labelEnd + DASHES.length, end);
    if (end < 0 || body.includes(DASHES)) {
      faults.push({
        wrong: `block ${number} has no end`,
        write: 'copy the block again, from -----BEGIN to the last dash of its END line',
      });
      break;
    }
    position = end + close.length;
    const der = Buffer.from(body, 'base64');
    if (label !== wantedLabel)
      faults.push({ wrong: `block ${number} ${kindOf(label)}`, write: elsewhere(label, what) });
    else if (/[^A-Za-z0-9+/=\s]/.test(body) || derAt(der)?.end !== der.length)
      faults.push({ wrong: `block ${number} is damaged`, write: 'copy the whole block again' });
    else blocks.push({ number, label, der });
  }
  if (stray)
    faults.push({
      wrong:
        blocks.length === 0 && faults.length === 0 ? `contains no PEM ${what}` : 'contains text outside the PEM blocks',
      write: `leave only ${BEGIN}${wantedLabel}${DASHES} … ${DASHES}END ${wantedLabel}${DASHES}`,
    });
  return { blocks, faults };
}

/** Known labels. Others are not repeated, because they may contain anything. */
const KINDS: Readonly<Record<string, string>> = {
  CERTIFICATE: 'is a certificate',
  'X509 CRL': 'is a revocation list',
  'CERTIFICATE REQUEST': 'is a certificate request',
  'NEW CERTIFICATE REQUEST': 'is a certificate request',
  'PUBLIC KEY': 'is a bare public key',
  PKCS7: 'is a PKCS #7 container',
};
const kindOf = (label: string): string => KINDS[label] ?? 'is of another kind';

function elsewhere(label: string, what: string): string {
  if (label === 'CERTIFICATE') return "put it into the CA bundle; this file is for the CA's revocation list";
  if (label === 'X509 CRL') return 'put it into a file of its own, named in ingest.managed.revocationLists';
  if (label.endsWith('CERTIFICATE REQUEST')) return 'replace it with the certificate that the CA issued for it';
  return label === 'PKCS7' ? 'unpack it: openssl pkcs7 -print_certs' : `put only PEM ${what} into the file`;
}
