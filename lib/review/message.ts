import type { HospitalAction, Impact } from './impact';

/** The message to the hospital's contacts: plain words, no secrets, and nothing of AWS that they can't see. */
export interface MessageFacts {
  readonly name: string;
  readonly contacts: readonly string[];
  readonly kind: 'changed' | 'added' | 'removed' | 'unreadable';
  readonly actions: readonly HospitalAction[];
  /** The impact of each effect. */
  readonly impacts: readonly Impact[];
}

/** The effect that they notice, apart from the steps that they take. */
const NOTICED = {
  'both-tunnels': 'Expected effect: both tunnels are down for a few minutes.',
  'one-tunnel':
    'Expected effect: one tunnel is down for a few minutes, then the other. The connection stays up over the remaining tunnel.',
} as const satisfies Partial<Record<Impact, string>>;

const WHEN: readonly (readonly [HospitalAction['when'], string])[] = [
  ['before', 'Before our change, by [date]:'],
  ['together', 'At the same time as our change:'],
  ['after', 'As soon as we have made our change:'],
];

const OPENING: Readonly<Record<MessageFacts['kind'], (name: string) => string>> = {
  changed: (name) => `we plan to change the connection between ${name} and HeartLab. Please take the following steps.`,
  added: (name) => `we plan to set up the connection between ${name} and HeartLab.`,
  removed: (name) => `we plan to remove the connection between ${name} and HeartLab.`,
  unreadable: (name) => `we plan to change the connection between ${name} and HeartLab.`,
};

const AFTERWARDS =
  'After the change: check that every VPN tunnel or Direct Connect virtual interface is up. Then send a test study, and check that it arrives in HeartLab.';

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
    'When: [date and time]. We make the change only after you have confirmed this time.',
    '',
    ...(steps.length === 0 ? ['We will call you to agree on the steps on your side.', ''] : steps),
    ...(notice === undefined ? [] : [NOTICED[notice], '']),
    ...(kind === 'removed' ? [] : [AFTERWARDS]),
    'We send keys and passwords through the channel agreed for secrets, never by email or ticket.',
  ].join('\n');
}

/** The steps of every hospital that is connected or disconnected. */
export const ACTIONS_TO_BEGIN: readonly HospitalAction[] = [
  {
    when: 'after',
    text: 'Configure your VPN device or router, your firewall and your PACS as the handover pack describes. We send you the pack.',
  },
];
export const ACTIONS_TO_END: readonly HospitalAction[] = [
  { when: 'before', text: 'Stop sending studies to HeartLab. HeartLab receives no studies after our change.' },
  { when: 'after', text: 'Remove the tunnels, the routes and the firewall rules for HeartLab from your devices.' },
];
