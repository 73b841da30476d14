import { INTAKE_FIELDS, type IntakeEntries, type IntakeField } from '../form';

/** The elements of the page that `page.ts` writes. */

export function elementOf<T extends Element>(id: string, type: { new (): T }): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`the page has no ${type.name} ${id}`);
  return found;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (element: Element): element is Control =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

const controlsOf = ({ column }: IntakeField): readonly Control[] =>
  [...elementOf(`${column}-question`, HTMLElement).querySelectorAll('input, textarea, select')].filter(isControl);

const isChoice = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && control.type !== 'text';

const textOf = (field: IntakeField): string =>
  controlsOf(field)
    .filter((control) => !isChoice(control) || control.checked)
    .map(({ value }) => value)
    .join('\n');

export const readEntries = (): IntakeEntries =>
  Object.fromEntries(INTAKE_FIELDS.map((field) => [field.column, textOf(field)]));

export function writeEntries(entries: IntakeEntries): void {
  for (const field of INTAKE_FIELDS) {
    const text = entries[field.column] ?? '';
    for (const control of controlsOf(field))
      if (isChoice(control)) control.checked = text.split('\n').includes(control.value);
      else control.value = text;
  }
}

/** The column of the question that contains the element. */
export const columnAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element && isControl(target) ? target.name : undefined;

export function showError({ column, kind }: IntakeField, text: string): void {
  elementOf(`${column}-error`, HTMLElement).textContent = text;
  elementOf(`${column}-question`, HTMLElement).classList.toggle('wrong', text !== '');
  const named = document.getElementById(`${column}-group`) ?? elementOf(column, HTMLElement);
  // A group of checkboxes has no such state; its description is the error.
  if (kind !== 'some') named.setAttribute('aria-invalid', String(text !== ''));
}
