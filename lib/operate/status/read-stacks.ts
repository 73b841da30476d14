import type { Environment, Site } from '../../config/model';
import {
  ingestStackName,
  platformStackName,
  SITE_OUTPUTS,
  virtualInterfaceId,
  virtualInterfaceOutputs,
} from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { AwsFailure } from '../aws/failure';
import { type DeployedStack, findStack } from '../aws/stack';
import { type StackResource, stackResources } from '../aws/stack-resources';
import { attemptQuery, type QueryResult } from '../fleet';
import type { NamedStackFacts, StackFacts } from './facts';
import { everComplete, stuckFacts } from './read-stuck';
import type { StackKind, StackWayOut } from './stuck';
import { STACK_STATES, wayOut } from './way-out';

/** A stack that CloudFormation can't recover by itself. */
export interface StuckStack {
  readonly resources: QueryResult<readonly StackResource[]>;
  readonly wayOut?: StackWayOut;
}

/** Undefined: CloudFormation can recover the stack. */
export async function readHelpless(
  clients: AwsClients,
  kind: StackKind,
  stack: DeployedStack,
  now: Date,
): Promise<StuckStack | undefined> {
  if (!STACK_STATES.has(stack.status)) return undefined;
  const resources = await attemptQuery(() => stackResources(clients, stack.name));
  const stuck =
    'failure' in resources
      ? resources
      : await attemptQuery(() => stuckFacts(clients, kind, stack, resources.value, now));
  const { name, status } = stack;
  // Continuing a failed first deploy makes it an update, which has no earlier state to go back to either.
  const way = status === 'UPDATE_FAILED' && !everComplete(stack) ? 'CREATE_FAILED' : status;
  const found = wayOut({ kind, name, status: way, region: clients.place.region }, stuck);
  return { resources, wayOut: found };
}

/**
 * The outputs of a site's stack. A failed first deploy leaves none; then the ids are those of its resources, because status must
 * still report whether the hospital is connected.
 *
 * @throws AwsFailure if AWS does not return the resources
 */
export function outputsOf(
  site: Site,
  { outputs }: DeployedStack,
  helpless: StuckStack | undefined,
): ReadonlyMap<string, string> {
  if (helpless === undefined || outputs.size > 0) return outputs;
  const { resources } = helpless;
  if ('failure' in resources) throw new AwsFailure('unexpected', resources.failure);
  const names = new Map([
    ['VpnConnection', SITE_OUTPUTS.vpnConnectionId],
    ...(site.directConnect?.virtualInterfaces ?? []).map(
      ({ name }) => [virtualInterfaceId(name), virtualInterfaceOutputs(name).id] as const,
    ),
  ]);
  return new Map(
    resources.value.flatMap(({ logicalId, id, status }) => {
      const output = names.get(logicalId);
      // CloudFormation's id of a virtual interface is its ARN.
      return output === undefined || id === undefined || status === 'DELETE_COMPLETE'
        ? []
        : [[output, /dxvif-[0-9a-z]+/.exec(id)?.[0] ?? id] as const];
    }),
  );
}

export const stackFacts = ({ name, status, statusReason }: DeployedStack): StackFacts => ({
  name,
  status,
  statusReason,
});

/** @throws AwsFailure */
export async function readNamedStack(
  clients: AwsClients,
  kind: NamedStackFacts['kind'],
  name: string,
  now: Date,
): Promise<NamedStackFacts> {
  const stack = await findStack(clients, name);
  if (stack === undefined) return { kind, name };
  const found = (await readHelpless(clients, kind, stack, now))?.wayOut;
  return { kind, name, stack: stackFacts(stack), wayOut: found };
}

/**
 * The stacks that all sites of an environment share.
 *
 * @throws AwsFailure
 */
export function readSharedStacks(
  clients: AwsClients,
  { environment }: { readonly environment: Environment },
  now: Date,
): Promise<readonly NamedStackFacts[]> {
  return Promise.all([
    readNamedStack(clients, 'platform', platformStackName(environment.name), now),
    ...(environment.ingest.managed === undefined
      ? []
      : [readNamedStack(clients, 'ingest', ingestStackName(environment.name), now)]),
  ]);
}
