import type { RehearsalLab } from '../lab/lab';

export interface IssuedIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** RSA, the default of ACM's certificates: the TLS of dcmtk supports no other. */
const KEY = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'] as const;

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
      ...['req', '-x509', ...KEY, '-subj', `/CN=${name} of a rehearsal`],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-keyout', self.key, '-out', self.certificate],
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
      ...['req', '-x509', ...KEY, '-subj', `/CN=${commonName}`, '-CA', this.self.certificate, '-CAkey', this.self.key],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...(names.length === 0 ? [] : ['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`]),
      ...['-keyout', identity.key, '-out', identity.certificate],
    ]);
    return identity;
  }
}
