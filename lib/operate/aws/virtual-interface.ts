import { DescribeVirtualInterfacesCommand, type VirtualInterface } from '@aws-sdk/client-direct-connect';
import type { AwsClients } from './clients';
import { askAws } from './failure';

/** The virtual interface, or undefined where it is gone. Its answer holds the BGP key, twice and in a configuration: take only what you name. */
export async function findVirtualInterface(clients: AwsClients, id: string): Promise<VirtualInterface | undefined> {
  const { virtualInterfaces } = await askAws('directconnect:DescribeVirtualInterfaces', clients.place, async () => {
    try {
      return await clients.directConnect.send(new DescribeVirtualInterfacesCommand({ virtualInterfaceId: id }));
    } catch (error) {
      // Direct Connect has one code for whatever it doesn't like.
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
