import { fieldCases } from './field-case';

const CURL = 'https://curl.se/libcurl/c/libcurl-errors.html';
const HOST = 'auckland-heart.ingest.sydney.heartlab.example';

const curl = fieldCases('curl', [
  ['sender-setup', CURL, 'curl: (1) Protocol "httpss" not supported'],
  ['sender-setup', CURL, 'curl: (3) URL rejected: Port number was not a decimal number between 0 and 65535'],
  ['sender-setup', CURL, 'curl: (5) Could not resolve proxy: proxy.hospital.example'],
  ['name-not-resolved', CURL, `curl: (6) Could not resolve host: ${HOST}`],
  [
    'ingest-unreachable',
    CURL,
    `curl: (7) Failed to connect to ${HOST} port 443 after 130012 ms: Couldn't connect to server`,
  ],
  ['not-known', CURL, 'curl: (16) Error in the HTTP2 framing layer'],
  ['not-known', CURL, 'curl: (18) transfer closed with 1024 bytes remaining to read'],
  ['stow-413', CURL, 'curl: (22) The requested URL returned error: 413'],
  ['stow-5xx', CURL, 'curl: (22) The requested URL returned error: 502'],
  ['not-known', CURL, 'curl: (23) Failure writing output to destination'],
  ['sender-setup', CURL, 'curl: (26) Failed to open/read local data from file/application'],
  ['transfer-timeout', CURL, 'curl: (28) Operation too slow. Less than 1 bytes/sec transferred the last 30 seconds'],
  ['ingest-unreachable', CURL, 'curl: (28) Connection timed out after 300001 milliseconds'],
  ['name-not-resolved', CURL, 'curl: (28) Resolving timed out after 5000 milliseconds'],
  [
    'ingest-unreachable',
    CURL,
    "curl: (28) Failed to connect to 100.64.0.20 port 443 after 134000 ms: Couldn't connect to server",
  ],
  ['tls-version', CURL, 'curl: (35) error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version'],
  ['not-known', CURL, 'curl: (35) error:0A00010B:SSL routines::wrong version number'],
  [
    'not-known',
    'https://github.com/curl/curl/issues/14315',
    'curl: (35) schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012) - The revocation function was unable to check revocation for the certificate.',
  ],
  [
    'not-known',
    'https://github.com/curl/curl/issues/568',
    'curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_INVALID_TOKEN (0x80090308)',
  ],
  [
    'tls-chain',
    'https://github.com/curl/curl/pull/6018',
    'curl: (60) schannel: untrusted root: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.',
  ],
  [
    'not-known',
    'https://github.com/curl/curl/issues/12239',
    'curl: (60) schannel: CertGetCertificateChain trust error CERT_TRUST_REVOCATION_STATUS_UNKNOWN',
  ],
  ['not-known', CURL, 'curl: (47) Maximum (50) redirects followed'],
  ['not-known', CURL, 'curl: (52) Empty reply from server'],
  ['not-known', CURL, 'curl: (55) Send failure: Broken pipe'],
  ['not-known', CURL, 'curl: (56) Recv failure: Connection reset by peer'],
  ['not-known', CURL, 'curl: (56) OpenSSL SSL_read: error:0A000412:SSL routines::sslv3 alert bad certificate, errno 0'],
  [
    'client-certificate-missing',
    CURL,
    'curl: (56) OpenSSL SSL_read: OpenSSL/3.0.13: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0',
  ],
  ['sender-setup', CURL, 'curl: (56) CONNECT tunnel failed, response 407'],
  ['sender-setup', CURL, "curl: (58) unable to set private key file: 'clinic.key' type PEM"],
  ['sender-setup', CURL, 'curl: (59) failed setting cipher list: RC4'],
  ['tls-expired', CURL, 'curl: (60) SSL certificate problem: certificate has expired'],
  ['tls-chain', CURL, 'curl: (60) SSL certificate problem: unable to get local issuer certificate'],
  ['tls-name', CURL, `curl: (60) SSL: no alternative certificate subject name matches target host name '100.64.0.20'`],
  ['not-known', CURL, 'curl: (65) necessary data rewind was not possible'],
  [
    'sender-setup',
    CURL,
    'curl: (77) error setting certificate verify locations:  CAfile: /etc/ssl/heartlab.pem CApath: none',
  ],
  ['not-known', CURL, 'curl: (92) HTTP/2 stream 0 was not closed cleanly: PROTOCOL_ERROR (err 1)'],
  ['sender-setup', CURL, 'curl: (97) connection to proxy closed'],
]);

const JSSE =
  'https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html';
const java = fieldCases('Java', [
  [
    'not-known',
    'https://github.com/jetty/jetty.project/issues/3477',
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
  ],
  [
    'not-known',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: (certificate_unknown) Received fatal alert: certificate_unknown',
  ],
  [
    'not-known',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate\n\tat sun.security.ssl.Alerts.getSSLException(Alerts.java:192)',
  ],
  [
    'client-certificate-missing',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required',
  ],
  ['tls-expired', JSSE, 'javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired'],
  ['tls-chain', JSSE, 'javax.net.ssl.SSLHandshakeException: Received fatal alert: unknown_ca'],
  [
    'tls-chain',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  ],
  [
    'tls-expired',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: timestamp check failed',
  ],
  ['tls-name', JSSE, `javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching ${HOST} found.`],
  [
    'tls-version',
    JSSE,
    'javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)',
  ],
  ['not-known', JSSE, 'javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake'],
  ['not-known', JSSE, 'javax.net.ssl.SSLException: Unsupported or unrecognized SSL message'],
  ['sender-setup', JSSE, 'java.io.IOException: Keystore was tampered with, or password was incorrect'],
  [
    'sender-setup',
    JSSE,
    'java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty',
  ],
  ['name-not-resolved', JSSE, `java.net.UnknownHostException: ${HOST}`],
  ['ingest-unreachable', JSSE, 'java.net.ConnectException: Connection timed out (Connection timed out)'],
  ['transfer-timeout', JSSE, 'java.net.SocketTimeoutException: Read timed out'],
  ['not-known', JSSE, 'java.net.SocketException: Connection reset'],
  [
    'stow-401',
    JSSE,
    `java.io.IOException: Server returned HTTP response code: 401 for URL: https://${HOST}/dicomweb/studies`,
  ],
]);

export const SENDER_CASES = [...curl, ...java];
