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
  /** The meaning of the state. */
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
  { says: 'fix the cause, and deploy', commands: [deployAgain(stack)] },
];
const REFUSES = 'a change that replaces a resource is refused; then answer no to the question whether to roll back';
const goOnSays = ({ kind }: PlacedStack): string =>
  kind === 'cell'
    ? `fix the cause, and continue. Another image is accepted, because it creates a new task definition instead of replacing the old one; ${REFUSES}`
    : `fix the cause, and continue; ${REFUSES}`;
const WAS_NEVER_MADE = 'the first deploy failed, and CloudFormation accepts only a delete';

/** By CloudFormation's status. A test checks that docs/first-deploy.md names the same ones. */
export const STACK_STATES: ReadonlyMap<string, State> = new Map<string, State>([
  [
    'ROLLBACK_COMPLETE',
    {
      says: `${WAS_NEVER_MADE}; the created resources are deleted`,
      first: (stack) => [seeEvents(stack)],
      deleting: deleteAndDeploy,
    },
  ],
  [
    'ROLLBACK_FAILED',
    {
      says: `${WAS_NEVER_MADE}; some of the created resources could not be deleted`,
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
                says: 'if it is refused, delete the created resources, and run status again for the next step',
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
        {
          says: 'or roll back to the last deploy; the resources that this one created are deleted',
          commands: [rollBack(stack)],
        },
      ],
    },
  ],
  [
    'UPDATE_ROLLBACK_FAILED',
    {
      says: 'the last deploy failed, and could not be rolled back',
      first: (stack) => [
        seeEvents(stack),
        { says: 'fix the cause, and continue the rollback', commands: [continueRollback(stack)] },
      ],
      deleting: () => [],
    },
  ],
  [
    'DELETE_FAILED',
    {
      says: 'a delete failed, and CloudFormation accepts only another delete',
      first: (stack) => [seeEvents(stack)],
      deleting: (stack, stuck) => [
        {
          says: 'fix the cause, and delete it',
          commands: [...unprotectCommands(stack, stuck), ...deleteCommands(stack)],
        },
        {
          says: 'as the last resort, abandon the resources that could not be deleted: they stay in the account, without a stack',
          commands: removeByForce(stack),
        },
      ],
    },
  ],
]);

/** The states for which the use of the stack by a hospital must be known first. */
const needsEvidence = (status: string): boolean => STACK_STATES.has(status) && status !== 'UPDATE_ROLLBACK_FAILED';

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
      says: `${stack.name}: ${[state.says, ...used].join('; ')}${used.length > 0 ? `. Don't delete it and don't roll it back: ${PAGE} has the remaining steps` : ''}`,
      steps: [...first, ...(used.length > 0 ? [{ says: 'see what is in use', commands: inspectCommands(stack) }] : [])],
    };
  return { says: `${stack.name}: ${state.says}`, steps: [...first, ...state.deleting(stack, evidence.value)] };
}
