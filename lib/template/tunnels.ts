import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { isIntrinsic, type Json, listOf, valueAt } from './json';
import { identityOf, resourceIdentity } from './references';
import type { TemplateResource, TemplateView } from './view';

export const VPN_CONNECTION_TYPE = 'AWS::EC2::VPNConnection';

/** The tunnel options of one resource: what a connection is made with, or what a custom resource brings it to. */
export interface TunnelPolicy {
  readonly resource: TemplateResource;
  /** Undefined if it is not in this template. */
  readonly connection: TemplateResource | undefined;
  /** What really runs: the custom resource's where there is one, else the connection's. */
  readonly effective: boolean;
  /** What stands under the property; a list, if it can be read. */
  readonly specified: Json;
  /** At least two: EC2 makes two tunnels of every connection, and gives one without options its defaults. */
  readonly tunnels: readonly TemplateTunnel[];
}

export interface TemplateTunnel {
  readonly name: string;
  /** Undefined where nothing is specified, an intrinsic where it can't be determined. */
  readonly options: Json;
}

/** Every resource of a template that says what VPN tunnels are like. */
export function tunnelPolicies(view: TemplateView): readonly TunnelPolicy[] {
  return view.once(allPolicies);
}

/** Of those, what really runs. */
export const effectivePolicies = (view: TemplateView): readonly TunnelPolicy[] =>
  tunnelPolicies(view).filter(({ effective }) => effective);

function allPolicies(view: TemplateView): readonly TunnelPolicy[] {
  const connections = view.ofType(VPN_CONNECTION_TYPE);
  const changed = view.ofType(VPN_TUNNELS_TYPE).map((resource) => {
    const asked = resourceIdentity(valueAt(resource.properties, 'VpnConnectionId'));
    return { resource, connection: connections.find(({ id }) => identityOf(id) === asked) };
  });
  return [
    ...connections.map((resource) => ({
      resource,
      connection: resource,
      effective: !changed.some(({ connection }) => connection === resource),
      ...tunnels(valueAt(resource.properties, 'VpnTunnelOptionsSpecifications')),
    })),
    ...changed.map((one) => ({ ...one, effective: true, ...tunnels(valueAt(one.resource.properties, 'Tunnels')) })),
  ];
}

function tunnels(specified: Json): Pick<TunnelPolicy, 'specified' | 'tunnels'> {
  if (isIntrinsic(specified)) return { specified, tunnels: [{ name: 'both tunnels', options: specified }] };
  const found = listOf(specified) ?? [];
  const count = Math.max(2, found.length);
  return {
    specified,
    tunnels: Array.from({ length: count }, (_, index) => ({ name: `tunnel ${index + 1}`, options: found[index] })),
  };
}

/** What is wrong with the tunnels of one resource, said once for those that share it. */
export function perTunnel({ tunnels }: TunnelPolicy, check: (options: Json) => readonly string[]): readonly string[] {
  const who = new Map<string, string[]>();
  for (const { name, options } of tunnels) {
    for (const wrong of new Set(check(options))) who.set(wrong, [...(who.get(wrong) ?? []), name]);
  }
  return [...who].map(([wrong, names]) => `${names.join(' and ')}: ${wrong}`);
}

/** The values of one of EC2's lists, `[{ Value: … }]`; undefined where it is absent, empty, or can't be determined. */
export function listValues(options: Json, name: string): readonly Json[] | undefined {
  const found = listOf(valueAt(options, name))?.map((item) =>
    isIntrinsic(item) ? item : (valueAt(item, 'Value') ?? item),
  );
  return found === undefined || found.length === 0 ? undefined : found;
}
