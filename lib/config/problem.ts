import { compareAscending } from './ascending';
import { escapeInvisible } from './invisible';
import { holdsSecret } from './secrets';

/** A path in a file's data: keys and indices from the root. */
export type DataPath = readonly (string | number)[];

export type Severity = 'error' | 'warning' | 'note';

/** A position in a file. */
export interface FilePosition {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The common fields of every message about a file. */
export interface FileRemark {
  /** The stable id of the rule: `cloud-cidr-overlap`. */
  readonly rule: string;
  /** The file's path: the folder as given, then the file's name. */
  readonly file: string;
  /** `network.hospitalCidrs[0]`; empty for the file as a whole. */
  readonly path: string;
  /** The value in the file, quoted; absent if it is missing or could be a secret. */
  readonly found?: string;
  /** The problem, as text that follows the value, if there is one. */
  readonly wrong: string;
  /** What to write or do instead, as an imperative. */
  readonly write: string;
}

/** One error or warning, with its position. */
export interface Problem extends FileRemark, FilePosition {
  /** An error prevents a deploy; a warning never does. */
  readonly severity: 'error' | 'warning';
}

/** One note. Its position is computed only on demand, because a thousand sites have thousands of notes. */
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
 * A value in the form in which an error shows it: quoted like JSON, on one line, with invisible characters escaped, cut at 60
 * characters. A text that contains a possible secret is never shown.
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

/** A sentence: `network.hospitalCidrs[0]: "10.20.0.300/22" is not an IPv4 CIDR block; write it like 10.20.0.0/22`. */
export function problemText(problem: FileRemark): string {
  const where = problem.path === '' ? '' : `${problem.path}: `;
  const found = problem.found === undefined ? '' : `${problem.found} `;
  // It also contains names of other files and settings, which may have any characters.
  return escapeInvisible(`${where}${found}${problem.wrong}; ${problem.write}`);
}

/** One line with the position in a form that editors and terminals turn into a link: `sites/a.yaml:14:5  …`. */
export function problemLine(problem: Problem): string {
  const severity = problem.severity === 'error' ? '' : `${problem.severity}: `;
  // A file name may have any characters, but the error must stay on one line.
  return `${escapeInvisible(problem.file)}:${problem.line}:${problem.column}  ${severity}${problemText(problem)}`;
}

/** Compares by file, then position, then text: the order is the same on every machine. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    compareAscending(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareAscending(a.path, b.path) ||
    compareAscending(problemText(a), problemText(b))
  );
}

/** A problem that a check found in a file, before the file name and the position are added. */
export interface FileComplaint {
  readonly path: DataPath;
  /** The part that is underlined; default: the value. */
  readonly at?: 'key' | 'value';
  /** Default: error. */
  readonly severity?: Severity;
  /** The value in the form in which an error may show it. */
  readonly found?: string;
  readonly wrong: string;
  readonly write: string;
}
