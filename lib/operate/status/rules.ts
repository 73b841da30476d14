import type { Site, VpnSettings } from '../../config/model';
import { siteStackName } from '../../config/naming/stack-contract';
import type { StatusColour } from './colour';
import { proposalDifferences } from './device-proposal';
import type { InterfaceFacts, LiveTunnelFacts, LiveVpnFacts, SiteFacts } from './facts';
import { type NegotiationRemark, negotiationRemarks } from './negotiated';
import { interfaceCarries, trafficPaths } from './paths';
import { STACK_RULES, stackSays, stackState } from './stack-states';

export type RuleId = (typeof STATUS_RULES)[number]['id'];

/** AWS's automatic maintenance within this number of days has to be planned for. */
export const MAINTENANCE_DAYS = 14;

/** Below this number of days a client certificate has to be renewed; the cell's alarm has the same number. */
const CERTIFICATE_DAYS = 30;

/** One rule for a site's colour. `check` returns a text for each finding. */
interface Rule<Id extends string> {
  readonly id: Id;
  readonly colour: StatusColour;
  readonly check: (facts: SiteFacts, site: Site, now: Date) => readonly string[];
}

const rule = <const Id extends string>(id: Id, colour: StatusColour, check: Rule<Id>['check']): Rule<Id> => ({
  id,
  colour,
  check,
});

