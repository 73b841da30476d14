import type { Environment, Site } from '../config/model';
import { atMost } from './at-most';
import { type AwsClients, type ClientFactory, connectToAws } from './aws/clients';
import { AwsFailure } from './aws/failure';

export interface PlacedSite {
  readonly site: Site;
  readonly environment: Environment;
}

/** The answer of AWS, or the reason why there is none. */
export type QueryResult<T> = { readonly value: T } | { readonly failure: string };

/** Runs one query. Its failure does not affect other queries. */
export async function attemptQuery<T>(read: () => Promise<T>): Promise<QueryResult<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof AwsFailure) return { failure: error.message };
    throw error;
  }
}

/** Sites queried at once. Each makes about ten calls; the clients slow down when AWS throttles. */
const AT_ONCE = 8;

/** The clients of each environment, connected once. Its sites share them, or the failure to connect. */
export class AwsConnections {
  private readonly made = new Map<string, Promise<AwsClients>>();

  constructor(private readonly factory: ClientFactory) {}

  /** @throws AwsFailure */
  to(environment: Environment): Promise<AwsClients> {
    const known = this.made.get(environment.name) ?? connectToAws(environment, this.factory);
    this.made.set(environment.name, known);
    return known;
  }
}

/** Queries every site, many at once. An unreachable account affects only its own sites. */
export function queryAll<Of extends { readonly environment: Environment }, T>(
  all: readonly Of[],
  connections: AwsConnections,
  read: (clients: AwsClients, one: Of) => Promise<T>,
  onAnswer: (one: Of) => void = () => undefined,
): Promise<readonly QueryResult<T>[]> {
  return atMost(AT_ONCE, all, async (one) => {
    const answer = await attemptQuery(async () => read(await connections.to(one.environment), one));
    onAnswer(one);
    return answer;
  });
}
