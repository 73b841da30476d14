import type { Site } from '../../config/model';
import { virtualInterfaceOutputs } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { findVirtualInterface } from '../aws/virtual-interface';
import type { InterfaceFacts } from './facts';

export function interfaceFacts(
  clients: AwsClients,
  { directConnect }: Site,
  outputs: ReadonlyMap<string, string>,
): Promise<readonly InterfaceFacts[]> {
  const read = async (name: string): Promise<InterfaceFacts> => {
    const id = outputs.get(virtualInterfaceOutputs(name).id);
    if (id === undefined) return { name, bgp: [] };
    const found = await findVirtualInterface(clients, id);
    const state = found?.virtualInterfaceState;
    return {
      name,
      id,
      state,
      bgp: (found?.bgpPeers ?? []).map(({ addressFamily: family, bgpPeerState, bgpStatus: status }) => ({
        family,
        state: bgpPeerState,
        status,
      })),
    };
  };
  return Promise.all((directConnect?.virtualInterfaces ?? []).map(({ name }) => read(name)));
}
