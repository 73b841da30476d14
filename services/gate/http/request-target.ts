/** What a request's line and Host header ask for, in one writing. */
export interface Target {
  /** As the client wrote it, in lower case, with its port. Absent in a request of HTTP/1.0 without Host. */
  readonly authority?: string;
  /** Decoded once; without empty segments and without a trailing slash. */
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly query: string;
}

/** `https://host/path` in place of `/path` (RFC 9112, section 3.2.2), which a server must take. */
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;

/** A name or an IPv4 address. A name may end with a dot: it is the same name. */
const AUTHORITY = /^([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?)\.?(?::([0-9]{1,5}))?$/;

/** Absent where the target or the host is none that is served here. */
export function readTarget(url: string, host: string | undefined): Target | undefined {
  const [, absoluteHost, rest = url] = ABSOLUTE.exec(url) ?? [];
  const authority = readAuthority(absoluteHost ?? host);
  if (authority === undefined) return undefined;
  const [, encodedPath = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(rest) ?? [];
  const path = decode(encodedPath);
  if (path === undefined || (path !== '' && !path.startsWith('/'))) return undefined;
  // Some clients join "https://host/" and "/dicomweb".
  const segments = path.split('/').filter((segment) => segment !== '');
  return { ...(authority === '' ? {} : { authority }), path: `/${segments.join('/')}`, query };
}

/** Empty where there is none. 443 is what every client means without a port. */
function readAuthority(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return '';
  const [, name, port] = AUTHORITY.exec(text.toLowerCase()) ?? [];
  if (name === undefined) return undefined;
  return port === undefined || port === '443' ? name : `${name}:${port}`;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
