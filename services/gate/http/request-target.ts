/** The request line and the Host header in normalized form. */
export interface RequestTarget {
  /** The host that the client sent, in lower case, with its port. Absent in an HTTP/1.0 request without Host. */
  readonly authority?: string;
  /** Decoded once; without empty segments and without a trailing slash. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
}

/** `https://host/path` instead of `/path` (RFC 9112, section 3.2.2). A server must accept it. */
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;

/** A name or an IPv4 address. A dot at the end of a name makes no difference. */
const AUTHORITY = /^([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?)\.?(?::([0-9]{1,5}))?$/;

/** Absent if the target or the host is invalid. */
export function readTarget(url: string, host: string | undefined): RequestTarget | undefined {
  const [, absoluteHost, rest = url] = ABSOLUTE.exec(url) ?? [];
  const authority = readAuthority(absoluteHost ?? host);
  if (authority === undefined) return undefined;
  const [, encodedPath = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(rest) ?? [];
  const path = decode(encodedPath);
  if (path === undefined || (path !== '' && !path.startsWith('/'))) return undefined;
  // Some clients join "https://host/" and "/dicomweb".
  const segments = path.split('/').filter((segment) => segment !== '');
  return { authority: authority === '' ? undefined : authority, path: `/${segments.join('/')}`, query };
}

/** Empty if there is none. A missing port means 443. */
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
