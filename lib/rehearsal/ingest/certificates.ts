import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { RehearsalLab } from '../lab/lab';

export interface IssuedIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** ACM's default kind, and the only one that dcmtk's TLS supports. All certificates share it: it takes longest to create. */
let rsaKey: string | Buffer | undefined;

function writeSharedKey(file: string): void {
  rsaKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(file, rsaKey, { mode: 0o600 });
}

const request = (commonName: string, { certificate }: IssuedIdentity): readonly string[] => [
  'req',
  '-x509',
  '-nodes',
  '-days',
  '2',
  '-subj',
  `/CN=${commonName}`,
  '-out',
  certificate,
];

/** A certificate authority for one rehearsal. */
export class TestAuthority {
  private constructor(
    private readonly lab: RehearsalLab,
    private readonly name: string,
    private readonly self: IssuedIdentity,
  ) {}

  static async make(lab: RehearsalLab, name: string): Promise<TestAuthority> {
    const self = { certificate: lab.file(`${name}.crt`), key: lab.file(`${name}.key`) };
    await lab.run('openssl', [
      ...request(`${name} of a rehearsal`, self),
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      self.key,
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    ]);
    return new TestAuthority(lab, name, self);
  }

  get certificate(): string {
    return this.self.certificate;
  }

  async issue(commonName: string, names: readonly string[]): Promise<IssuedIdentity> {
    const base = this.lab.file(`${this.name}-${commonName}`);
    const identity = { certificate: `${base}.crt`, key: `${base}.key` };
    writeSharedKey(identity.key);
    await this.lab.run('openssl', [
      ...request(commonName, identity),
      '-key',
      identity.key,
      '-CA',
      this.self.certificate,
      '-CAkey',
      this.self.key,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      ...(names.length === 0 ? [] : ['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`]),
    ]);
    return identity;
  }
}
