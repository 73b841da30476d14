import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CertificateOptions {
  /** The certificate's bytes between signature and reading, as a hostile authority may write them. */
  readonly patch?: readonly [string, string];
  /** Which string types openssl writes (`string_mask`). */
  readonly stringMask?: string;
  readonly days?: number;
}

/** A certificate made by openssl, as PEM. */
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
    execFileSync('openssl', ['req', '-x509', '-config', configuration, ...key, ...what, '-out', out], {
      stdio: 'pipe',
    });
    const pem = readFileSync(out, 'utf8');
    return patch === undefined ? pem : patched(pem, patch);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function patched(pem: string, [from, to]: readonly [string, string]): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64').toString('latin1');
  if (!der.includes(from) || from.length !== to.length) throw new Error(`the certificate holds no ${from}`);
  const base64 = Buffer.from(der.replaceAll(from, to), 'latin1').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** As an ALB writes it into its header: URL-encoded, with `+`, `=` and `/` as they are. */
export const asHeader = (pem: string): string =>
  encodeURIComponent(pem).replace(/%2B/g, '+').replace(/%3D/g, '=').replace(/%2F/g, '/');
