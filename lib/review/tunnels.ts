import type { Environment } from '../config/model';
import { isJsonObject, type JsonObject, mappingOf, sameJson } from '../template/json';
import type { ChangeEffect, HospitalImpact } from './impact';
import type { TunnelsChange } from './letter/tunnels';
import { safeText } from './safe-text';
import type { ResourceChange } from './template-diff';
import { NO_COMMON_PROPOSAL, type ProposalContext, proposalEffects } from './tunnel-proposals';

/** The effects of a change of `Custom::HeartLabVpnTunnels`, which changes the tunnels in place. */

export interface TunnelContext extends ProposalContext {
  readonly environment?: Environment | undefined;
}

const PROPERTIES = ['VpnConnectionId', 'CustomerGatewayId', 'AcceptOutage', 'Tunnels'];

const GATEWAY: ChangeEffect = {
  impact: 'hospital',
  key: 'gateway',
  says: safeText`the connection moves to another customer gateway: both tunnels are down for a few minutes at least, so a time must be agreed on with the hospital. Outside addresses and keys stay`,
};
const OTHER_CONNECTION: ChangeEffect = {
  impact: 'hospital',
  key: 'connection',
  says: safeText`the tunnel settings refer to another VPN connection, which the deploy refuses: find the cause before the deploy`,
};
const ACCEPT_OUTAGE = {
  true: safeText`until acceptOutage is removed from the file, a change may take the last working tunnel down`,
  false: safeText`a change can no longer take the last working tunnel down`,
} as const;

export function tunnelEffects(change: ResourceChange, context: TunnelContext): readonly ChangeEffect[] {
  const before = mappingOf(change.before?.Properties);
  const after = mappingOf(change.after?.Properties);
  const differs = (name: string): boolean => !sameJson(before[name], after[name]);
  const accepts = String(after.AcceptOutage) === 'true';
  const acceptance = { impact: 'nothing', key: 'accept-outage', says: ACCEPT_OUTAGE[`${accepts}`] } as const;
  const others = change.properties.filter(({ name }) => !PROPERTIES.includes(name));
  return [
    ...(differs('CustomerGatewayId') ? [GATEWAY] : []),
    ...(differs('AcceptOutage') ? [acceptance] : []),
    ...(differs('Tunnels') ? pairEffects(tunnelsOf(before), tunnelsOf(after), accepts, context) : []),
    ...others.map(({ name }) => unexplained(name)),
    ...(differs('VpnConnectionId') ? [OTHER_CONNECTION] : []),
  ];
}

const unexplained = (name: string): ChangeEffect => ({
  impact: 'cloud',
  key: `tunnels ${name}`,
  says: safeText`VpnTunnels: ${name} changes, and no rule covers this change`,
});

/** What the change does to the tunnels, for the letter. Undefined if it is not a change of two tunnels. */
export function tunnelsChangeOf(
  change: ResourceChange | undefined,
  effects: readonly ChangeEffect[],
): TunnelsChange | undefined {
  const before = mappingOf(change?.before?.Properties);
  const after = mappingOf(change?.after?.Properties);
  const [from, to] = [tunnelsOf(before), tunnelsOf(after)];
  if (from.length !== 2 || to.length !== 2) return undefined;
  return {
    gatewayMoves: !sameJson(before.CustomerGatewayId, after.CustomerGatewayId),
    optionsChange: changedOptions(from, to).size > 0,
    newKeys: newKeys(from, to),
    insideCidrs: to.map(({ TunnelInsideCidr }) => String(TunnelInsideCidr)),
    acceptsOutage: String(after.AcceptOutage) === 'true',
    hospitalStarts: to.some(({ StartupAction }) => StartupAction === 'add'),
    newProposal: effects.some(({ key }) => key.startsWith(NO_COMMON_PROPOSAL)),
  };
}

const newKeys = (from: readonly JsonObject[], to: readonly JsonObject[]): readonly number[] =>
  to.flatMap(({ KeyGeneration }, index) => (sameJson(from[index]?.KeyGeneration, KeyGeneration) ? [] : [index]));

const tunnelsOf = ({ Tunnels }: JsonObject): readonly JsonObject[] =>
  Array.isArray(Tunnels) ? Tunnels.filter(isJsonObject) : [];

function pairEffects(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  accepts: boolean,
  context: TunnelContext,
): readonly ChangeEffect[] {
  if (from.length !== 2 || to.length !== 2) return [unexplained('Tunnels')];
  return [...optionEffects(from, to, accepts), ...keyEffects(from, to), ...proposalEffects(from, to, context)];
}

function optionEffects(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  accepts: boolean,
): readonly ChangeEffect[] {
  const names = changedOptions(from, to);
  if (names.size === 0) return [];
  const options = [...names].join(', ');
  const impact: HospitalImpact = accepts ? 'both-tunnels' : 'one-tunnel';
  const changed: ChangeEffect = {
    impact,
    key: `options ${options}`,
    says: accepts
      ? safeText`tunnel options change (${options}), and acceptOutage is true: both tunnels may be down at the same time`
      : safeText`tunnel options change (${options}): one tunnel is down for a few minutes, then the other`,
  };
  const started: ChangeEffect = {
    impact: 'hospital',
    key: 'startup',
    says: safeText`startup is add: a changed tunnel comes up again only when the hospital's device starts it, so its network team must be available`,
  };
  return to.some(({ StartupAction }) => StartupAction === 'add') ? [changed, started] : [changed];
}

function changedOptions(from: readonly JsonObject[], to: readonly JsonObject[]): ReadonlySet<string> {
  const names = to.flatMap((tunnel, index) => {
    const earlier = from[index] ?? {};
    return [...new Set([...Object.keys(tunnel), ...Object.keys(earlier)])].filter(
      (name) => name !== 'KeyGeneration' && !sameJson(earlier[name], tunnel[name]),
    );
  });
  return new Set(names);
}

function keyEffects(from: readonly JsonObject[], to: readonly JsonObject[]): readonly ChangeEffect[] {
  return newKeys(from, to).map((index): ChangeEffect => {
    const inside = String(to[index]?.TunnelInsideCidr);
    return {
      impact: 'hospital',
      key: `key ${index + 1}`,
      says: safeText`tunnel ${index + 1} (${inside}) gets a new pre-shared key and is down until the hospital has entered it`,
    };
  });
}
