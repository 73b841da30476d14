/** Media types as senders write them in Content-Type and Accept (RFC 9110, section 8.3.1), and with slips that leave no doubt. */

export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly name: string;
  /** Names in lower case; of a name that stands twice the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `; name=value`, the value quoted or up to the next semicolon: more than a token, since boundaries with `=` come unquoted too. */
const PARAMETER = /;[ \t]*(?:([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?/gy;

export function parseMediaType(text: string): MediaType {
  const [name = ''] = /^[^;]*/.exec(text) ?? [];
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = name.length;
  for (let found = PARAMETER.exec(text); found !== null; found = PARAMETER.exec(text)) {
    const [, key, quoted, plain = ''] = found;
    const value = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1');
    if (key !== undefined && !parameters.has(key.toLowerCase())) parameters.set(key.toLowerCase(), value);
    // Blanks behind a quoted value.
    while (/[ \t]/.test(text.charAt(PARAMETER.lastIndex))) PARAMETER.lastIndex += 1;
  }
  return { name: name.trim().toLowerCase(), parameters };
}

/** The elements of a list, such as Accept's, without those commas that stand in quotes. */
export const splitList = (text: string): readonly string[] =>
  (text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? []).map((one) => one.trim()).filter((one) => one !== '');
