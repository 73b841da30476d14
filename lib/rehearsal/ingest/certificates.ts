import type { RehearsalLab } from '../lab/lab';

export interface IssuedIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** With an RSA key, the default of ACM's certificates: dcmtk's TLS supports no other. */
const request = (commonName: string, { certificate, key }: IssuedIdentity): readonly string[] => [
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-days',
  '2',
  '-subj',
  `/CN=${commonName}`,
  '-keyout',
  key,
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
    await this.lab.run('openssl', [
      ...request(commonName, identity),
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
