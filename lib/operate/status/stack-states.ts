import type { StackFacts } from './facts';

/** The meaning of a CloudFormation status for the next deploy. */
export type StackState = 'good' | 'failed' | 'rolled-back' | 'changing' | 'unusual';

/** The rule, the colour and the text for each state except `good`. */
export const STACK_RULES = {
  failed: {
    id: 'stack-failed',
    colour: 'red',
    words: "it can't be deployed, and CloudFormation does not recover it by itself",
  },
  'rolled-back': {
    id: 'stack-rolled-back',
    colour: 'yellow',
    words: 'the last deploy failed and was rolled back',
  },
  changing: { id: 'stack-changing', colour: 'yellow', words: 'a change is in progress' },
  unusual: { id: 'stack-unusual', colour: 'yellow', words: 'this program does not know that status' },
} as const satisfies Record<Exclude<StackState, 'good'>, { id: string; colour: 'red' | 'yellow'; words: string }>;

export function stackState(status: string): StackState {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return 'good';
  if (/^(UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status)) return 'rolled-back';
  if (/_FAILED$|^ROLLBACK_COMPLETE$|^DELETE_|^ROLLBACK_IN_PROGRESS$/.test(status)) return 'failed';
  return /_IN_PROGRESS$/.test(status) ? 'changing' : 'unusual';
}

export const stackSays = ({ name, status, statusReason }: StackFacts, words: string): string =>
  `${name} is ${status}: ${words}${statusReason ? ` (${statusReason})` : ''}`;
