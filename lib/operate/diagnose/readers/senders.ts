import type { DeviceReader } from '../device-reader';
import { TLS_SAYINGS } from './senders/tls';
import { TRANSFER_SAYINGS } from './senders/transfer';
import { WINDOWS_SAYINGS } from './senders/windows';

export { dimseReader as dimse, orthancReader as orthanc } from './senders/dicom';

/** Output of senders about their connection: curl, OpenSSL, Java, .NET, Python, Go, nginx, ping. */
export const senderReader: DeviceReader = {
  name: 'client',
  heads: [
    // curl, OpenSSL, nginx, ping
    {
      line: /(?<message>(?:curl: \(\d+\)|^\* {1,3}(?:SSL|TLSv|OpenSSL|schannel)|verify error:num=|Verif(?:y return code|ication error):|error:[0-9A-F]{8}:|client sent no required SSL|No required SSL certificate|connect: (?:Network is unreachable|No route to host)|^.*: Network is unreachable).*)/,
    },
    { line: /^(?:.{0,80} - )?(?<message>< HTTP\/[\d.]+ (?:Response: )?\d{3}.*)$/ },
    // Java
    {
      line: /(?<message>\b(?:javax?\.(?:net|security|io)\.[\w.]+(?:Exception|Error)|java\.io\.(?:IOException|EOFException|FileNotFoundException(?=: https?:))|(?:org\.apache\.(?:http|hc)|(?:javax|jakarta)\.ws\.rs|io\.netty|okhttp3)\.[\w.$]+(?:Exception|Error)|sun\.security\.|(?:SSLHandshake|SSLProtocol|SSL|UnknownHost|Connect|SocketTimeout|Socket|CertPathBuilder|Validator)Exception\b).*)/,
    },
    // .NET and Windows
    {
      line: /(?<message>\b(?:System\.(?:Net|Security|IO|ComponentModel|Threading)\.[\w.]+Exception|(?:HttpRequest|Authentication|Web|Win32)Exception\b|RemoteCertificate|Schannel\b|WinHttp\w+|ERROR_(?:WINHTTP|INTERNET)_|(?:A|The following) fatal alert was received).*)/,
    },
    // Python
    {
      line: /(?<message>\b(?:requests\.exceptions\.|urllib3\.|httpx\.|httpcore\.|aiohttp\.|ssl\.SSL\w*Error|SSLError\(|socket\.gaierror|(?:Connection\w*|Timeout)Error:|OSError: Could not find|\w*Error\(.*HTTPSConnection).*)/,
    },
    // Go
    {
      line: /(?<message>(?:\b(?:Get|Post|Put) "?https?:\/\/\S+|\bdial tcp |\bx509: |\btls: (?:failed|first record|private|bad|handshake)|\bremote error: tls: |\bnet\/http: ).*)/,
    },
  ],
  sayings: [
    {
      says: /^[\w.$]+\(\w+\.java(?::\d+)?\)/,
      is: 'harmless',
      example: '\tat sun.security.ssl.Alerts.getSSLException(Alerts.java:192)',
    },
    {
      says: /^\* {1,3}(?:TLSv[\d.]+ \((?:IN|OUT)\), TLS (?:handshake|change cipher|alert, (?:close notify|unknown \())|SSL connection using|SSL certificate verify ok|old SSL session)/,
      is: 'harmless',
      example: '* TLSv1.3 (IN), TLS alert, close notify (256):',
    },
    ...WINDOWS_SAYINGS,
    ...TLS_SAYINGS,
    ...TRANSFER_SAYINGS,
    {
      says: /^curl: \(\d+\)|Exception\b|Error\b|alert|\bx509: |\btls: /,
      is: 'trouble',
      phase: 'store',
      next: 'Hospital: compare the destination of the sender with the handover pack. HeartLab: look up the message of the evidence.',
      example: 'curl: (63) Maximum file size exceeded',
    },
  ],
};
