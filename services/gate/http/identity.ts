import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
// Before `toLegacyObject`: in Node 20, if that is the first to load the modules of TLS, `tls.createSecureContext` stays undefined.
import 'node:tls';

/** The sender of a request, authenticated by the load balancer or by the request itself. */
export type CallerIdentity =
  | { readonly is: 'site'; readonly certificate?: ClientCertificate }
  /** `unnamed`: the request has no credentials yet. */
  | { readonly is: 'unnamed' | 'other'; readonly status: 401 | 403; readonly text: string };

export interface ClientCertificate {
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** The end of its validity. */
  readonly ends: Date;
}

/** The header in which an ALB in verify mode sends the client's certificate, as node spells it. */
export const CERTIFICATE_HEADER = 'x-amzn-mtls-clientcert-leaf';

/** One certificate, and nothing else. */
const ONE_CERTIFICATE = /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

/**
 * Identifies a request that came through an ALB in verify mode. The ALB has verified the certificate and sends it as URL-encoded
 * PEM with unescaped `+`, `=` and `/` (Application Load Balancers guide, "HTTP headers and mutual TLS").
 *
 * The certificate itself is parsed, not the subject text that the ALB also sends, so no spelling of another attribute can be
 * mistaken for a CN. node's legacy object lists every attribute of every RDN by its type.
 */
export function identifyCertificate(site: string, headers: readonly string[]): CallerIdentity {
  const [header] = headers;
  if (header === undefined || headers.length > 1)
    return refused(
      'The request must come with exactly one client certificate. Send it to the host name that HeartLab gave.',
    );
  const certificate = readCertificate(header);
  if (certificate === undefined) return refused('The client certificate cannot be read.');
  const names = commonNames(certificate);
  if (names.length !== 1)
    return refused(
      names.length === 0
        ? `The subject of the client certificate has no CN. It must have one, "${site}".`
        : `The subject of the client certificate has ${names.length} CNs. It must have one, "${site}".`,
    );
  if (names[0] !== site)
    return refused(`The CN of the client certificate is ${quoted(names[0])}. It must be "${site}", in lower case.`);
  return {
    is: 'site',
    certificate: { fingerprint: certificate.fingerprint256, ends: new Date(certificate.validTo) },
  };
}

function readCertificate(header: string): X509Certificate | undefined {
  try {
    const pem = decodeURIComponent(header);
    return ONE_CERTIFICATE.test(pem) ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}

function commonNames(certificate: X509Certificate): readonly unknown[] {
  const subject: Readonly<Record<string, unknown>> = { ...certificate.toLegacyObject().subject };
  const names = subject.CN;
  return names === undefined ? [] : Array.isArray(names) ? names : [names];
}

/** Printable ASCII, truncated, because the text is returned to the client. */
const quoted = (name: unknown): string => JSON.stringify(`${name}`.slice(0, 64)).replace(/[^ -~]/g, '?');

const refused = (reason: string): CallerIdentity => ({ is: 'other', status: 403, text: `Refused. ${reason}` });

const WRONG_LOGIN: CallerIdentity = {
  is: 'other',
  status: 401,
  text: 'Refused. The user name or password is wrong. The user name is the name of the site.',
};

/** HTTP Basic (RFC 7617). A wrong user and a wrong password get the same text. */
export function identifyPassword(site: string, password: string, header: string | undefined): CallerIdentity {
  if (header === undefined)
    return {
      is: 'unnamed',
      status: 401,
      text: 'This service requires HTTP Basic authentication. The user name is the name of the site.',
    };
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header) ?? [];
  const isRight = timingSafeEqual(digest(Buffer.from(encoded ?? '', 'base64')), digest(`${site}:${password}`));
  return isRight ? { is: 'site' } : WRONG_LOGIN;
}

/** Values of equal length, which can be compared in constant time. */
const digest = (value: Buffer | string): Buffer => createHash('sha256').update(value).digest();
