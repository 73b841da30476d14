import type { HospitalAction, Impact } from './impact';

/** What the hospital's contacts are told: plain words, no secrets, nothing of AWS that they don't see. */
export interface MessageFacts {
  readonly name: string;
  readonly contacts: readonly string[];
  readonly kind: 'changed' | 'added' | 'removed' | 'unreadable';
  readonly actions: readonly HospitalAction[];
  /** Of each effect. */
  readonly impacts: readonly Impact[];
}

/** What they will notice beside what they do. */
const NOTICED = {
  'both-tunnels': 'What you will notice: both tunnels are down for some minutes.',
  'one-tunnel':
    'What you will notice: one tunnel is down for some minutes, then the other. The connection stays up over the other one.',
} as const satisfies Partial<Record<Impact, string>>;

const WHEN: readonly (readonly [HospitalAction['when'], string])[] = [
  ['before', 'Before our change, by [date]:'],
  ['together', 'At the same time as our change:'],
  ['after', 'As soon as our change is made:'],
];

const OPENING: Readonly<Record<MessageFacts['kind'], (name: string) => string>> = {
  changed: (name) =>
    `we are going to change the connection between ${name} and HeartLab, and need you to do the following.`,
  added: (name) => `we are going to set up the connection between ${name} and HeartLab.`,
  removed: (name) => `we are going to take away the connection between ${name} and HeartLab.`,
  unreadable: (name) => `we are going to change the connection between ${name} and HeartLab.`,
};

const AFTERWARDS =
  'Afterwards: see that every tunnel or line is up, send a test study, and see that it arrives in HeartLab.';

export function contactMessage({ name, contacts, kind, actions, impacts }: MessageFacts): string {
  const unique = [...new Map(actions.map((action) => [action.text, action])).values()];
  const steps = WHEN.flatMap(([when, heading]) => {
    const texts = unique.filter((action) => action.when === when).map(({ text }, index) => `${index + 1}. ${text}`);
    return texts.length === 0 ? [] : [heading, ...texts, ''];
  });
  const notice = (['both-tunnels', 'one-tunnel'] as const).find((impact) => impacts.includes(impact));
  return [
    `To: ${contacts.join(', ')}`,
    `Subject: HeartLab connection of ${name}: your action is needed`,
    '',
    'Dear network team,',
    '',
    OPENING[kind](name),
    '',
    'When: [date and time], once you have confirmed it. Without your confirmation we change nothing.',
    '',
    ...(steps.length === 0 ? ['We call you to agree on what has to be done on your side.', ''] : steps),
    ...(notice === undefined ? [] : [NOTICED[notice], '']),
    ...(kind === 'removed' ? [] : [AFTERWARDS]),
    'Keys and passwords come by the way agreed for secrets, never by mail or ticket.',
  ].join('\n');
}

/** What everyone has to do who begins or ends. */
export const ACTIONS_TO_BEGIN: readonly HospitalAction[] = [
  {
    when: 'after',
    text: 'Configure your devices by the handover pack that we send you: VPN device or router, firewall, PACS.',
  },
];
export const ACTIONS_TO_END: readonly HospitalAction[] = [
  { when: 'before', text: 'Stop sending studies to HeartLab: from our change on, none arrives.' },
  { when: 'after', text: 'Take the tunnels, the routes and the firewall rules for HeartLab out of your devices.' },
];
