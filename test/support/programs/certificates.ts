import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './program';

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
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name} test CA`],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-keyout', this.self.key, '-out', this.self.certificate],
    ]);
  }

  get certificate(): string {
    return this.self.certificate;
  }

  /** A certificate with this subject (`/O=…/CN=…`), for a time: two dates like 20240101000000Z, or from now on. */
  issue(label: string, subject: string, names: string, dates?: readonly [string, string]): Identity {
    const base = join(this.folder, `${this.name}-${label}`);
    const identity = { certificate: `${base}.crt`, key: `${base}.key` };
    run('openssl', [
      ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', subject, '-addext', `subjectAltName=${names}`],
      ...['-keyout', identity.key, '-out', `${base}.csr`],
    ]);
    run('openssl', [
      ...['ca', '-batch', '-notext', '-config', this.file('cnf'), '-preserveDN'],
      ...[
        '-cert',
        this.self.certificate,
        '-keyfile',
        this.self.key,
        '-in',
        `${base}.csr`,
        '-out',
        identity.certificate,
      ],
      ...(dates === undefined ? ['-days', '30'] : ['-startdate', dates[0], '-enddate', dates[1]]),
    ]);
    return identity;
  }

  private file(kind: string): string {
    return join(this.folder, `${this.name}.${kind}`);
  }
}
