import { join } from 'node:path';
import { run } from '../lab/run';

export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'] as const;

/** A certificate authority that lives as long as the rehearsal. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly self: Identity,
  ) {}

  static async make(folder: string, name: string): Promise<Authority> {
    const self = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    await run('openssl', [
      ...['req', '-x509', ...KEY, '-subj', `/CN=${name} of a rehearsal`],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-keyout', self.key, '-out', self.certificate],
    ]);
    return new Authority(folder, name, self);
  }

  get certificate(): string {
    return this.self.certificate;
  }

  async issue(commonName: string, names: readonly string[]): Promise<Identity> {
    const base = join(this.folder, `${this.name}-${commonName}`);
    const identity = { certificate: `${base}.crt`, key: `${base}.key` };
    await run('openssl', [
      ...['req', '-x509', ...KEY, '-subj', `/CN=${commonName}`, '-CA', this.self.certificate, '-CAkey', this.self.key],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...(names.length === 0 ? [] : ['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`]),
      ...['-keyout', identity.key, '-out', identity.certificate],
    ]);
    return identity;
  }
}
