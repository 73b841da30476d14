import type { NamedCause } from '../causes';
import type { FindingNotes, LogDetector } from '../finding';
import type { LogLine } from '../log-line';

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

const subjectOf = ({ fields }: LogLine): string => (fields.client ?? '').replace(/:\d+$/, '');

/** TLS in the load balancers' logs. */
export const tlsDetector: LogDetector = (notes) => ({
  reads: ({ format }) => format === 'alb-connection' || format === 'nlb-access',
  take: (line) => {
    if (line.format === 'alb-connection') connection(notes, line);
    else nlbAccess(notes, line);
  },
});

function connection(notes: FindingNotes, line: LogLine): void {
  const base = { lines: [line], subject: subjectOf(line), phase: 'handshake' } as const;
  const reason = line.message.replace(/^Failed:/, '');
  const id = REASONS[reason];
  if (line.message === 'Success') notes.state('handshake', base.subject, 'up', line);
  else if (id !== undefined) notes.finding({ ...base, id });
  else if (line.message.startsWith('Failed:'))
    notes.finding({
      ...base,
      id: 'not-known',
      couldBe: ['client-certificate-missing', 'tls-chain', 'tls-name', 'tls-expired'],
      next:
        OTHER_REASONS[reason] ??
        `The TLS handshake failed (${reason.slice(0, 60)}). HeartLab: look up this reason in the documentation of the ALB.`,
    });
}

function nlbAccess(notes: FindingNotes, line: LogLine): void {
  const base = { lines: [line], subject: subjectOf(line), phase: 'handshake' } as const;
  const { alert = '-', received } = line.fields;
  const id = ALERTS[alert];
  if (id !== undefined) notes.finding({ ...base, id });
  else if (VAGUE_ALERTS.includes(alert))
    notes.finding({
      ...base,
      id: 'not-known',
      couldBe: ['tls-chain', 'tls-name'],
      next: `The sender refuses the certificate of the server (TLS alert ${alert}). Hospital: check in the log of the PACS which name it called, and that it trusts the CA bundle of the handover pack.`,
    });
  else if (Number(received) > 0) notes.state('handshake', base.subject, 'up', line);
}
