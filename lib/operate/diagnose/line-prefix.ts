/** The prefix that an editor, a mail, a container or syslog adds to a line. */
const PREFIX = /^(?:[>\s]{0,8}(?:\d{1,6}[:.)|]?\s{1,4}|>\s?)|.{1,100}?(?:\s\|\s|\[\d{1,7}\]:\s))/;

const MOST_PREFIXES = 2;

/** Searches a line, and if nothing is found the line without its prefixes. */
export function firstWithoutPrefix<Found>(
  text: string,
  read: (text: string) => Found | undefined,
  prefixes = MOST_PREFIXES,
): Found | undefined {
  const found = read(text);
  if (found !== undefined) return found;
  const rest = text.replace(PREFIX, '');
  return rest === text || prefixes === 0 ? undefined : firstWithoutPrefix(rest, read, prefixes - 1);
}
