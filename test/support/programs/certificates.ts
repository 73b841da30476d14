import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derOf, pemOf } from '../builders/pem';
import { run } from './program';

/** Certificates that openssl creates while the tests run. `builders/pem.ts` reads those of `test/fixtures/certs`. */

export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

const CA_SETTINGS = `[ca]
default_ca = a
[a]
database = DIR/NAME.index
serial = DIR/NAME.serial
new_certs_dir = DIR
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
organizationName = optional
organizationalUnitName = optional
`;

export const newRsaKey = (): string | Buffer =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

/** dcmtk's TLS supports no other kind. All certificates of a suite share it: it takes longest to create. */
let rsaKey: string | Buffer | undefined;

/** A certificate authority in a folder, with openssl. */
export class Authority {
  private readonly self: Identity;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.self = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    writeFileSync(this.file('cnf'), CA_SETTINGS.replaceAll('DIR', folder).replaceAll('NAME', name));
    writeFileSync(this.file('index'), '');
    writeFileSync(this.file('serial'), '01\n');
    run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '30',
      '-subj',
      `/CN=${name} test CA`,
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
      '-keyout',
      this.self.key,
      '-out',
      this.self.certificate,
    ]);
  }

  get certificate(): string {
    return this.self.certificate;
  }

  /** A certificate with this subject (`/O=…/CN=…`), for a time: two dates like 20240101000000Z, or from now on. */
  issue(label: string, subject: string, names: string, dates?: readonly [string, string]): Identity {
    const base = join(this.folder, `${this.name}-${label}`);
    const identity = { certificate: `${base}.crt`, key: `${base}.key` };
    rsaKey ??= newRsaKey();
    writeFileSync(identity.key, rsaKey, { mode: 0o600 });
    run('openssl', [
      'req',
      '-new',
      '-key',
      identity.key,
      '-subj',
      subject,
      '-addext',
      `subjectAltName=${names}`,
      '-out',
      `${base}.csr`,
    ]);
    run('openssl', [
      'ca',
      '-batch',
      '-notext',
      '-config',
      this.file('cnf'),
      '-preserveDN',
      '-cert',
      this.self.certificate,
      '-keyfile',
      this.self.key,
      '-in',
      `${base}.csr`,
      '-out',
      identity.certificate,
      ...(dates === undefined ? ['-days', '30'] : ['-startdate', dates[0], '-enddate', dates[1]]),
    ]);
    return identity;
  }

  private file(kind: string): string {
    return join(this.folder, `${this.name}.${kind}`);
  }
}

export interface CertificateOptions {
  /** Changes the certificate's bytes, as a hostile authority may write them. */
  readonly patch?: readonly [string, string];
  /** Which string types openssl writes (`string_mask`). */
  readonly stringMask?: string;
  readonly days?: number;
}

/** A certificate that openssl creates, as PEM. */
export function certificate(
  subject: string,
  { patch, stringMask = 'utf8only', days = 30 }: CertificateOptions = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'gate-certificate-'));
  try {
    const configuration = join(folder, 'openssl.cnf');
    writeFileSync(configuration, `[req]\ndistinguished_name = name\nstring_mask = ${stringMask}\n[name]\n`);
    const out = join(folder, 'out.pem');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key.pem')];
    const what = ['-subj', subject, '-utf8', '-multivalue-rdn', '-days', `${days}`];
    run('openssl', ['req', '-x509', '-config', configuration, ...key, ...what, '-out', out]);
    const pem = readFileSync(out, 'utf8');
    return patch === undefined ? pem : patched(pem, patch);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function patched(pem: string, [from, to]: readonly [string, string]): string {
  const der = derOf(pem).toString('latin1');
  if (!der.includes(from) || from.length !== to.length) throw new Error(`the certificate holds no ${from}`);
  return pemOf('CERTIFICATE', Buffer.from(der.replaceAll(from, to), 'latin1'));
}

/** The form in an ALB's header: URL-encoded, with unencoded `+`, `=` and `/`. */
export const asHeader = (pem: string): string =>
  encodeURIComponent(pem).replace(/%2B/g, '+').replace(/%3D/g, '=').replace(/%2F/g, '/');
