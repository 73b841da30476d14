import { DescribeVirtualInterfacesCommand, type VirtualInterface } from '@aws-sdk/client-direct-connect';
import type { AwsClients } from './clients';
import { askAws } from './failure';

/** Undefined if it no longer exists. The answer contains the BGP key, also in a configuration: copy only named fields. */
export async function findVirtualInterface(clients: AwsClients, id: string): Promise<VirtualInterface | undefined> {
  const { virtualInterfaces } = await askAws('directconnect:DescribeVirtualInterfaces', clients.place, async () => {
    try {
      return await clients.directConnect.send(new DescribeVirtualInterfacesCommand({ virtualInterfaceId: id }));
    } catch (error) {
      // Direct Connect uses one code for every invalid request.
      if (
        error instanceof Error &&
        error.name === 'DirectConnectClientException' &&
        /not exist|not found/i.test(error.message)
      )
        return { virtualInterfaces: [] };
      throw error;
    }
  });
  return virtualInterfaces?.find(({ virtualInterfaceState }) => virtualInterfaceState !== 'deleted');
}
