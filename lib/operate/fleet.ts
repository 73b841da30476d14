import type { Environment, Site } from '../config/model';
import { atMost } from './at-most';
import { type AwsClients, type ClientFactory, connectToAws } from './aws/clients';
import { AwsFailure } from './aws/failure';

/** A site, and the environment that it names. */
export interface PlacedSite {
  readonly site: Site;
  readonly environment: Environment;
}

/** What was asked of AWS, or why there is no answer. */
export type QueryResult<T> = { readonly value: T } | { readonly failure: string };

/** Asks for one part: its failure spoils nothing else. */
export async function attemptQuery<T>(read: () => Promise<T>): Promise<QueryResult<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof AwsFailure) return { failure: error.message };
    throw error;
  }
}

/** Sites asked at once. Each makes about ten calls; the clients slow down by themselves where AWS throttles. */
const AT_ONCE = 8;

/** The clients of each environment, connected once: all its sites share them, and the failure too. */
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

/** Asks about every one, many at once. An account that can't be reached spoils only the answers about its own. */
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
