import type { QueryResult } from '../fleet';
import { STATUS_COLOURS, type StatusColour, worstColour } from './colour';
import type { NamedStackFacts } from './facts';
import type { StatusReason } from './judge';
import { STACK_RULES, stackSays, stackState } from './stack-states';
import type { StackWayOut } from './stuck';

/** The stacks of an environment in the output of `heartlab status --json`: names stay, an unknown value is null. */
export interface EnvironmentRow {
  readonly environment: string;
  readonly colour: StatusColour;
  /** The worst first. */
  readonly reasons: readonly StatusReason[];
  readonly stacks: readonly StackRow[];
}

export interface StackRow {
  readonly name: string;
  readonly status: string | null;
  readonly wayOut: StackWayOut | null;
}

/** Every site of the environment depends on these stacks, so they have the same colours as a site's own stack. */
export function environmentRow(environment: string, facts: QueryResult<readonly NamedStackFacts[]>): EnvironmentRow {
  if ('failure' in facts)
    return {
      ...{ environment, colour: 'unknown', stacks: [] },
      reasons: [{ id: 'not-told', colour: 'unknown', says: facts.failure }],
    };
  const reasons = facts.value
    .flatMap(reasonOf)
    .sort((one, other) => STATUS_COLOURS.indexOf(other.colour) - STATUS_COLOURS.indexOf(one.colour));
  return {
    ...{ environment, colour: worstColour(reasons.map(({ colour }) => colour)), reasons },
    stacks: facts.value.map(stackRow),
  };
}

export const stackRow = ({ name, stack, wayOut }: NamedStackFacts): StackRow => ({
  name,
  status: stack?.status ?? null,
  wayOut: wayOut ?? null,
});

function reasonOf({ name, stack }: NamedStackFacts): readonly StatusReason[] {
  if (stack === undefined)
    return [{ id: 'not-deployed', colour: 'red', says: `not deployed yet: npx cdk deploy --exclusively ${name}` }];
  const state = stackState(stack.status);
  if (state === 'good') return [];
  const { id, colour, words } = STACK_RULES[state];
  return [{ id, colour, says: stackSays(stack, words) }];
}
