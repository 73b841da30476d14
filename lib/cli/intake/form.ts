import { isMapping } from '../../config/mapping';
import { SITE_NAME } from '../../config/schema/common';
import { validJson } from '../../config/valid-json';
import { answersOfCells, type NewAnswers, type NewFlag, splitValues, takesMany } from '../new/answers';
import { siteQuestions } from '../new/questions';
import { INTAKE_TEXTS, type IntakeText } from './texts';

/** One question of the form: a text, a text on each line, one of the choices, or some of them. */
export interface IntakeField extends IntakeText {
  readonly kind: 'line' | 'lines' | 'one' | 'some';
  /** An empty answer is valid. */
  readonly optional: boolean;
}

/** The entered texts by column. A line break separates lines and choices. */
export type IntakeEntries = Readonly<Record<string, string>>;

/** The questions of `heartlab new` for the hospital. HeartLab itself chooses the environment. */
export const INTAKE_QUESTIONS = siteQuestions([]).filter(({ flag }) => flag !== '--environment');

const columnOf = (flag: NewFlag): string => flag.slice(2);
const questionOf = (column: string) => INTAKE_QUESTIONS.find(({ flag }) => columnOf(flag) === column);

function fieldOf(text: IntakeText): IntakeField {
  const question = questionOf(text.column);
  const many = question !== undefined && takesMany(question.flag);
  const kind = text.choices === undefined ? (many ? 'lines' : 'line') : many ? 'some' : 'one';
  return { ...text, kind, optional: question?.none !== undefined && !text.required };
}

export const INTAKE_SECTIONS: readonly { readonly title: string; readonly fields: readonly IntakeField[] }[] =
  INTAKE_TEXTS.map(({ title, questions }) => ({ title, fields: questions.map(fieldOf) }));

export const INTAKE_FIELDS: readonly IntakeField[] = INTAKE_SECTIONS.flatMap(({ fields }) => fields);

/** The values of one field. */
function valuesOf({ column }: IntakeField, text = ''): readonly string[] {
  const flag = questionOf(column)?.flag;
  return flag === undefined ? [text.trim()].filter((part) => part !== '') : splitValues(flag, text, /[\n;,]/);
}

/** The answers, without those of questions that do not apply. */
export function intakeAnswers(entries: IntakeEntries): NewAnswers {
  const cells = INTAKE_FIELDS.map((field) => [field.column, valuesOf(field, entries[field.column]).join(';')] as const);
  let answers = answersOfCells(cells);
  for (const { flag, when } of INTAKE_QUESTIONS)
    if (when?.(answers) === false)
      answers = Object.fromEntries(Object.entries(answers).filter(([other]) => other !== flag));
  return answers;
}

/** Whether the question applies, given the other answers. */
export const isAsked = (column: string, answers: NewAnswers): boolean => questionOf(column)?.when?.(answers) ?? true;

/** The values of a column. */
export const valuesOfColumn = (entries: IntakeEntries, answers: NewAnswers, column: string): readonly string[] =>
  column === 'site'
    ? [enteredSite(entries)].filter((text) => text !== '')
    : (Object.entries(answers).find(([flag]) => flag === `--${column}`)?.[1] ?? []);

export const enteredSite = ({ site = '' }: IntakeEntries): string => site.trim();

/** The content of the file to send back: a row for `heartlab new --from`. */
export function intakeFile(entries: IntakeEntries): string {
  const answers = intakeAnswers(entries);
  const row = INTAKE_FIELDS.flatMap(({ column, kind }) => {
    const values = valuesOfColumn(entries, answers, column);
    if (values.length === 0) return [];
    return [[column, kind === 'line' || kind === 'one' ? values.join() : values]];
  });
  return `${JSON.stringify([Object.fromEntries(row)], null, 2)}\n`;
}

export const intakeFileName = (entries: IntakeEntries): string =>
  `heartlab-${SITE_NAME.test(enteredSite(entries)) ? enteredSite(entries) : 'unfinished'}.json`;

/** The entries of a saved file; undefined if it is another file. */
export function entriesOfFile(text: string): IntakeEntries | undefined {
  const data = validJson(text);
  const row: unknown = Array.isArray(data) ? data[0] : undefined;
  if (!isMapping(row)) return undefined;
  const known = INTAKE_FIELDS.filter(({ column }) => Object.hasOwn(row, column));
  if (known.length === 0) return undefined;
  return Object.fromEntries(known.map(({ column }) => [column, [row[column]].flat().map(String).join('\n')]));
}
