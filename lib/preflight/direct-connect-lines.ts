import {
  DescribeConnectionsCommand,
  DescribeLagsCommand,
  DescribeVirtualInterfacesCommand,
} from '@aws-sdk/client-direct-connect';
import type { AwsClients } from '../operate/aws/clients';
import { askAws } from '../operate/aws/failure';
import { allPages } from '../operate/aws/pages';

/** Answers of Direct Connect, read field by field, because some contain BGP keys. Each function throws AwsFailure. */

/** A connection or a link aggregation group. */
export interface DirectConnectLine {
  readonly id: string;
  readonly state: string;
  /** The VLAN that the partner assigned to a hosted connection. Such a connection carries one virtual interface. */
  readonly hostedVlan: number | undefined;
}

export interface LiveInterface {
  readonly id: string;
  readonly name: string;
  readonly vlan: number;
  readonly owner: string;
  readonly isTransit: boolean;
}

export async function listConnections({ directConnect, place }: AwsClients): Promise<readonly DirectConnectLine[]> {
  const found = await allPages((nextToken) =>
    askAws('directconnect:DescribeConnections', place, async () => {
      const answer = await directConnect.send(new DescribeConnectionsCommand({ nextToken }));
      return { items: answer.connections, next: answer.nextToken };
    }),
  );
  return found.map(({ connectionId = '', connectionState = 'unknown', vlan }) => ({
    id: connectionId,
    state: connectionState,
    hostedVlan: vlan || undefined,
  }));
}

export async function listLags({ directConnect, place }: AwsClients): Promise<readonly DirectConnectLine[]> {
  const found = await allPages((nextToken) =>
    askAws('directconnect:DescribeLags', place, async () => {
      const answer = await directConnect.send(new DescribeLagsCommand({ nextToken }));
      return { items: answer.lags, next: answer.nextToken };
    }),
  );
  return found.map(({ lagId = '', lagState = 'unknown' }) => ({ id: lagId, state: lagState, hostedVlan: undefined }));
}

/** In these states, Direct Connect keeps no VLAN for an interface. */
const GONE: ReadonlySet<string> = new Set(['deleted', 'rejected']);

/** The interfaces that take a VLAN on the connection, including those of other accounts. */
export async function interfacesOn(
  { directConnect, place }: AwsClients,
  connectionId: string,
): Promise<readonly LiveInterface[]> {
  return allPages((nextToken) =>
    askAws('directconnect:DescribeVirtualInterfaces', place, async () => {
      const answer = await directConnect.send(new DescribeVirtualInterfacesCommand({ connectionId, nextToken }));
      const items = (answer.virtualInterfaces ?? [])
        .filter(({ virtualInterfaceState = '' }) => !GONE.has(virtualInterfaceState))
        .map(({ virtualInterfaceId, virtualInterfaceName, vlan, ownerAccount, virtualInterfaceType }) => ({
          id: virtualInterfaceId ?? '',
          name: virtualInterfaceName ?? '',
          vlan: vlan ?? 0,
          owner: ownerAccount ?? '',
          isTransit: virtualInterfaceType === 'transit',
        }));
      return { items, next: answer.nextToken };
    }),
  );
}
