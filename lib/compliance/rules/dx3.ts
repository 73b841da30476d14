import { ASSOCIATION_TYPE, virtualInterfaces } from '../../template/direct-connect';
import { valueAt } from '../../template/json';
import { resourceIdentity } from '../../template/references';
import { VPN_CONNECTION_TYPE } from '../../template/tunnels';
import type { TemplateResource, TemplateView } from '../../template/view';
import { judgeEach, type TemplateRule } from './rule';

/** For a site, lib/config/findings.ts reports the same from the site file alone; a test compares the two. */
export const dx3: TemplateRule = {
  id: 'HeartLab-DX3',
  failsWhen: 'a Direct Connect gateway has one virtual interface and no VPN behind it',
  unknown:
    "Gateways are compared by reference. Where this template doesn't show what a gateway is attached to, any VPN connection in it counts.",
  judge: (view) => {
    const interfaces = virtualInterfaces(view);
    return judgeEach(interfaces, (one) => {
      const gateway = gatewayOf(one);
      const others = interfaces.filter((other) => other !== one && gatewayOf(other) === gateway);
      return others.length > 0 || hasVpnBehind(view, one)
        ? []
        : ['is the only virtual interface of its gateway, with no VPN as backup: if it fails, the hospital is cut off'];
    });
  },
};

const gatewayOf = ({ properties }: TemplateResource): string | undefined =>
  resourceIdentity(valueAt(properties, 'DirectConnectGatewayId') ?? valueAt(properties, 'VirtualGatewayId'));

function hasVpnBehind(view: TemplateView, one: TemplateResource): boolean {
  const attachedTo = view
    .ofType(ASSOCIATION_TYPE)
    .filter(({ properties }) => resourceIdentity(valueAt(properties, 'DirectConnectGatewayId')) === gatewayOf(one))
    .map(({ properties }) => valueAt(properties, 'AssociatedGatewayId'))
    .concat(valueAt(one.properties, 'VirtualGatewayId'))
    .flatMap((gateway) => resourceIdentity(gateway) ?? []);
  return view.ofType(VPN_CONNECTION_TYPE).some(({ properties }) => {
    const ends = ['VpnGatewayId', 'TransitGatewayId'].flatMap(
      (name) => resourceIdentity(valueAt(properties, name)) ?? [],
    );
    return attachedTo.length === 0 || ends.some((end) => attachedTo.includes(end));
  });
}
