import { flagOf, isIntrinsic, itemsOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { identityOf, importedName, resourceIdentity } from '../../template/references';
import { effectivePolicies, listValues, type TunnelPolicy, VPN_CONNECTION_TYPE } from '../../template/tunnels';
import type { TemplateResource, TemplateView } from '../../template/view';

/** A site's VPN, read only from the template's resources, never from the site file. */
export interface EvidenceVpnFacts {
  readonly connection: TemplateResource;
  readonly policy: TunnelPolicy;
  /** The settings of tunnels 1 and 2, as text. */
  readonly tunnels: readonly [EvidenceTunnelFacts, EvidenceTunnelFacts];
  /** The customer gateway in use. */
  readonly gateway: { readonly id: string; readonly address: string; readonly asn: string | undefined } | undefined;
  readonly staticOnly: boolean;
  readonly staticRoutes: readonly string[];
  readonly keyStorage: string;
  readonly keysInTemplate: boolean;
  /** Traffic selectors that do not cover all addresses. With them the VPN is not route-based. */
  readonly selectors: readonly string[];
}

export const TUNNEL_LISTS = {
  ikeVersion: 'IKEVersions',
  phase1Encryption: 'Phase1EncryptionAlgorithms',
  phase1Integrity: 'Phase1IntegrityAlgorithms',
  phase1DhGroups: 'Phase1DHGroupNumbers',
  phase2Encryption: 'Phase2EncryptionAlgorithms',
  phase2Integrity: 'Phase2IntegrityAlgorithms',
  phase2DhGroups: 'Phase2DHGroupNumbers',
} as const;
const TUNNEL_NUMBERS = {
  phase1Lifetime: 'Phase1LifetimeSeconds',
  phase2Lifetime: 'Phase2LifetimeSeconds',
  dpdTimeout: 'DPDTimeoutSeconds',
} as const;

/** Undefined if the template has no value, so that AWS's default applies. */
export type EvidenceTunnelFacts = { readonly [K in keyof typeof TUNNEL_LISTS]: readonly string[] | undefined } & {
  readonly [K in keyof typeof TUNNEL_NUMBERS]: string | undefined;
} & { readonly insideCidr: string | undefined; readonly logged: boolean };

export function evidenceVpnFacts(view: TemplateView): EvidenceVpnFacts | undefined {
  const [policy] = effectivePolicies(view);
  const connection = policy?.connection ?? view.ofType(VPN_CONNECTION_TYPE)[0];
  if (policy === undefined || connection === undefined) return undefined;
  const { properties } = connection;
  const one = tunnel(policy.tunnels[0]?.options);
  const two = tunnel(policy.tunnels[1]?.options);
  return {
    connection,
    policy,
    tunnels: [one, two],
    gateway: gateway(view, policy, connection),
    staticOnly: flagOf(valueAt(properties, 'StaticRoutesOnly')) ?? false,
    staticRoutes: view
      .ofType('AWS::EC2::VPNConnectionRoute')
      .filter((route) => resourceIdentity(valueAt(route.properties, 'VpnConnectionId')) === identityOf(connection.id))
      .map((route) => evidenceValue(valueAt(route.properties, 'DestinationCidrBlock')) ?? 'unknown'),
    keyStorage: evidenceValue(valueAt(properties, 'PreSharedKeyStorage')) ?? 'Standard',
    keysInTemplate: [connection, policy.resource].some(({ properties: all }) =>
      JSON.stringify(all ?? null).includes('"PreSharedKey"'),
    ),
    selectors: [valueAt(properties, 'LocalIpv4NetworkCidr'), valueAt(properties, 'RemoteIpv4NetworkCidr')].flatMap(
      (selector) => {
        const found = evidenceValue(selector);
        return found === undefined || found === '0.0.0.0/0' ? [] : [found];
      },
    ),
  };
}

/** A value, as text for the evidence. */
export function evidenceValue(value: TemplateValue): string | undefined {
  if (value === undefined) return undefined;
  if (!isIntrinsic(value)) return textOf(value) ?? shownText(value);
  const imported = importedName(value);
  return imported === undefined ? `known at deploy: ${shownText(value)}` : `exported as ${imported}`;
}

function tunnel(options: TemplateValue): EvidenceTunnelFacts {
  const listed = (name: string): readonly string[] | undefined =>
    listValues(options, name)?.map((value) => evidenceValue(value) ?? 'unknown');
  const single = (name: string): string | undefined => evidenceValue(valueAt(options, name));
  const logs = valueAt(options, 'LogOptions');
  const cloudWatch = valueAt(logs, 'CloudWatchLogOptions') ?? valueAt(logs, 'CloudwatchLogOptions');
  return {
    ikeVersion: listed(TUNNEL_LISTS.ikeVersion),
    phase1Encryption: listed(TUNNEL_LISTS.phase1Encryption),
    phase1Integrity: listed(TUNNEL_LISTS.phase1Integrity),
    phase1DhGroups: listed(TUNNEL_LISTS.phase1DhGroups),
    phase2Encryption: listed(TUNNEL_LISTS.phase2Encryption),
    phase2Integrity: listed(TUNNEL_LISTS.phase2Integrity),
    phase2DhGroups: listed(TUNNEL_LISTS.phase2DhGroups),
    phase1Lifetime: single(TUNNEL_NUMBERS.phase1Lifetime),
    phase2Lifetime: single(TUNNEL_NUMBERS.phase2Lifetime),
    dpdTimeout: single(TUNNEL_NUMBERS.dpdTimeout),
    insideCidr: single('TunnelInsideCidr'),
    logged: flagOf(valueAt(cloudWatch, 'LogEnabled')) ?? false,
  };
}

/** The customer gateway of the custom resource. After a change of gateway it differs from the connection's. */
function gateway(view: TemplateView, policy: TunnelPolicy, connection: TemplateResource): EvidenceVpnFacts['gateway'] {
  const reference =
    valueAt(policy.resource.properties, 'CustomerGatewayId') ?? valueAt(connection.properties, 'CustomerGatewayId');
  const found = view
    .ofType('AWS::EC2::CustomerGateway')
    .find(({ id }) => identityOf(id) === resourceIdentity(reference));
  if (found === undefined) return undefined;
  const asn = valueAt(found.properties, 'BgpAsnExtended') ?? valueAt(found.properties, 'BgpAsn');
  return {
    id: found.id,
    address: evidenceValue(valueAt(found.properties, 'IpAddress')) ?? 'none',
    asn: evidenceValue(asn),
  };
}

/** A virtual interface of Direct Connect. */
export interface LineFacts {
  readonly id: string;
  readonly connection: string;
  readonly vlan: string;
  readonly asn: string;
  readonly keyed: boolean;
}

export function lineFacts(view: TemplateView): readonly LineFacts[] {
  return view.ofType('AWS::DirectConnect::PrivateVirtualInterface').map(({ id, properties }) => {
    const peers = itemsOf(valueAt(properties, 'BgpPeers'));
    const asns = peers.map((peer) => evidenceValue(valueAt(peer, 'Asn')) ?? 'unknown');
    return {
      id,
      connection: evidenceValue(valueAt(properties, 'ConnectionId')) ?? 'unknown',
      vlan: evidenceValue(valueAt(properties, 'Vlan')) ?? 'unknown',
      asn: [...new Set(asns)].join(', '),
      keyed: peers.length > 0 && peers.every((peer) => valueAt(peer, 'AuthKey') !== undefined),
    };
  });
}
