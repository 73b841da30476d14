import type { DeviceReader } from '../device-reader';

/** Output of senders about their connection: curl, OpenSSL, Java, .NET, nginx, ping. */
export const senders: DeviceReader = {
  name: 'client',
  heads: [
    {
      line: /(?<message>(?:curl: \(\d+\)|^\* {1,3}(?:SSL|TLSv|OpenSSL)|verify error:num=|Verif(?:y return code|ication error):|\b(?:javax\.net\.ssl|sun\.security|java\.security)\.|SSLHandshakeException|AuthenticationException|error:[0-9A-F]{8}:|RemoteCertificate|client sent no required SSL|No required SSL certificate|connect: (?:Network is unreachable|No route to host)|.*: Network is unreachable).*)/,
    },
    { line: /^(?<message>< HTTP\/[\d.]+ \d{3}.*)$/ },
  ],
  sayings: [
    {
      says: /no alternative certificate subject name matches|subject name '[^']*' does not match target|hostname mismatch|No subject alternative (?:DNS |IP )?(?:names?|addresses)|No name matching \S+ found|RemoteCertificateNameMismatch/i,
      is: 'tls-name',
      example:
        'javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative names matching IP address 100.64.0.20 found',
    },
    {
      says: /certificate has expired|CertificateExpiredException|\bNotAfter: .*\bexpired|NotTimeValid|alert certificate expired/i,
      is: 'tls-expired',
      example: 'curl: (60) SSL certificate problem: certificate has expired',
    },
    {
      says: /unable to get (?:local )?issuer certificate|self[- ]signed certificate|unable to verify the first certificate|PKIX path building failed|unable to find valid certification path|PartialChain|UntrustedRoot|alert unknown ca/i,
      is: 'tls-chain',
      example:
        'System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain',
    },
    {
      says: /alert certificate required|certificate_required|(?:client sent )?no required SSL certificate/i,
      is: 'client-certificate-missing',
      example: 'curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0',
    },
    {
      says: /alert handshake failure|handshake_failure/i,
      is: 'trouble',
      phase: 'handshake',
      couldBe: ['client-certificate-missing', 'tls-chain', 'tls-expired'],
      next: 'The server aborts the handshake without a reason. Hospital: check that the PACS sends its client certificate. HeartLab: check the connection log of the ALB.',
      example: 'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
    },
    {
      says: /^\* {1,3}(?:TLSv[\d.]+ \((?:IN|OUT)\), TLS (?:handshake|change cipher|alert, close notify)|SSL connection using|SSL certificate verify ok|old SSL session)/,
      is: 'harmless',
      example: '* TLSv1.3 (IN), TLS alert, close notify (256):',
    },
    { says: /^< HTTP\/[\d.]+ 2\d\d/, is: 'store-up', example: '< HTTP/1.0 200 ok' },
    {
      says: /^curl: \(\d+\)|Exception\b|alert/,
      is: 'trouble',
      phase: 'store',
      couldBe: [],
      example: 'curl: (52) Empty reply from server',
    },
  ],
};

/** Orthanc: a severity letter, the date without its year, the time, the source file. */
export const orthanc: DeviceReader = {
  name: 'orthanc',
  heads: [{ line: /^(?<severity>[EWIT])\d{4} \d\d:\d\d:\d\d\.\d{6} (?:[^\]]{0,120}\] )?(?<message>.*)$/ }],
  sayings: [
    {
      says: /expects a multipart body/i,
      is: 'stow-415',
      example: 'E1124 02:15:03.123456 HttpOutput.cpp:73] The STOW-RS server expects a multipart body in its request',
    },
  ],
};
