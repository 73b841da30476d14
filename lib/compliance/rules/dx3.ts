import { ASSOCIATION_TYPE, virtualInterfaces } from '../../template/direct-connect';
import { at } from '../../template/json';
import { identity } from '../../template/references';
import { VPN_CONNECTION_TYPE } from '../../template/tunnels';
import type { Resource, TemplateView } from '../../template/view';
import { judgeEach, type TemplateRule } from './rule';

/** Of a site file, lib/config/findings.ts says the same from the file alone: a test holds the two together. */
export const dx3: TemplateRule = {
  id: 'HeartLab-DX3',
  failsWhen: 'a Direct Connect gateway has one virtual interface and no VPN behind it',
  unknown:
    "Only which gateway is meant matters here: the same reference means the same. Where this template doesn't say what a gateway leads to, any VPN connection of it counts.",
  judge: (view) => {
    const interfaces = virtualInterfaces(view);
    return judgeEach(interfaces, (one) => {
      const gateway = gatewayOf(one);
      const others = interfaces.filter((other) => other !== one && gatewayOf(other) === gateway);
      return others.length > 0 || hasVpnBehind(view, one)
        ? []
        : [
            'is the one virtual interface of its gateway, with no VPN behind it: when it fails, the hospital is cut off',
          ];
    });
  },
};

const gatewayOf = ({ properties }: Resource): string | undefined =>
  identity(at(properties, 'DirectConnectGatewayId') ?? at(properties, 'VirtualGatewayId'));

function hasVpnBehind(view: TemplateView, one: Resource): boolean {
  const direct = identity(at(one.properties, 'VirtualGatewayId'));
  const leadsTo = [
    ...(direct === undefined ? [] : [direct]),
    ...view
      .ofType(ASSOCIATION_TYPE)
      .filter(({ properties }) => identity(at(properties, 'DirectConnectGatewayId')) === gatewayOf(one))
      .flatMap(({ properties }) => identity(at(properties, 'AssociatedGatewayId')) ?? []),
  ];
  return view.ofType(VPN_CONNECTION_TYPE).some(({ properties }) => {
    const ends = ['VpnGatewayId', 'TransitGatewayId'].flatMap((name) => identity(at(properties, name)) ?? []);
    return leadsTo.length === 0 || ends.some((end) => leadsTo.includes(end));
  });
}
