import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { isIntrinsic, listOf, type TemplateValue, valueAt } from './json';
import { identityOf, resourceIdentity } from './references';
import type { TemplateResource, TemplateView } from './view';

export const VPN_CONNECTION_TYPE = 'AWS::EC2::VPNConnection';

/** The tunnel options of one resource: those at the creation of a connection, or those that a custom resource sets. */
export interface TunnelPolicy {
  readonly resource: TemplateResource;
  /** Undefined if it is not in this template. */
  readonly connection: TemplateResource | undefined;
  /** True for the options in effect: those of the custom resource if there is one, else those of the connection. */
  readonly effective: boolean;
  /** The value of the property; a list, if it can be read. */
  readonly specified: TemplateValue;
  /** At least two: EC2 creates two tunnels for every connection, and uses its defaults for one without options. */
  readonly tunnels: readonly TemplateTunnel[];
}

export interface TemplateTunnel {
  readonly name: string;
  /** Undefined if nothing is specified, an intrinsic if it can't be determined. */
  readonly options: TemplateValue;
}

/** Every resource of a template that sets tunnel options. */
export function tunnelPolicies(view: TemplateView): readonly TunnelPolicy[] {
  return view.once(allPolicies);
}

/** Only the options in effect. */
export const effectivePolicies = (view: TemplateView): readonly TunnelPolicy[] =>
  tunnelPolicies(view).filter(({ effective }) => effective);

function allPolicies(view: TemplateView): readonly TunnelPolicy[] {
  const connections = view.ofType(VPN_CONNECTION_TYPE);
  const updates = view.ofType(VPN_TUNNELS_TYPE).map((resource) => {
    const connectionIdentity = resourceIdentity(valueAt(resource.properties, 'VpnConnectionId'));
    return { resource, connection: connections.find(({ id }) => identityOf(id) === connectionIdentity) };
  });
  return [
    ...connections.map((resource) => ({
      resource,
      connection: resource,
      effective: !updates.some(({ connection }) => connection === resource),
      ...tunnels(valueAt(resource.properties, 'VpnTunnelOptionsSpecifications')),
    })),
    ...updates.map((update) => ({
      ...update,
      effective: true,
      ...tunnels(valueAt(update.resource.properties, 'Tunnels')),
    })),
  ];
}

function tunnels(specified: TemplateValue): Pick<TunnelPolicy, 'specified' | 'tunnels'> {
  if (isIntrinsic(specified)) return { specified, tunnels: [{ name: 'both tunnels', options: specified }] };
  const found = listOf(specified) ?? [];
  const count = Math.max(2, found.length);
  return {
    specified,
    tunnels: Array.from({ length: count }, (_, index) => ({ name: `tunnel ${index + 1}`, options: found[index] })),
  };
}

/** The problems of the tunnels of one resource; tunnels with the same problem share one entry. */
export function perTunnel(
  { tunnels }: TunnelPolicy,
  check: (options: TemplateValue) => readonly string[],
): readonly string[] {
  const namesByProblem = new Map<string, string[]>();
  for (const { name, options } of tunnels) {
    for (const problem of new Set(check(options)))
      namesByProblem.set(problem, [...(namesByProblem.get(problem) ?? []), name]);
  }
  return [...namesByProblem].map(([problem, names]) => `${names.join(' and ')}: ${problem}`);
}

/** The values of one of EC2's lists, `[{ Value: … }]`; undefined if it is absent, empty, or can't be determined. */
export function listValues(options: TemplateValue, name: string): readonly TemplateValue[] | undefined {
  const found = listOf(valueAt(options, name))?.map((item) =>
    isIntrinsic(item) ? item : (valueAt(item, 'Value') ?? item),
  );
  return found === undefined || found.length === 0 ? undefined : found;
}
