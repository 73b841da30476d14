import type { NamedCause } from '../../causes';
import type { KnownMessage } from '../../saying';

const LOST =
  'An open connection was closed before the answer. Hospital: check whether a proxy, a firewall (TLS inspection, idle time) or a small MTU on the path closes it. HeartLab: read the ALB and gate logs at that time.';

const lost = (says: RegExp, example: string): KnownMessage => ({
  says,
  is: 'trouble',
  phase: 'store',
  couldBe: ['transfer-timeout', 'client-certificate-missing'],
  next: LOST,
  example,
});

const STATUS: Readonly<Record<string, NamedCause>> = {
  '400': 'stow-400',
  '401': 'stow-401',
  '403': 'stow-403',
  '404': 'stow-404',
  '408': 'transfer-timeout',
  '409': 'stow-409',
  '413': 'stow-413',
  '415': 'stow-415',
  '5\\d\\d': 'stow-5xx',
};

/** An answer as curl -f, Orthanc, .NET, Java, requests and httpx report it. curl -v sends the password without a challenge. */
const ANSWERS: readonly KnownMessage[] = Object.entries(STATUS).map(([status, is]) => ({
  says: new RegExp(
    `(?:returned error: |received HTTP status |does not indicate success: |HTTP response code: |Exception: HTTP |returned an error: \\(|^< HTTP/[\\d.]+ (?:Response: )?|(?:Client|Server) error ')${status}\\b|\\b${status} (?:Client|Server) Error:`,
    'i',
  ),
  is,
  example: `curl: (22) The requested URL returned error: ${status.replaceAll('\\d', '0')}`,
}));

/** DNS, TCP and HTTP, as curl, Java, .NET, Python and Go report their failures. */
export const TRANSFER_SAYINGS: readonly KnownMessage[] = [
  {
    // What it proves depends on the address, so the detector of routes decides.
    says: /Network is unreachable/,
    is: 'harmless',
    example: 'curl: (7) Failed to connect to 100.64.0.20 port 443 after 0 ms: Network is unreachable',
  },
  {
    says: /^curl: \((?:5|97)\)|Could ?n[o']t resolve proxy|ProxyError|Cannot connect to proxy|Proxy Authentication Required|CONNECT tunnel failed|from proxy after CONNECT/i,
    is: 'sender-setup',
    example: 'curl: (5) Could not resolve proxy: proxy.hospital.example',
  },
  {
    says: /^curl: \(6\)|Could ?n[o']t resolve host|Resolving timed out|UnknownHostException|No such host is known|no such host|getaddrinfo failed|Name or service not known|name resolution|Failed to resolve '|nodename nor servname|name (?:or address )?could not be resolved|SocketException \(11001\)|\blookup \S+(?: on \S+)?: /i,
    is: 'name-not-resolved',
    example: 'curl: (6) Could not resolve host: auckland-heart.ingest.sydney.heartlab.example',
  },
  {
    says: /^curl: \(7\)|Failed to connect to \S+ port|Could ?n[o']t connect to server|Connection timed out after|Connection timeout after|Connection refused|actively refused|did not properly respond after a period of time|connect timed out|ConnectTimeout|connect timeout=|dial tcp .*(?:i\/o timeout|operation timed out|no route to host|refused)|No route to host|ConnectException|\[Errno 11[03]\]|WinError 1006[01]|TCP Initialization Error|SocketException \(100(?:51|6[015])\)|All connection attempts failed/i,
    is: 'ingest-unreachable',
    example:
      'curl: (7) Failed to connect to auckland-heart.ingest.sydney.heartlab.example port 443 after 130012 ms: Connection timed out',
  },
  {
    says: /^curl: \(28\)(?!.*Timeout was reached)|Operation timed out after|Operation too slow|Read timed out|read operation timed out|ReadTimeout|WriteTimeout|HttpClient\.Timeout of|Client\.Timeout exceeded|context deadline exceeded|The operation has timed out|SocketTimeoutException|HttpTimeoutException/i,
    is: 'transfer-timeout',
    example: 'curl: (28) Operation timed out after 300001 milliseconds with 0 bytes received',
  },
  ...ANSWERS,
  lost(
    /^curl: \((?:16|18|52|55|56|65|81|88|92|95)\)|failed to respond|Failed sending data to the peer|Failure when receiving data|Transferred a partial file|HTTP\/?2 framing layer|Empty reply|Broken pipe|Connection reset|Connection aborted|forcibly closed|Server returned nothing|Remote end closed connection|Server disconnected without|RemoteProtocolError|response ended prematurely|unexpected end of (?:file|stream)|: (?:unexpected )?EOF$|connection was closed unexpectedly|SocketException/i,
    'curl: (56) Recv failure: Connection reset by peer',
  ),
  {
    says: /^curl: \((?:[1-4]|26|27|37|4[1358]|53|54|58|59|64|66|77|82|83|90|96)\)|URL (?:using bad\/illegal|rejected)|Problem with the (?:local SSL certificate|SSL CA cert)|Failed to open\/read local data|unsupported protocol scheme|Invalid URL|MissingSchema/i,
    is: 'sender-setup',
    example: 'curl: (3) URL rejected: Port number was not a decimal number between 0 and 65535',
  },
  {
    says: /Timeout was reached|\bTaskCanceledException\b/,
    is: 'trouble',
    phase: 'store',
    couldBe: ['transfer-timeout', 'ingest-unreachable'],
    next: 'The sender waited in vain: for the connection, or for the answer. Hospital: try to open a TCP connection to the ingest from the same computer. If that works, set the timeout of the PACS destination to 300 seconds or more.',
    example: 'System.Threading.Tasks.TaskCanceledException: A task was canceled.',
  },
  {
    says: /^curl: \(67\)|cannot retry due to server authentication/,
    is: 'stow-401',
    example: 'curl: (67) Login denied',
  },
  {
    says: /FileNotFoundException: https?:/,
    is: 'stow-404',
    example: 'java.io.FileNotFoundException: https://auckland-heart.ingest.sydney.heartlab.example/dicomweb/study',
  },
  { says: /^< HTTP\/[\d.]+ (?:Response: )?2\d\d/, is: 'store-up', example: '< HTTP/1.0 200 ok' },
];
