import { type Case, UNKNOWN, written } from './case';

const HOST = 'auckland-heart.ingest.sydney.heartlab.example';
const schannel = (id: number, says: string): string => `Error 27/11/2026 10:00:00 Schannel ${id} None ${says}`;
const alert = (code: number): string =>
  schannel(
    36887,
    `A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is ${code}.`,
  );
const post = (says: string): string => `Post "https://${HOST}/dicomweb/studies": ${says}`;

/** One line of a sender, and what it proves. */
const LINES: readonly (readonly [line: string, is: Case['is']])[] = [
  ['curl: (35) Peer using unsupported version of security protocol.', ['tls-version']],
  ['curl: (56) Received HTTP code 407 from proxy after CONNECT', ['sender-setup']],
  [
    'curl: (35) schannel: next InitializeSecurityContext failed: SEC_I_INCOMPLETE_CREDENTIALS (0x00090320)',
    ['client-certificate-missing'],
  ],
  ['curl: (98) SSL: client certificate required', ['client-certificate-missing']],
  ['curl: (60) SSL peer certificate or SSH remote key was not OK', UNKNOWN],
  ["curl: (60) Peer's Certificate issuer is not recognized.", ['tls-chain']],
  ['java.security.cert.CertPathValidatorException: validity check failed', ['tls-expired']],
  ['java.security.cert.CertPathValidatorException: Algorithm constraints check failed: SHA1withRSA', UNKNOWN],
  [
    "javax.net.ssl.SSLPeerUnverifiedException: Certificate for <10.255.0.10> doesn't match any of the subject alternative names: [*.ingest.sydney.heartlab.example]",
    ['tls-name'],
  ],
  ['java.io.IOException: HTTPS hostname wrong:  should be <10.255.0.10>', ['tls-name']],
  [
    `org.apache.http.conn.ConnectTimeoutException: Connect to ${HOST}:443 [${HOST}/100.64.0.20] failed: connect timed out`,
    ['ingest-unreachable'],
  ],
  [`org.apache.http.NoHttpResponseException: ${HOST}:443 failed to respond`, UNKNOWN],
  ['javax.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized', ['stow-401']],
  [`java.io.FileNotFoundException: https://${HOST}/dicomweb/study`, ['stow-404']],
  ['java.net.HttpRetryException: cannot retry due to server authentication, in streaming mode', ['stow-401']],
  ['System.Net.Sockets.SocketException (10061): Unknown error', ['ingest-unreachable']],
  ['System.Net.WebException: The remote server returned an error: (415) Unsupported Media Type.', ['stow-415']],
  [
    'System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
    ['transfer-timeout'],
  ],
  ['System.Threading.Tasks.TaskCanceledException: A task was canceled.', UNKNOWN],
  [
    "WinHttpException: Error 12007 calling WinHttpSendRequest, 'The server name could not be resolved'.",
    ['name-not-resolved'],
  ],
  ['System.Net.Http.WinHttpException (12029): Error 12029 calling WinHttpSendRequest', ['ingest-unreachable']],
  [
    'System.Net.Http.WinHttpException (12044): Error 12044 calling WinHttpReceiveResponse',
    ['client-certificate-missing'],
  ],
  ['System.Net.Http.WinHttpException (12186): Error 12186 calling WinHttpSendRequest', ['sender-setup']],
  ['WinHttpSendRequest failed: 12002 ERROR_WINHTTP_TIMEOUT', UNKNOWN],
  ['WinHttp.WinHttpRequest: 0x80072EE7', ['name-not-resolved']],
  [alert(40), UNKNOWN],
  [alert(48), ['tls-chain']],
  [alert(70), ['tls-version']],
  [alert(116), ['client-certificate-missing']],
  ['The following fatal alert was received: 45.', ['tls-expired']],
  [
    schannel(36881, 'The certificate received from the remote server has either expired or is not yet valid.'),
    ['tls-expired'],
  ],
  [
    schannel(
      36882,
      'The certificate received from the remote server was issued by an untrusted certificate authority.',
    ),
    ['tls-chain'],
  ],
  [
    schannel(36884, 'The certificate received from the remote server does not contain the expected name.'),
    ['tls-name'],
  ],
  [
    `requests.exceptions.ConnectionError: HTTPSConnectionPool(host='${HOST}', port=443): Max retries exceeded with url: /dicomweb/studies (Caused by NewConnectionError('Failed to establish a new connection: [Errno 101] Network is unreachable'))`,
    ['route-missing'],
  ],
  [
    'OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /etc/heartlab/ca.pem',
    ['sender-setup'],
  ],
  ['httpx.ConnectError: All connection attempts failed', ['ingest-unreachable']],
  [post('dial tcp 100.64.0.20:443: connect: operation timed out'), ['ingest-unreachable']],
  [post(`dial tcp: lookup ${HOST} on 10.0.0.53:53: server misbehaving`), ['name-not-resolved']],
  [
    post(`dial tcp: lookup ${HOST} on 10.0.0.53:53: read udp 10.20.0.5:40112->10.0.0.53:53: i/o timeout`),
    ['name-not-resolved'],
  ],
  [
    `E1127 22:59:17.306003 HttpClient.cpp:1095] libCURL error: Problem with the local SSL certificate while accessing https://${HOST}/dicomweb/studies`,
    ['sender-setup'],
  ],
  [
    `E1127 22:59:17.306003 HttpClient.cpp:1095] libCURL error: Timeout was reached while accessing https://${HOST}/dicomweb/studies`,
    UNKNOWN,
  ],
  [
    'E1127 22:59:17.306003 DicomAssociation.cpp:310] Failed to establish association (0006:0317 Peer aborted Association (or never connected); 0006:031c TCP Initialization Error: Connection refused)',
    ['ingest-unreachable'],
  ],
  ['10:00:00,123 INFO  - < HTTP/1.1 Response: 415 Unsupported Media Type', ['stow-415']],
  ['I: Received Store Response (Refused: OutOfResources)', ['not-stored']],
  ['10:00:00,123 INFO  - STORESCU->HEARTLAB(1) >> 1:C-STORE-RSP[pcid=1, status=a700H', ['not-stored']],
  [
    'F: Association Rejected:\nF: Result: Rejected Transient, Source: Service Provider\nF: Reason: Temporary Congestion',
    ['stow-5xx'],
  ],
  ['Nov 27 10:00:00 pacs storescu[811]: F: Reason: Calling AE Title Not Recognized', ['wrong-ae-title']],
  [
    'orthanc-1  | E1127 22:59:17.853140 HttpClient.cpp:1084] Error in HTTP request, received HTTP status 401',
    ['stow-401'],
  ],
];

export const SENDERS: readonly Case[] = LINES.map(([line, is]) => written(line, line, is));
