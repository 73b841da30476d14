import type { MapRule } from './requests';

/** A string of nginx, in double quotes. `$` begins a variable there and can't be escaped, so a text may not hold one. */
export function quoted(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`${JSON.stringify(text)} has a control character`);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A path, a user: something that the operator names, without anything that nginx or a shell would take for its own. */
export function plainWord(text: string): string {
  if (!/^[A-Za-z0-9_./:@-]+$/.test(text)) throw new Error(`${JSON.stringify(text)} is not a plain path or name`);
  return text;
}

export function portNumber(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${port} is not a TCP port`);
  return port;
}

/** `map source $variable { default …; "~…" …; }` (nginx documentation, ngx_http_map_module). */
export function map(
  source: string,
  variable: string,
  otherwise: string,
  entries: readonly (readonly [string, string])[],
): string {
  const lines = entries.map(([key, value]) => `        ${quoted(key)} ${quoted(value)};\n`).join('');
  return `    map "${source}" $${variable} {\n        default ${quoted(otherwise)};\n${lines}    }\n`;
}

/** Rules as the entries of a map: `~` for an expression, `~*` for one without regard to case. */
export const expressions = (
  rules: readonly MapRule[],
  mark: '~' | '~*' = '~',
): readonly (readonly [string, string])[] => rules.map(({ when, value }) => [`${mark}${when}`, value]);
