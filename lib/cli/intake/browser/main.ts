import * as z from 'zod';
import { type IntakeProblem, intakeProblems, progressText } from '../check';
import {
  entriesOfFile,
  INTAKE_FIELDS,
  intakeAnswers,
  intakeFile,
  intakeFileName,
  isAsked,
  valuesOfColumn,
} from '../form';
import { columnAt, elementOf, readEntries, showError, writeEntries } from './form-page';

// Without this, zod tries to compile its schemas, which the page's policy forbids and the browser reports.
z.config({ jitless: true });

/** The page reports a wrong answer after this pause, and so not while it is typed. */
const PAUSE_MS = 700;

const form = document.querySelector('form');
const summary = elementOf('summary', HTMLElement);
const status = elementOf('status', HTMLElement);
const opened = elementOf('opened', HTMLElement);
const file = elementOf('file', HTMLInputElement);

/** The columns whose mistakes are shown. */
const shown = new Set<string>();
let isSaved = true;
let pause = 0;

const shownOf = (problems: readonly IntakeProblem[]) => problems.filter(({ column }) => shown.has(column));

function update(): readonly IntakeProblem[] {
  const entries = readEntries();
  const answers = intakeAnswers(entries);
  const problems = intakeProblems(entries);
  for (const field of INTAKE_FIELDS) {
    const { column, choices = {} } = field;
    elementOf(`${column}-question`, HTMLElement).hidden = !isAsked(column, answers);
    const values = valuesOfColumn(entries, answers, column);
    elementOf(`${column}-entered`, HTMLElement).textContent = values.map((value) => choices[value] ?? value).join('\n');
    const texts = shownOf(problems).filter((problem) => problem.column === column);
    showError(field, texts.map(({ text }) => text).join(' '));
  }
  showStatus(progressText(entries, shownOf(problems)));
  if (!summary.hidden) showSummary(problems);
  return problems;
}

/** A screen reader speaks each change. */
function showStatus(text: string, place = status): void {
  if (place.textContent !== text) place.textContent = text;
}

function showSummary(problems: readonly IntakeProblem[]): void {
  const items = problems.map(({ column, text }) => {
    const link = document.createElement('a');
    link.href = `#${column}`;
    link.textContent = summaryText(column, text);
    const item = document.createElement('li');
    item.append(link);
    return item;
  });
  summary.querySelector('ul')?.replaceChildren(...items);
  summary.hidden = problems.length === 0;
}

function summaryText(column: string, text: string): string {
  const field = INTAKE_FIELDS.find((one) => one.column === column);
  return field === undefined || text === field.missing || text.startsWith(field.label)
    ? text
    : `${field.label}: ${text}`;
}

function save(): void {
  const entries = readEntries();
  const link = document.createElement('a');
  link.download = intakeFileName(entries);
  link.href = URL.createObjectURL(new Blob([intakeFile(entries)], { type: 'application/json' }));
  link.click();
  isSaved = true;
}

form?.addEventListener('input', ({ target }) => {
  isSaved = false;
  const column = columnAt(target);
  update();
  window.clearTimeout(pause);
  pause = window.setTimeout(() => {
    if (column !== undefined) shown.add(column);
    update();
  }, PAUSE_MS);
});

form?.addEventListener('focusout', ({ target }) => {
  const column = columnAt(target);
  if (column === undefined || (readEntries()[column] ?? '') === '') return;
  shown.add(column);
  update();
});

form?.addEventListener('submit', (event) => {
  event.preventDefault();
  for (const { column } of INTAKE_FIELDS) shown.add(column);
  const problems = update();
  showSummary(problems);
  if (problems.length > 0) return summary.focus();
  save();
  showStatus('Saved. Send the file to your HeartLab Onboarding Manager.');
});

elementOf('unfinished', HTMLElement).addEventListener('click', () => {
  save();
  showStatus('Saved. Open this file here again to continue.');
});

elementOf('print', HTMLElement).addEventListener('click', () => window.print());
elementOf('open', HTMLElement).addEventListener('click', () => file.click());

file.addEventListener('change', async () => {
  const entries = entriesOfFile((await file.files?.[0]?.text()) ?? '');
  file.value = '';
  showStatus(
    entries === undefined ? 'This file contains no saved answers.' : 'The page shows the saved answers.',
    opened,
  );
  if (entries === undefined) return;
  writeEntries(entries);
  for (const column of Object.keys(entries)) shown.add(column);
  update();
  isSaved = true;
});

// A link to a question moves the focus into it.
summary.addEventListener('click', (event) => {
  if (!(event.target instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  elementOf(event.target.hash.slice(1), HTMLElement).focus();
});

window.addEventListener('beforeunload', (event) => {
  if (!isSaved) event.preventDefault();
});

update();