/** The rules that judge a site; docs/operating.md has the same table. */
export const STATUS_RULES = [
  rule('not-deployed', 'red', (facts, { site }) => {
    const cell = toldOf(facts.cell);
    return [
      ...(cell !== undefined && cell.stack === undefined ? [cell.name] : []),
      ...(facts.stack === undefined ? [siteStackName(site)] : []),
    ].map((name) => `not deployed yet: npx cdk deploy --exclusively ${name}`);
  }),
  rule(STACK_RULES.failed.id, STACK_RULES.failed.colour, stackIs('failed')),
  rule('cut-off', 'red', (facts, site) => {
    const all = facts.stack === undefined ? [] : trafficPaths(facts, site);
    return all.length > 0 && all.every((carries) => carries === false)
      ? ['the hospital is cut off: no path carries its studies']
      : [];
  }),
  rule('weak-crypto', 'red', negotiatedIs('weak', "negotiated; it is weak, and the site's policy does not permit it")),
  rule('certificate-expired', 'red', ({ certificateDays }) => {
    const days = toldOf(certificateDays);
    return days === undefined || days >= 0
      ? []
      : [
          'the client certificate that the hospital used last has expired: its PACS can store nothing with it. Issue a new one, and have the PACS administrator install it',
        ];
  }),
  rule('not-told', 'unknown', ({ vpn, interfaces, lastStudy, certificateDays, otherContent, cell, alarms }) => {
    const tunnels = vpn === undefined || 'failure' in vpn ? [] : vpn.value.tunnels;
    const parts = [
      ...[cell, vpn, interfaces, lastStudy, certificateDays, otherContent, alarms],
      ...tunnels.flatMap((one) => [one.negotiated, one.maintenance]),
    ];
    return parts.flatMap((one) => (one !== undefined && 'failure' in one ? [one.failure] : []));
  }),
  rule('state-not-told', 'unknown', (facts) => [
    ...tunnelsOf(facts)
      .filter(({ state }) => state === undefined)
      .map((tunnel) => `${tunnelName(tunnel)}: EC2 does not return its state`),
    ...interfacesOf(facts)
      .filter((one) => interfaceCarries(one) === undefined)
      .map(({ name }) => `virtual interface ${name}: Direct Connect does not return its state`),
  ]),
  rule(STACK_RULES['rolled-back'].id, STACK_RULES['rolled-back'].colour, stackIs('rolled-back')),
  rule(STACK_RULES.changing.id, STACK_RULES.changing.colour, stackIs('changing')),
  rule(STACK_RULES.unusual.id, STACK_RULES.unusual.colour, stackIs('unusual')),
  rule('vpn-missing', 'yellow', (facts, { site }) => {
    const vpn = vpnOf(facts);
    // For a failed stack the steps of `wayOut` are printed instead: a deploy alone does not help.
    const failed = facts.stack !== undefined && stackState(facts.stack.status) === 'failed';
    if (vpn === undefined || vpn.state !== undefined || (failed && vpn.connectionId === undefined)) return [];
    return [
      vpn.connectionId === undefined
        ? `the file has a VPN and the stack has none: npx cdk deploy --exclusively SiteStack-${site}`
        : `the VPN connection ${vpn.connectionId} no longer exists`,
    ];
  }),
  rule('vpn-changing', 'yellow', (facts) => {
    const { connectionId, state } = vpnOf(facts) ?? {};
    return state === undefined || state === 'available' ? [] : [`the VPN connection ${connectionId} is ${state}`];
  }),
  rule('keys-not-in-secrets-manager', 'yellow', (facts) =>
    vpnOf(facts)?.keysInSecretsManager === false
      ? [
          'the pre-shared keys are not in Secrets Manager: the VPN service keeps them, and anyone who may describe the connection can read them. New keys are kept in Secrets Manager: raise keyGeneration of one tunnel and deploy, and let the hospital enter that key. Then do the same with the other tunnel (docs/changing-a-live-site.md)',
        ]
      : [],
  ),
  rule('tunnel-down', 'yellow', (facts) =>
    tunnelsOf(facts)
      .filter(({ state }) => state === 'DOWN')
      .map(
        (tunnel) => `${tunnelName(tunnel)} is down${since(tunnel.since)}${tunnel.message ? `: ${tunnel.message}` : ''}`,
      ),
  ),
  rule('no-routes', 'yellow', (facts, site) =>
    tunnelsOf(facts)
      .filter(({ state, acceptedRoutes }) => site.vpn?.routing === 'bgp' && state === 'UP' && acceptedRoutes === 0)
      .map(
        (tunnel) => `${tunnelName(tunnel)} is up, but the hospital advertises no route there, so it gets no answers`,
      ),
  ),
  rule('outside-policy', 'yellow', negotiatedIs('outside', "negotiated; the site's policy does not permit it")),
  rule(
    'negotiated-not-known',
    'yellow',
    negotiatedIs('not-known', 'negotiated; this program does not know that value'),
  ),
  rule('proposal-differs', 'yellow', (facts, { vpn }) =>
    vpn?.gateway.proposal === undefined ? [] : deviceProposal(facts, vpn, 'The site file records other values'),
  ),
  rule('provisioning', 'yellow', (facts) =>
    tunnelsOf(facts).flatMap((tunnel) => {
      const { provisioning, provisioningReason } = toldOf(tunnel.negotiated) ?? {};
      return provisioning === undefined || provisioning === 'available'
        ? []
        : [
            `${tunnelName(tunnel)}: AWS's endpoint is ${provisioning}${provisioningReason ? `: ${provisioningReason}` : ''}`,
          ];
    }),
  ),
  rule('maintenance-soon', 'yellow', (facts, _, now) => maintenance(facts, now, true)),
  rule('interface-down', 'yellow', (facts) =>
    interfacesOf(facts)
      .filter((one) => interfaceCarries(one) === false)
      .map(interfaceDown),
  ),
  rule('certificate-expires', 'yellow', ({ certificateDays }) => {
    const days = toldOf(certificateDays);
    return days === undefined || days < 0 || days >= CERTIFICATE_DAYS
      ? []
      : [
          `the client certificate that the hospital used last expires in ${days === 0 ? 'less than a day' : `${days} day${days === 1 ? '' : 's'}`}: after that its PACS can store nothing. Issue a new one, and have the PACS administrator install it`,
        ];
  }),
  rule('other-content', 'yellow', ({ otherContent }) => {
    const refused = toldOf(otherContent) ?? 0;
    return refused === 0
      ? []
      : [
          `${refused} object${refused === 1 ? ' was' : 's were'} refused in the last 24 hours: another one with the same SOP Instance UID is stored, and is kept. Ask the PACS administrator which is right; a changed object needs a new UID`,
        ];
  }),
  rule('alarm', 'yellow', (facts) =>
    (toldOf(facts.alarms) ?? []).map(
      (alarm) => `alarm ${alarm.name} ${alarm.state === 'ALARM' ? 'is on' : 'has no data'}${since(alarm.since)}`,
    ),
  ),
  rule('maintenance-later', 'green', (facts, _, now) => maintenance(facts, now, false)),
  rule('proposal-not-recorded', 'green', (facts, { vpn }) =>
    vpn === undefined || vpn.gateway.proposal !== undefined
      ? []
      : deviceProposal(facts, vpn, 'These are not the values of the handover pack, and the site file records none'),
  ),
  rule(
    'weak-permitted',
    'green',
    negotiatedIs('weak-permitted', "negotiated; it is weak, but the site's policy permits it"),
  ),
] as const;

