import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from '../operate/aws/clients';
import { AwsFailure, askAws } from '../operate/aws/failure';
import { allPages } from '../operate/aws/pages';

/** Why IAM's simulator denies an action to a role. */
export type DenialReason = 'explicit' | 'implicit' | 'boundary' | 'organization';

export interface SimulatedDenial {
  readonly action: string;
  readonly reason: DenialReason;
  /** The policies have conditions on keys that the simulation does not have: the real call may be allowed. */
  readonly conditional: boolean;
}

export interface SimulatedRequest {
  readonly roleArn: string;
  readonly actions: readonly string[];
  /** @default - `*`: a permission for certain resources then does not count */
  readonly resources?: readonly string[];
  /** @default - only the Region */
  readonly context?: Readonly<Record<string, string>>;
}

/** Each pair of action and resource is one result, and IAM returns a hundred at most. Larger calls are refused or throttled. */
const ACTIONS_A_CALL = 100;
const RESOURCES_A_CALL = 20;

/**
 * The actions that IAM's simulator denies to the role.
 *
 * @throws AwsFailure `not-deployed` if the role does not exist
 */
export async function simulateDenials(
  clients: AwsClients,
  simulated: SimulatedRequest,
): Promise<readonly SimulatedDenial[]> {
  const { actions, resources = ['*'] } = simulated;
  const found = new Map<string, SimulatedDenial>();
  for (const someActions of chunks(actions, ACTIONS_A_CALL))
    for (const someResources of chunks(resources, RESOURCES_A_CALL)) {
      const results = await simulate(clients, { ...simulated, actions: someActions, resources: someResources });
      for (const denial of results.flatMap(denialOf)) found.set(denial.action, denial);
    }
  return [...found.values()];
}

async function simulate(
  clients: AwsClients,
  { roleArn, actions, resources, context }: SimulatedRequest,
): Promise<readonly EvaluationResult[]> {
  // A service control policy that allows only some Regions would otherwise deny everything.
  const entries = Object.entries({ 'aws:RequestedRegion': clients.place.region, ...context });
  return allPages((Marker) =>
    askAws('iam:SimulatePrincipalPolicy', clients.place, async () => {
      try {
        const answer = await clients.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: roleArn,
            ActionNames: [...actions],
            ResourceArns: [...(resources ?? [])],
            Marker,
            ContextEntries: entries.map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyType: 'string',
              ContextKeyValues: [value],
            })),
          }),
        );
        return { items: answer.EvaluationResults, next: answer.IsTruncated === true ? answer.Marker : undefined };
      } catch (error) {
        if (error instanceof Error && /^NoSuchEntity/.test(error.name))
          throw new AwsFailure('not-deployed', `there is no role ${roleArn}`);
        throw error;
      }
    }),
  );
}

/** With named resources, each resource has its own result; with `*`, the action has the only result. */
function denialOf(result: EvaluationResult): readonly SimulatedDenial[] {
  const { EvalActionName: action, ResourceSpecificResults: resources = [] } = result;
  const decisions = [result.EvalDecision, ...resources.map(({ EvalResourceDecision: decision }) => decision)];
  if (action === undefined || decisions.every((decision) => decision === 'allowed')) return [];
  const all = [result, ...resources];
  const reason: DenialReason =
    result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
      ? 'organization'
      : decisions.includes('explicitDeny')
        ? 'explicit'
        : all.some((one) => one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false)
          ? 'boundary'
          : 'implicit';
  return [{ action, reason, conditional: all.some(({ MissingContextValues: keys = [] }) => keys.length > 0) }];
}

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
