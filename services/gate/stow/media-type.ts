/** Media types in Content-Type and Accept (RFC 9110, section 8.3.1). Unambiguous deviations from the syntax are accepted. */

export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly name: string;
  /** Names in lower case. If a name occurs twice, the first value counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `; name=value`. The value is quoted or ends at the next semicolon: some senders do not quote boundaries that contain `=`. */
const PARAMETER = /;[ \t]*(?:([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?/gy;

export function parseMediaType(text: string): MediaType {
  const [name = ''] = /^[^;]*/.exec(text) ?? [];
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = name.length;
  for (let found = PARAMETER.exec(text); found !== null; found = PARAMETER.exec(text)) {
    const [, key, quoted, plain = ''] = found;
    const value = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1');
    if (key !== undefined && !parameters.has(key.toLowerCase())) parameters.set(key.toLowerCase(), value);
    // Skip blanks after a quoted value.
    while (/[ \t]/.test(text.charAt(PARAMETER.lastIndex))) PARAMETER.lastIndex += 1;
  }
  return { name: name.trim().toLowerCase(), parameters };
}

/** The elements of a list such as Accept's. Commas inside quotes do not separate elements. */
export const splitList = (text: string): readonly string[] =>
  (text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? []).map((one) => one.trim()).filter((one) => one !== '');
