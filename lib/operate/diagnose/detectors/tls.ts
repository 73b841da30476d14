import type { NamedCause } from '../causes';
import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

interface Signature {
  readonly says: RegExp;
  readonly id: NamedCause;
}

/** Reasons in an ALB's connection log ("Error reason codes"): the hospital's client certificate. */
const REASONS: Readonly<Record<string, NamedCause>> = {
  ClientCertUntrusted: 'tls-chain',
  ClientCertMaxChainDepthExceeded: 'tls-chain',
  ClientCertExpired: 'tls-expired',
};
const OTHER_REASONS: Readonly<Record<string, string>> = {
  ClientCertNotYetValid:
    "The client certificate is not valid yet. Hospital: check its first day, and the sender's clock.",
  ClientCertCrlHit: 'The client certificate has been revoked. Hospital: ask its authority for a new one.',
  ClientCertPurposeInvalid:
    'The client certificate is not valid for client authentication. Hospital: order one with the extended key usage clientAuth.',
  ClientCertTypeUnsupported:
    'The type of the client certificate is not supported. Hospital: use RSA of 2048 bits or more, or ECDSA P-256, P-384 or P-521.',
  UnmappedConnectionError:
    "The handshake was aborted. If the line has no subject (-), the sender sent no client certificate, or did not trust the server's. Hospital: check the log of the PACS.",
};

/** Alerts that a sender sends to an NLB when it refuses the server's certificate (RFC 8446 section 6, AlertDescription). */
const ALERTS: Readonly<Record<string, NamedCause>> = { '45': 'tls-expired', '48': 'tls-chain' };
/** bad_certificate, unsupported_certificate, certificate_unknown: they don't identify the problem. */
const VAGUE_ALERTS = ['42', '43', '46'];

/** Messages of senders: curl, OpenSSL, Java, .NET, nginx. */
const CLIENT: readonly Signature[] = [
  {
    says: /no alternative certificate subject name matches|subject name '[^']*' does not match target|hostname mismatch|No subject alternative (?:DNS |IP )?(?:names?|addresses)|No name matching \S+ found|RemoteCertificateNameMismatch/i,
    id: 'tls-name',
  },
  {
    says: /certificate has expired|CertificateExpiredException|\bNotAfter: .*\bexpired|NotTimeValid|alert certificate expired/i,
    id: 'tls-expired',
  },
  {
    says: /unable to get (?:local )?issuer certificate|self[- ]signed certificate|unable to verify the first certificate|PKIX path building failed|unable to find valid certification path|PartialChain|UntrustedRoot|alert unknown ca/i,
    id: 'tls-chain',
  },
  {
    says: /alert certificate required|certificate_required|(?:client sent )?no required SSL certificate/i,
    id: 'client-certificate-missing',
  },
];

/** TLS, from the ALB's connection log and from the output of a sender. */
export const tlsDetector: LogDetector = (lines) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  for (const line of lines) {
    const { format, message, fields } = line;
    if (format === 'alb-connection') {
      const subject = fields.client ?? '';
      const reason = message.replace(/^Failed:/, '');
      const id = REASONS[reason];
      if (message === 'Success') recoveries.push({ kind: 'handshake', subject, line: line.line });
      else if (id !== undefined) findings.push({ id, lines: [line], subject, endedBy: 'handshake' });
      else if (message.startsWith('Failed:'))
        findings.push({
          id: 'not-known',
          lines: [line],
          subject,
          endedBy: 'handshake',
          couldBe: ['client-certificate-missing', 'tls-chain', 'tls-name', 'tls-expired'],
          next:
            OTHER_REASONS[reason] ??
            `The TLS handshake failed (${reason.slice(0, 60)}). HeartLab: look up this reason in the documentation of the ALB.`,
        });
    } else if (format === 'nlb-access') {
      const subject = (fields.client ?? '').replace(/:\d+$/, '');
      const { alert = '-', received } = fields;
      const id = ALERTS[alert];
      if (id !== undefined) findings.push({ id, lines: [line], subject, endedBy: 'handshake' });
      else if (VAGUE_ALERTS.includes(alert))
        findings.push({
          ...{ id: 'not-known', lines: [line], subject, endedBy: 'handshake', couldBe: ['tls-chain', 'tls-name'] },
          next: `The sender refuses the certificate of the server (TLS alert ${alert}). Hospital: check in the log of the PACS which name it called, and that it trusts the CA bundle of the handover pack.`,
        });
      else if (Number(received) > 0) recoveries.push({ kind: 'handshake', subject, line: line.line });
    } else if (format === 'client') {
      const known = CLIENT.find(({ says }) => says.test(message));
      if (known !== undefined) findings.push({ id: known.id, lines: [line] });
      else if (/alert handshake failure|handshake_failure/i.test(message))
        findings.push({
          id: 'not-known',
          lines: [line],
          couldBe: ['client-certificate-missing', 'tls-chain', 'tls-expired'],
          next: 'The server aborts the handshake without a reason. Hospital: check that the PACS sends its client certificate. HeartLab: check the connection log of the ALB.',
        });
    } else if (format === 'orthanc' && fields.severity === 'E') {
      if (/expects a multipart body/i.test(message)) findings.push({ id: 'stow-415', lines: [line] });
      else trouble.push(line);
    }
  }
  return { findings, recoveries, trouble };
};
