import { fieldCases } from './field-case';

const HOST = 'auckland-heart.ingest.sydney.heartlab.example';
const NET = 'https://learn.microsoft.com/en-us/dotnet/core/extensions/httpclient-sni';
const dotnet = fieldCases('.NET', [
  [
    'not-known',
    'https://github.com/betalgo/openai/issues/152',
    "System.Security.Authentication.AuthenticationException: Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'.",
  ],
  [
    'tls-version',
    'https://github.com/dotnet/runtime/issues/1166',
    'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm.',
  ],
  [
    'not-known',
    'https://github.com/TalAloni/StandardSocketsHttpHandler/issues/17',
    'System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception. ---> System.Security.Authentication.AuthenticationException: A call to SSPI failed, see inner exception. ---> System.ComponentModel.Win32Exception: The message received was unexpected or badly formatted',
  ],
  [
    'not-known',
    'https://github.com/Jackett/Jackett/issues/17026',
    'System.Security.Authentication.AuthenticationException: Cannot determine the frame size or a corrupted frame was received.',
  ],
  [
    'not-known',
    'https://github.com/dotnet/corefx/issues/29725',
    'System.IO.IOException: Authentication failed because the remote party has closed the transport stream.',
  ],
  [
    'tls-chain',
    NET,
    'System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain',
  ],
  [
    'tls-name',
    NET,
    'System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch',
  ],
  ['name-not-resolved', NET, `System.Net.Http.HttpRequestException: No such host is known. (${HOST}:443)`],
  [
    'ingest-unreachable',
    NET,
    'System.Net.Sockets.SocketException (10060): A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.',
  ],
  [
    'ingest-unreachable',
    NET,
    'System.Net.Sockets.SocketException (10061): No connection could be made because the target machine actively refused it.',
  ],
  [
    'not-known',
    NET,
    'System.Net.Sockets.SocketException (10054): An existing connection was forcibly closed by the remote host.',
  ],
  [
    'stow-403',
    NET,
    'System.Net.Http.HttpRequestException: Response status code does not indicate success: 403 (Forbidden).',
  ],
]);

const REQUESTS = 'https://requests.readthedocs.io/en/latest/api/#exceptions';
const pool = (cause: string) =>
  `requests.exceptions.ConnectionError: HTTPSConnectionPool(host='${HOST}', port=443): Max retries exceeded with url: /dicomweb/studies (Caused by ${cause})`;
const python = fieldCases('Python', [
  [
    'tls-chain',
    REQUESTS,
    pool(
      "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1129)'))",
    ),
  ],
  [
    'client-certificate-missing',
    REQUESTS,
    pool(
      "SSLError(SSLError(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)'))",
    ),
  ],
  [
    'tls-name',
    'https://github.com/okxapi/python-okx/pull/3',
    "httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for '100.64.0.20'. (_ssl.c:1108)",
  ],
  [
    'transfer-timeout',
    'https://github.com/okxapi/python-okx/pull/3',
    'httpx.ReadTimeout: The read operation timed out',
  ],
  [
    'not-known',
    'https://github.com/yehlincho/BoltzDesign1/issues/21',
    'httpx.ConnectError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1017)',
  ],
  [
    'not-known',
    'https://github.com/PrefectHQ/fastmcp/issues/352',
    'httpx.RemoteProtocolError: Server disconnected without sending a response.',
  ],
  [
    'not-known',
    'https://github.com/stevengiacalone/triceratops/issues/39',
    "requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
  ],
  [
    'name-not-resolved',
    REQUESTS,
    pool(
      `NameResolutionError("<urllib3.connection.HTTPSConnection object>: Failed to resolve '${HOST}' ([Errno -2] Name or service not known)")`,
    ),
  ],
  [
    'ingest-unreachable',
    REQUESTS,
    pool(
      "NewConnectionError('<urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno 111] Connection refused')",
    ),
  ],
  [
    'ingest-unreachable',
    REQUESTS,
    pool(
      "ConnectTimeoutError(<urllib3.connection.HTTPSConnection object>, 'Connection to 100.64.0.20 timed out. (connect timeout=10)')",
    ),
  ],
  [
    'sender-setup',
    REQUESTS,
    pool(
      "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
    ),
  ],
  [
    'stow-401',
    REQUESTS,
    `requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://${HOST}/dicomweb/studies`,
  ],
]);

