import type { Environment } from '../../config/model';
import type { HospitalAction, LetterPart } from '../impact';

/** The letter to the hospital's contacts: plain words, no secrets, and nothing of AWS that they can't see. */
export interface LetterFacts {
  readonly name: string;
  readonly contacts: readonly string[];
  /** How the hospital reaches HeartLab; undefined if the environment has no contacts. */
  readonly heartlab: Environment['contacts'];
  readonly kind: 'changed' | 'added' | 'removed';
  /** The values of the connection, one a line. */
  readonly values: readonly string[];
  readonly parts: readonly LetterPart[];
}

/** Ends the sentence of each step with a key or password. */
export const BY_SECRET_CHANNEL = 'through the channel agreed for secrets';
/** What a hospital checks after most changes. */
export const TEST_STUDY = 'Send a test study. It must arrive in HeartLab.';

const STEPS: readonly (readonly [HospitalAction['when'], string])[] = [
  ['before', 'Before our change, by [date]:'],
  ['together', 'At the same time as our change:'],
  ['after', 'As soon as we tell you that our change is made:'],
];

const OPENING: Readonly<Record<LetterFacts['kind'], (name: string) => string>> = {
  changed: (name) => `we plan to change the connection between ${name} and HeartLab.`,
  added: (name) => `we plan to set up the connection between ${name} and HeartLab.`,
  removed: (name) => `we plan to remove the connection between ${name} and HeartLab.`,
};
const VALUES: Readonly<Record<LetterFacts['kind'], string>> = {
  changed: 'What changes (old → new):',
  added: 'Please check these values:',
  removed: 'Details of the connection:',
};

/** Undefined if the parts name neither a step nor anything that the hospital notices: it is then unknown what happens. */
export function hospitalLetter({ name, contacts, heartlab, kind, values, parts }: LetterFacts): string | undefined {
  const actions = parts.flatMap((part) => part.actions ?? []);
  const sees = parts.flatMap((part) => part.sees ?? []);
  if (actions.length + sees.length === 0) return undefined;
  const checks = parts.flatMap((part) => part.checks ?? []);
  const steps = STEPS.flatMap(([when, heading]) => {
    const texts = actions.filter((action) => action.when === when).map(({ text }) => text);
    return section(heading, texts, (index) => `${index + 1}.`);
  });
  const secret = actions.some(({ text }) => text.includes(BY_SECRET_CHANNEL));
  return [
    `To: ${contacts.join(', ')}`,
    `Subject: HeartLab connection of ${name}: ${actions.length > 0 ? 'your action is needed' : 'please confirm a time'}`,
    '',
    'Dear network team,',
    '',
    OPENING[kind](name),
    '',
    ...section(VALUES[kind], [...values, ...parts.flatMap((part) => part.values ?? [])]),
    'When: [date, time and time zone]. We make the change only after you have confirmed this time.',
    '',
    ...steps,
    ...section('What you will see:', sees),
    ...section('What to check afterwards:', checks),
    `Questions, another time, or a problem during the change: ${reach(heartlab)}`,
    ...(secret
      ? ['We send keys and passwords through the channel agreed for secrets, never by e-mail or ticket.']
      : []),
  ].join('\n');
}

function reach(contacts: Environment['contacts']): string {
  if (contacts === undefined) return "call [name and telephone number of HeartLab's contact].";
  const { telephone, hours, email, emergency } = contacts;
  return `call ${telephone} (${hours}), or write to ${email}. In an emergency, call ${emergency} at any time.`;
}

/** Lines under a heading, each once. */
function section(
  heading: string,
  lines: readonly string[],
  mark: (index: number) => string = () => '-',
): readonly string[] {
  const unique = [...new Set(lines)];
  return unique.length === 0 ? [] : [heading, ...unique.map((line, index) => `${mark(index)} ${line}`), ''];
}