function stackIs(wanted: keyof typeof STACK_RULES) {
  return ({ stack, cell }: SiteFacts): readonly string[] =>
    [stack, toldOf(cell)?.stack].flatMap((one) =>
      one === undefined || stackState(one.status) !== wanted ? [] : [stackSays(one, STACK_RULES[wanted].words)],
    );
}

function negotiatedIs(kind: NegotiationRemark['kind'], words: string) {
  return (facts: SiteFacts, { vpn }: Site): readonly string[] =>
    tunnelsOf(facts).flatMap((tunnel) => {
      const negotiated = toldOf(tunnel.negotiated);
      if (vpn === undefined || negotiated === undefined) return [];
      return negotiationRemarks(negotiated, vpn.ipsec)
        .filter((remark) => remark.kind === kind)
        .map(({ value }) => `${tunnelName(tunnel)}: ${value} is ${words}`);
    });
}

function deviceProposal(facts: SiteFacts, vpn: VpnSettings, why: string): readonly string[] {
  return proposalDifferences(tunnelsOf(facts), vpn).map(
    ({ tunnels, differences, line }) =>
      `${tunnels.map(tunnelName).join(', ')}: the device uses ${differences.join(', ')}. ${why}. ${
        line === undefined
          ? 'AWS has not returned every value yet: in phase 2, the DH group follows with the first renewal'
          : `If the device is right, write below vpn.gateway: ${line}`
      }`,
  );
}

function maintenance(facts: SiteFacts, now: Date, soon: boolean): readonly string[] {
  return tunnelsOf(facts).flatMap((tunnel) => {
    const { pending = false, autoAppliedAfter: at } = toldOf(tunnel.maintenance) ?? {};
    const isSoon = at !== undefined && at.getTime() - now.getTime() <= MAINTENANCE_DAYS * 86_400_000;
    if (!pending || isSoon !== soon) return [];
    return [
      `${tunnelName(tunnel)}: AWS has pending maintenance${at === undefined ? '' : `, and applies it after ${moment(at)}`}; until then you choose the time (replace-vpn-tunnel)`,
    ];
  });
}

function interfaceDown({ name, id, state, bgp }: InterfaceFacts): string {
  if (id === undefined) return `virtual interface ${name}: the stack has none`;
  if (state === undefined) return `virtual interface ${name} (${id}) no longer exists`;
  if (state !== 'available') return `virtual interface ${name} (${id}) is ${state}`;
  return `virtual interface ${name} (${id}): BGP is ${bgp[0]?.status ?? 'not set up'}`;
}

/** The value of a part; undefined if the query failed, or there is no such part. */
const toldOf = <T>(part: { readonly value: T } | { readonly failure: string } | undefined): T | undefined =>
  part === undefined || 'failure' in part ? undefined : part.value;
const vpnOf = ({ vpn }: SiteFacts): LiveVpnFacts | undefined => toldOf(vpn);
const tunnelsOf = (facts: SiteFacts): readonly LiveTunnelFacts[] => vpnOf(facts)?.tunnels ?? [];
const interfacesOf = ({ interfaces }: SiteFacts): readonly InterfaceFacts[] => toldOf(interfaces) ?? [];

const tunnelName = ({ number, outsideAddress }: LiveTunnelFacts): string =>
  `tunnel ${number}${outsideAddress === undefined ? '' : ` (${outsideAddress})`}`;
/** A date from AWS may be invalid. */
const moment = (at: Date): string =>
  Number.isNaN(at.getTime()) ? 'an unknown date' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const since = (at: Date | undefined): string => (at === undefined ? '' : ` since ${moment(at)}`);
