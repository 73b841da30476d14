import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { escapeInvisible } from '../../config/invisible';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { type Problem, type ProblemNote, problemLine, problemText } from '../../config/problem';
import { groupBy } from '../../config/rules/rule';

/** The result that `heartlab check` prints. */
export interface CheckResult {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
  readonly notes: readonly ProblemNote[];
}

export function checkJson({ names, problems, notes }: CheckResult): string {
  const noted = notes.map(({ position: _, ...note }) => ({ severity: 'note', ...note }));
  const listed = [...problems, ...noted].map((item) => ({ ...item, message: problemText(item) }));
  return JSON.stringify(
    { ok: !problems.some(({ severity }) => severity === 'error'), sites: names, problems: listed },
    null,
    2,
  );
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export function checkLines({ names, problems, notes }: CheckResult, folder: string): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const tally = [
    counted(errors, 'error'),
    counted(problems.length - errors, 'warning'),
    counted(notes.length, 'note'),
  ].join(', ');
  const which = names.length > 0 && names.length <= 10 ? ` (${names.join(', ')})` : '';
  const read = [
    ...(existsSync(folder) ? [`${counted(names.length, 'site')}${which}`] : []),
    ...(existsSync(join(folder, ENVIRONMENTS_FILE)) ? [ENVIRONMENTS_FILE] : []),
  ];
  const summary = `Checked ${read.length === 0 ? 'nothing' : read.join(' and ')} in ${folder}: ${tally}.`;
  // A folder's or a file's name may have any characters.
  return [...problems.map(problemLine), ...noteLines(notes), escapeInvisible(summary)];
}

/** One line for each kind of note, because a thousand sites have thousands of notes. */
function noteLines(notes: readonly ProblemNote[]): readonly string[] {
  const kinds = groupBy(notes, ({ rule }) => rule);
  return [...kinds.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { line, column } = first.position();
    const more = same.length === 1 ? '' : ` (and ${same.length - 1} more like it; --json lists them)`;
    return [`${escapeInvisible(first.file)}:${line}:${column}  note: ${problemText(first)}${more}`];
  });
}
