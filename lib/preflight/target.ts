import { ListStackResourcesCommand, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Environment, Site } from '../config/model';
import type { AwsClients, ClientFactory } from '../operate/aws/clients';
import { askAws } from '../operate/aws/failure';
import { allPages } from '../operate/aws/pages';
import { type DeployedStack, findStack } from '../operate/aws/stack';
import type { PlannedResource, PlannedStack } from './assembly';
import { type ResourceType, readResourceType } from './resource-type';

/** A stack that exists in the account. */
export interface LiveStack extends DeployedStack {
  /** The resources that CloudFormation has created for it and not deleted. */
  readonly resources: readonly StackResourceSummary[];
}

/** A planned resource that the account does not have yet, and the stack that creates it. */
export interface AddedResource extends PlannedResource {
  readonly stack: string;
}

/** A deploy into one environment: its sites, its stacks, and the account. */
export class DeployTarget {
  readonly environment: Environment;
  /** The sites to deploy. */
  readonly sites: readonly Site[];
  /** The environment's own stacks, and those of the sites. */
  readonly stacks: readonly PlannedStack[];
  /** The names of the stacks in the deploy command; undefined: all of `stacks`. */
  readonly deploys: readonly string[] | undefined;
  /** The clients of the environment's account and Region. */
  readonly clients: AwsClients;
  /** Creates clients for the same account in another Region: some services are available in one Region only. */
  readonly factory: ClientFactory;
  /** The current date, for the expiry of certificates. */
  readonly now: () => Date;
  private readonly live = new Map<string, Promise<LiveStack | undefined>>();
  private readonly types = new Map<string, Promise<ResourceType | undefined>>();

  constructor(
    props: Pick<DeployTarget, 'environment' | 'sites' | 'stacks' | 'deploys' | 'clients' | 'factory' | 'now'>,
  ) {
    this.environment = props.environment;
    this.sites = props.sites;
    this.stacks = props.stacks;
    this.deploys = props.deploys;
    this.clients = props.clients;
    this.factory = props.factory;
    this.now = props.now;
  }

  /**
   * The stack in the account; undefined if there is none. Fetched once for all checks.
   *
   * @throws AwsFailure
   */
  liveStack(name: string): Promise<LiveStack | undefined> {
    const known = this.live.get(name) ?? readLiveStack(this.clients, name);
    this.live.set(name, known);
    return known;
  }

  /**
   * The resource type in the Region's registry; undefined if it is not available there. Fetched once for all checks.
   *
   * @throws AwsFailure
   */
  resourceType(type: string): Promise<ResourceType | undefined> {
    const known = this.types.get(type) ?? readResourceType(this.clients, type);
    this.types.set(type, known);
    return known;
  }

  /** All planned resources of a type. */
  planned(type: string): readonly AddedResource[] {
    return this.stacks.flatMap(({ name, resources }) =>
      resources.filter((resource) => resource.type === type).map((resource) => ({ ...resource, stack: name })),
    );
  }

  /**
   * The planned resources of a type that their stack does not have yet, and that this deploy adds.
   *
   * @throws AwsFailure
   */
  async added(type: string): Promise<readonly AddedResource[]> {
    const planned = this.planned(type);
    const stacks = [...new Set(planned.map(({ stack }) => stack))];
    const live = new Map(await Promise.all(stacks.map(async (name) => [name, await this.liveStack(name)] as const)));
    return planned.filter(
      ({ stack, logicalId }) =>
        live.get(stack)?.resources.some((resource) => resource.LogicalResourceId === logicalId) !== true,
    );
  }
}

async function readLiveStack(clients: AwsClients, name: string): Promise<LiveStack | undefined> {
  const stack = await findStack(clients, name);
  // A stack in REVIEW_IN_PROGRESS is a change set that was never executed, and has no resources.
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') return undefined;
  const resources = await allPages((NextToken) =>
    askAws('cloudformation:ListStackResources', clients.place, async () => {
      const answer = await clients.cloudFormation.send(new ListStackResourcesCommand({ StackName: name, NextToken }));
      return { items: answer.StackResourceSummaries, next: answer.NextToken };
    }),
  );
  return {
    ...stack,
    // A resource that failed before AWS assigned an id does not exist.
    resources: resources.filter(
      ({ ResourceStatus, PhysicalResourceId }) =>
        ResourceStatus !== 'DELETE_COMPLETE' && ResourceStatus !== 'DELETE_SKIPPED' && Boolean(PhysicalResourceId),
    ),
  };
}
