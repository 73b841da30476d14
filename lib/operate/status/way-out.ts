import type { QueryResult } from '../fleet';
import { inUse, type PlacedStack, type StackWayOut, type StuckFacts, type WayOutStep } from './stuck';
import {
  continueRollback,
  deleteCommands,
  deployAgain,
  eventsCommand,
  goOn,
  inspectCommands,
  removeByForce,
  rollBack,
  SEE_EVENTS,
  unprotectCommands,
} from './way-out-commands';

/** The page that explains these steps in detail. */
const PAGE = 'docs/first-deploy.md';

interface State {
  /** What the state means. */
  readonly says: string;
  /** Steps that are always safe. */
  readonly first: (stack: PlacedStack) => readonly WayOutStep[];
  /** Steps that delete something, offered only if no hospital uses anything of the stack. */
  readonly deleting: (stack: PlacedStack, stuck: StuckFacts) => readonly WayOutStep[];
}

const seeEvents = (stack: PlacedStack): WayOutStep => ({ says: SEE_EVENTS, commands: [eventsCommand(stack)] });
const deleteAndDeploy = (stack: PlacedStack, stuck: StuckFacts): readonly WayOutStep[] => [
  {
    says: 'delete the stack; its termination protection is on since its first deploy',
    commands: [...unprotectCommands(stack, stuck), ...deleteCommands(stack)],
  },
  { says: 'mend the cause, and deploy', commands: [deployAgain(stack)] },
];
const REFUSES =
  'a change that replaces a resource is refused, and then the answer to the question whether to roll back is no';
const goOnSays = ({ kind }: PlacedStack): string =>
  kind === 'cell'
    ? `mend the cause, and go on. Another image is accepted: it is another task definition, and no replacement of the old one; ${REFUSES}`
    : `mend the cause, and go on; ${REFUSES}`;
const WAS_NEVER_MADE = 'the first deploy failed, and CloudFormation accepts nothing but a delete';

/** By CloudFormation's status. A test checks that docs/first-deploy.md names the same ones. */
export const STACK_STATES: ReadonlyMap<string, State> = new Map<string, State>([
  [
    'ROLLBACK_COMPLETE',
    {
      says: `${WAS_NEVER_MADE}; what it made is deleted`,
      first: (stack) => [seeEvents(stack)],
      deleting: deleteAndDeploy,
    },
  ],
  [
    'ROLLBACK_FAILED',
    {
      says: `${WAS_NEVER_MADE}; a part of what it made could not be deleted`,
      first: (stack) => [seeEvents(stack)],
      deleting: deleteAndDeploy,
    },
  ],
  [
    'CREATE_FAILED',
    {
      says: 'the first deploy failed, and is paused where it failed',
      first: (stack) => [
        seeEvents(stack),
        {
          says: goOnSays(stack),
          commands: [goOn(stack)],
        },
      ],
      // The rollback also deletes resources that are otherwise retained. For an ingest these include the key of the studies.
      deleting: (stack, stuck) =>
        stack.kind === 'ingest'
          ? deleteAndDeploy(stack, stuck)
          : [
              {
                says: 'if it is refused, take back what was made, and look at the status again: it has the next step',
                commands: [rollBack(stack)],
              },
            ],
    },
  ],
  [
    'UPDATE_FAILED',
    {
      says: 'the last deploy failed, and is paused where it failed',
      first: (stack) => [
        seeEvents(stack),
        {
          says: goOnSays(stack),
          commands: [goOn(stack)],
        },
      ],
      deleting: (stack) => [
        { says: 'or go back to the last deploy; what this one made is deleted', commands: [rollBack(stack)] },
      ],
    },
  ],
  [
    'UPDATE_ROLLBACK_FAILED',
    {
      says: 'the last deploy failed, and could not be taken back',
      first: (stack) => [
        seeEvents(stack),
        { says: 'mend the cause, and let the rollback go on', commands: [continueRollback(stack)] },
      ],
      deleting: () => [],
    },
  ],
  [
    'DELETE_FAILED',
    {
      says: 'a delete failed, and CloudFormation accepts nothing but another one',
      first: (stack) => [seeEvents(stack)],
      deleting: (stack, stuck) => [
        {
          says: 'mend the cause, and delete it',
          commands: [...unprotectCommands(stack, stuck), ...deleteCommands(stack)],
        },
        {
          says: 'as the last resort give up what is refused: it stays in the account, and no stack knows it',
          commands: removeByForce(stack),
        },
      ],
    },
  ],
]);

/** The states for which the use of the stack by a hospital must be known first. */
export const needsEvidence = (status: string): boolean =>
  STACK_STATES.has(status) && status !== 'UPDATE_ROLLBACK_FAILED';

/**
 * The way out of a state that CloudFormation doesn't leave by itself; undefined if there is none.
 *
 * @param stuck the remaining resources of the stack; undefined only if {@link needsEvidence} is false
 */
export function wayOut(stack: PlacedStack, stuck: QueryResult<StuckFacts> | undefined): StackWayOut | undefined {
  const state = STACK_STATES.get(stack.status);
  if (state === undefined) return undefined;
  const first = state.first(stack);
  const evidence = stuck ?? { failure: 'AWS was not asked' };
  const used = needsEvidence(stack.status) ? inUse(evidence) : [];
  if (used.length > 0 || 'failure' in evidence)
    return {
      says: `${stack.name}: ${[state.says, ...used].join('; ')}${used.length > 0 ? `. Don't delete it and don't take it back: ${PAGE} says what is left to do` : ''}`,
      steps: [...first, ...(used.length > 0 ? [{ says: 'see what is in use', commands: inspectCommands(stack) }] : [])],
    };
  return { says: `${stack.name}: ${state.says}`, steps: [...first, ...state.deleting(stack, evidence.value)] };
}
