import { ascending } from './ascending';
import { holdsSecret } from './secrets';

/** Where in a file's data: keys and indices from the root. */
export type DataPath = readonly (string | number)[];

export type Severity = 'error' | 'warning' | 'note';

/** Where something stands in a file. */
export interface FilePosition {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What every message about a file says. */
export interface FileRemark {
  /** The id of the rule, for machines: `cloud-cidr-overlap`. */
  readonly rule: string;
  /** The file as its reader would name it: the folder as given, then the file's name. */
  readonly file: string;
  /** `network.hospitalCidrs[0]`; empty for the file as a whole. */
  readonly path: string;
  /** The value as it stands in the file, quoted; absent where it is missing or could be a secret. */
  readonly found?: string;
  /** What is wrong: reads on from the value, if there is one. */
  readonly wrong: string;
  /** What to write instead, or do: an imperative. */
  readonly write: string;
}

/** One thing that is wrong, with its address. */
export interface Problem extends FileRemark, FilePosition {
  readonly severity: 'error' | 'warning';
}

/** One thing worth knowing. Its position is found only when asked for: a thousand sites have thousands of notes. */
export interface ProblemNote extends FileRemark {
  position(): FilePosition;
}

/** `vpn.tunnels[1].insideCidr` */
export function pathText(path: DataPath): string {
  return path
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `[${showValue(part)}]`,
    )
    .join('')
    .replace(/^\./, '');
}

const LONGEST_ECHO = 60;

/**
 * The classes of characters that nobody sees, or that change what is seen around them: controls, formatting (bidirectional ones
 * too), halves of surrogate pairs, the separators of lines and paragraphs. For the inside of a bracket expression with the flag `u`.
 */
export const INVISIBLE_CHARACTERS = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}';

const INVISIBLES = new RegExp(`[${INVISIBLE_CHARACTERS}]`, 'gu');

/** A text with each character that can't be seen as its escape: `\u202e`. */
export const escapeInvisible = (text: string): string =>
  text.replace(INVISIBLES, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
  });

/**
 * A value as an error may show it: quoted like JSON, on one line, what can't be seen escaped, cut at 60 characters. A text that holds
 * what looks like a secret isn't shown, wherever it stands.
 */
export function showValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? value : String(value);
  if (holdsSecret(text)) return 'the value';
  const cut = text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
  const safe = escapeInvisible(JSON.stringify(cut));
  return typeof value === 'string' ? safe : safe.slice(1, -1);
}

/** The sentence: `network.hospitalCidrs[0]: "10.20.0.300/22" is not an IPv4 CIDR block; write it like 10.20.0.0/22`. */
export function problemText(problem: FileRemark): string {
  const where = problem.path === '' ? '' : `${problem.path}: `;
  const found = problem.found === undefined ? '' : `${problem.found} `;
  // Names of files and settings of others stand in it too, and may be anything.
  return escapeInvisible(`${where}${found}${problem.wrong}; ${problem.write}`);
}

/** One line with its address, as editors and terminals make it a link: `sites/a.yaml:14:5  …`. */
export function problemLine(problem: Problem): string {
  const severity = problem.severity === 'error' ? '' : `${problem.severity}: `;
  // A file may be called anything; an error stays on its line.
  return `${escapeInvisible(problem.file)}:${problem.line}:${problem.column}  ${severity}${problemText(problem)}`;
}

/** By file, then position, then text: the same order on any machine. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    ascending(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    ascending(a.path, b.path) ||
    ascending(problemText(a), problemText(b))
  );
}
