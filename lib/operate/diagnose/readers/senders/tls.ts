import type { KnownMessage } from '../../saying';

/**
 * An alert of TLS (RFC 8446 section 6) as OpenSSL, curl, Python, Java, .NET, Go and GnuTLS write it: `alert bad certificate`,
 * `ALERT_BAD_CERTIFICATE`, `Received fatal alert: bad_certificate`, `TLS alert: 'BadCertificate'`, `remote error: tls: bad certificate`;
 * Schannel's events have only its number.
 */
const alert = (words: string, numbers: string): RegExp =>
  new RegExp(
    `(?:\\balert[:,_ ']{1,3}(?:received: ?)?|_ALERT_|remote error: tls: )(?:\\w+ )?${words.replaceAll(' ', '[ _]?')}\\b|` +
      `\\bfatal alert (?:code is|was received:) (?:${numbers})\\b`,
    'i',
  );

const REFUSED_BY_SERVER =
  "The server refuses the sender's client certificate, or got none, and does not report why. Hospital: select the client certificate with its private key and its whole chain on the sender. HeartLab: read the connection log of the ALB at that time; it names the reason.";

/** A failure of TLS with several possible causes. */
const unclear = (says: RegExp, next: string, couldBe: KnownMessage['couldBe'], example: string): KnownMessage => ({
  says,
  is: 'trouble',
  phase: 'handshake',
  couldBe: couldBe ?? [],
  next,
  example,
});