const GO = 'https://github.com/ouspg/trytls/pull/9';
const post = `Post "https://${HOST}/dicomweb/studies": `;
const go = fieldCases('Go', [
  [
    'client-certificate-missing',
    'https://github.com/golang/go/issues/69986',
    `${post}remote error: tls: certificate required`,
  ],
  ['not-known', 'https://github.com/wangluozhe/requests-go/issues/26', `${post}remote error: tls: bad certificate`],
  ['not-known', 'https://github.com/bogdanfinn/tls-client/issues/131', `${post}remote error: tls: unexpected message`],
  [
    'tls-chain',
    'https://github.com/henvic/httpretty/pull/18',
    `${post}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  ],
  ['tls-expired', GO, `${post}x509: certificate has expired or is not yet valid`],
  ['tls-name', GO, `${post}x509: certificate is valid for *.ingest.sydney.heartlab.example, not 100.64.0.20`],
  ['name-not-resolved', GO, `${post}dial tcp: lookup ${HOST}: no such host`],
  ['ingest-unreachable', GO, `${post}dial tcp 100.64.0.20:443: i/o timeout`],
  ['transfer-timeout', GO, `${post}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`],
]);

const DCMTK = 'https://github.com/dcm4che/dcm4che/issues/1443';
const PYNETDICOM = 'https://github.com/pydicom/pynetdicom/issues/411';
const ECHOSCU = 'https://support.dcmtk.org/docs/echoscu.html';
const STORESCU = 'https://support.dcmtk.org/docs/storescu.html';
const dicom = fieldCases('dcmtk, dcm4che', [
  [
    'wrong-ae-title',
    DCMTK,
    'I: checking input files ...\nI: Requesting Association\nF: Association Rejected:\nF: Result: Rejected Permanent, Source: Service User\nF: Reason: Called AE Title Not Recognized',
  ],
  [
    'wrong-ae-title',
    PYNETDICOM,
    'I: Association Rejected:\nI: Result: Rejected Permanent, Source: Service User\nI: Reason: Called AE title not recognised',
  ],
  [
    'wrong-ae-title',
    'https://github.com/dicoogle/dicoogle/issues/402',
    'INFO  net.PDUEncoder (PDUEncoder.java:106) - HEARTLAB(5) << A-ASSOCIATE-RJ[result=1, source=1, reason=7]: permanent called-AE-title-not-recognized',
  ],
  [
    'ingest-unreachable',
    ECHOSCU,
    'I: Requesting Association\nF: Association Request Failed: 0006:031c TCP Initialization Error: Connection refused',
  ],
  [
    'ingest-unreachable',
    ECHOSCU,
    'F: Association Request Failed: 0006:031b Failed to establish association\nF: 0006:0317 Peer aborted Association (or never connected)\nF: 0006:031c TCP Initialization Error: Connection refused',
  ],
  [
    [],
    ECHOSCU,
    'I: Requesting Association\nI: Association Accepted (Max Send PDV: 16372)\nI: Sending Echo Request (MsgID 1)\nI: Received Echo Response (Success)\nI: Releasing Association',
  ],
  ['not-known', STORESCU, 'I: Requesting Association\nF: No Acceptable Presentation Contexts'],
  ['object-refused', STORESCU, 'I: Received Store Response (Failed: Cannot understand)'],
  [
    'not-known',
    'https://github.com/fo-dicom/fo-dicom/issues/1681',
    'Association Abort [source: ServiceUser; reason: NotSpecified]',
  ],
]);

export const PROGRAM_CASES = [...dotnet, ...python, ...go, ...dicom];
