import type { Environment } from '../config/model';
import { isJsonObject, type JsonObject, mappingOf, sameJson } from '../template/json';
import type { ChangeEffect, Impact } from './impact';
import { safeText } from './safe-text';
import type { ResourceChange } from './template-diff';
import { type ProposalContext, proposalEffects } from './tunnel-proposals';

/** The effects of a change of `Custom::HeartLabVpnTunnels`, which changes the tunnels in place. */

export interface TunnelContext extends ProposalContext {
  readonly environment?: Environment | undefined;
}

const PROPERTIES = ['VpnConnectionId', 'CustomerGatewayId', 'AcceptOutage', 'Tunnels'];

const GATEWAY: ChangeEffect = {
  impact: 'both-tunnels',
  key: 'gateway',
  says: safeText`the connection moves to another customer gateway: both tunnels are down for a few minutes. Outside addresses and keys stay`,
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
  const impact: Impact = accepts ? 'both-tunnels' : 'one-tunnel';
  const changed: ChangeEffect = {
    impact,
    key: `options ${options}`,
    says: accepts
      ? safeText`tunnel options change (${options}), and acceptOutage is true: both tunnels may be down at the same time`
      : safeText`tunnel options change (${options}): one tunnel is down for a few minutes, then the other`,
  };
  const started: ChangeEffect = {
    impact,
    key: 'startup',
    says: safeText`startup is add: a changed tunnel comes up again only when the hospital's device starts it, so its network team must be available`,
    actions: [
      { when: 'together', text: 'Start each tunnel from your device when we tell you that we have changed it.' },
    ],
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
  return to.flatMap((tunnel, index): readonly ChangeEffect[] => {
    if (sameJson(from[index]?.KeyGeneration, tunnel.KeyGeneration)) return [];
    const inside = String(tunnel.TunnelInsideCidr);
    return [
      {
        impact: 'hospital',
        key: `key ${index + 1}`,
        says: safeText`tunnel ${index + 1} (${inside}) gets a new pre-shared key and is down until the hospital has entered it`,
        actions: [
          {
            when: 'after',
            text: `Enter the new pre-shared key of tunnel ${index + 1} (inside addresses ${inside}) in your VPN device. We send it through the channel agreed for secrets. Do not change the other tunnel: it carries the traffic while this tunnel is down.`,
          },
        ],
      },
    ];
  });
}