/** What every TLS library can report. The server's alerts come before the checks of this side. */
export const TLS_SAYINGS: readonly KnownMessage[] = [
  {
    says: new RegExp(
      `${alert('certificate required', '116').source}|certificate_required|(?:client sent )?no required SSL certificate|^curl: \\(98\\)|SEC_I_INCOMPLETE_CREDENTIALS`,
      'i',
    ),
    is: 'client-certificate-missing',
    example: 'curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0',
  },
  {
    says: alert('certificate expired', '45'),
    is: 'tls-expired',
    example: 'javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired',
  },
  {
    says: alert('unknown ca', '48'),
    is: 'tls-chain',
    example: 'curl: (56) OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0',
  },
  {
    says: alert('(?:protocol version|insufficient security)', '70|71'),
    is: 'tls-version',
    example: 'javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version',
  },
  {
    says: alert('unrecognized name', '112'),
    is: 'tls-name',
    example: 'javax.net.ssl.SSLProtocolException: handshake alert: unrecognized_name',
  },
  unclear(
    alert(
      '(?:bad certificate|certificate unknown|unsupported certificate|access denied|decrypt error|certificate revoked)',
      '4[23469]|51',
    ),
    REFUSED_BY_SERVER,
    ['client-certificate-missing', 'tls-chain', 'tls-expired'],
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate',
  ),
  unclear(
    new RegExp(`${alert('handshake failure', '40').source}|handshake_failure`, 'i'),
    'The server aborts the handshake without a reason. Hospital: check that the PACS sends its client certificate. HeartLab: check the connection log of the ALB.',
    ['client-certificate-missing', 'tls-chain', 'tls-expired', 'tls-version'],
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
  ),
  unclear(
    alert(
      '(?:internal error|decode error|unexpected message|bad record mac|illegal parameter|no application protocol|record overflow|user canceled)',
      '80|50|10|20|47|120|22|90',
    ),
    'TLS was aborted in a way that a healthy path does not. Hospital: check whether a proxy or firewall on the path inspects TLS, and exclude the ingest from it. HeartLab: check the connection log of the ALB.',
    [],
    'curl: (35) error:0A000438:SSL routines::tlsv1 alert internal error',
  ),
  {
    says: /no alternative certificate subject name matches|subject name '[^']*' does not match|certificate (?:subject|verify failed: (?:Hostname|IP address)) ?.*(?:mismatch|not match|not valid for)|hostname mismatch|doesn't match (?:either of )?'|doesn't match any of the subject alternative names|No subject alternative (?:DNS |IP )?(?:names?|addresses)|No name matching \S+ found|HTTPS hostname wrong|does not contain the expected name|RemoteCertificateNameMismatch|x509: certificate is (?:not )?valid for|doesn't contain any IP SANs|SEC_E_WRONG_PRINCIPAL|0x80090322|CERT_E_CN_NO_MATCH/i,
    is: 'tls-name',
    example:
      'javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative names matching IP address 100.64.0.20 found',
  },
  {
    says: /certificate has expired|CertificateExpiredException|validity check failed|has either expired or is not yet valid|\bNotAfter: .*\bexpired|timestamp check failed|certificate is not yet valid|CertificateNotYetValid|NotTimeValid|SEC_E_CERT_EXPIRED|0x80090328|CERT_E_EXPIRED/i,
    is: 'tls-expired',
    example: 'curl: (60) SSL certificate problem: certificate has expired',
  },
  unclear(
    /REVOCATION_(?:CHECK|OFFLINE|STATUS_UNKNOWN)|CRYPT_E_NO_REVOCATION|0x8009201[23]|RevocationStatusUnknown|OfflineRevocation|Could not determine revocation status|Unable to determine revocation/i,
    "The sender cannot check whether the server's certificate is revoked, because it has no way to the issuer's revocation server. Hospital: permit HTTP to the revocation address in the certificate, or switch off the check for this destination (curl: --ssl-no-revoke).",
    [],
    'curl: (35) schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012) - The revocation function was unable to check revocation for the certificate.',
  ),
  unclear(
    /Algorithm constraints check failed|[CE]E?_?(?:KEY_TOO_SMALL|MD_TOO_WEAK)|\b(?:ee|ca) (?:key too small|md too weak)/i,
    "The sender's TLS library refuses the algorithm or the key length of a certificate. Hospital: check whether it is the client certificate (order one with RSA of 2048 bits or more and SHA-256), or that of a proxy that inspects TLS.",
    [],
    'ssl.SSLError: [SSL: EE_KEY_TOO_SMALL] ee key too small (_ssl.c:3900)',
  ),
  {
    says: /unable to get (?:local )?issuer certificate|self[- ]signed certificate|unable to verify the first certificate|PKIX path (?:building|validation) failed|unable to find valid certification path|PartialChain|UntrustedRoot|RemoteCertificateChainErrors|certificate signed by unknown authority|certificate is not trusted|SEC_E_UNTRUSTED_ROOT|0x80090325|CERT_E_UNTRUSTEDROOT|CERT_TRUST_IS_PARTIAL_CHAIN|issuer is not recognized|marked as not trusted by the user|server certificate verification failed|issued by an untrusted certificate authority|Peer certificate cannot be authenticated/i,
    is: 'tls-chain',
    example:
      'System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain',
  },
  {
    says: /unsupported protocol\b(?!.*(?:scheme|CURLE))|UNSUPPORTED_PROTOCOL|no protocols available|No appropriate protocol|no cipher suites in common|no shared cipher|protocol version not supported|do not possess a common algorithm|SEC_E_ALGORITHM_MISMATCH|0x80090331|no cipher match|no ciphers available|unsupported version of security protocol|none of the cipher suites|use specified SSL cipher|client and server don't support a common/i,
    is: 'tls-version',
    example:
      'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm.',
  },
  {
    says: /key values mismatch|KEY_VALUES_MISMATCH|could not load (?:PEM )?(?:client certificate|private key)|unable to set private key|private key does not match public key|private keys? does not match|failed to find any PEM data|\[SSL\] PEM lib|bad (?:decrypt|password read)|Keystore was tampered with|keystore password was incorrect|Cannot recover key|trustAnchors parameter must be non-empty|SEC_E_NO_CREDENTIALS|0x8009030E|error setting certificate (?:verify locations|file)|Could not find the TLS (?:certificate|key) file|invalid path: /i,
    is: 'sender-setup',
    example:
      'curl: (58) could not load PEM client certificate, OpenSSL error error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch, (no key found, wrong pass phrase, or wrong file format?)',
  },
  unclear(
    /wrong version number|WRONG_VERSION_NUMBER|packet length too long|Unsupported or unrecognized SSL message|Cannot determine the frame size|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|http request was sent to HTTPS port|SEC_E_INVALID_TOKEN|0x80090308/i,
    'The other side answers without TLS: a proxy or firewall answers instead of the ingest, or the port is wrong. Hospital: use https and the port of the handover pack, and exclude the ingest from the proxy.',
    [],
    'ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)',
  ),
  unclear(
    /Could not create SSL\/TLS secure channel|closed the transport stream|unexpected error occurred on a (?:send|receive)|SSL connect error|UNEXPECTED_EOF_WHILE_READING|EOF occurred in violation of protocol|unexpected eof while reading|Remote host (?:terminated the handshake|closed connection during handshake)|TLS connection was non-properly terminated|SSL_ERROR_SYSCALL|SSL_connect: Connection reset|SEC_E_ILLEGAL_MESSAGE|0x80090326|TLS handshake timeout|SSL connection timeout|A call to SSPI failed/i,
    'The connection was closed during the TLS handshake. Hospital: check that the sender presents its client certificate and that no firewall or proxy on the path inspects TLS. HeartLab: check the connection log of the ALB.',
    ['client-certificate-missing', 'tls-version', 'tls-chain'],
    'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to auckland-heart.ingest.sydney.heartlab.example:443',
  ),
  unclear(
    /SSL connection could not be established|Could not establish trust relationship|remote certificate (?:is invalid according to|was rejected by)|SSL peer certificate or SSH remote key was not OK|^curl: \(60\)/i,
    "The sender refuses the server's certificate, or none of TLS came up. Hospital: send the lines after this one (the inner exception), and check that the sender calls the host name of the handover pack and trusts its CA bundle.",
    ['tls-chain', 'tls-name', 'tls-expired', 'tls-version'],
    'System.Net.WebException: The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
  ),
];
