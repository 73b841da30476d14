import { SITE_OUTPUTS } from '../config/naming/stack-contract';
import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { type ChangeEffect, type Impact, worstImpact } from './impact';
import {
  ADDED_RESOURCES,
  type ImpactStackKind,
  IN_PLACE,
  IN_PLACE_OF_DOOR,
  isNoticed,
  wordsOf,
} from './resource-impact';
import { plainWords, safeText } from './safe-text';
import type { PartChange, ResourceChange, TemplateChanges } from './template-diff';
import { type TunnelContext, tunnelEffects } from './tunnels';

/** The effects of a site's template changes on its hospital. A change without a rule is listed by name, as cloud side only. */
export function* templateEffects(changes: TemplateChanges, context: TunnelContext): Iterable<ChangeEffect> {
  const connection = changes.resources.some(
    ({ type, kind }) => type === 'AWS::EC2::VPNConnection' && (kind === 'added' || kind === 'removed'),
  );
  const rest: ResourceChange[] = [];
  for (const change of changes.resources) {
    if (isName(change.before, change.after, context)) continue;
    // Tunnels that are added or removed with their connection are reported with it.
    if (change.type === VPN_TUNNELS_TYPE && change.kind === 'updated') yield* tunnelEffects(change, context);
    else if (change.type === VPN_TUNNELS_TYPE && connection) rest.push(change);
    else {
      const effects = [...resourceEffects(change, 'site')];
      if (effects.length === 0) rest.push(change);
      yield* effects;
    }
  }
  const parts: PartChange[] = [];
  for (const part of changes.parts) {
    if (part.section === 'Outputs' && part.id === SITE_OUTPUTS.hostName && part.before !== undefined)
      yield newUrl(context);
    else if (!isName(part.before, part.after, context)) parts.push(part);
  }
  yield* namedEffects(rest, parts);
  if (changes.formOnly) {
    yield {
      impact: 'cloud',
      key: 'form',
      says: safeText`the template differs only in form, which CloudFormation may ignore`,
    };
  }
}

/** The effects of one resource change that are worse than cloud side only. */
export function* resourceEffects(change: ResourceChange, where: ImpactStackKind): Iterable<ChangeEffect> {
  const { id, type, kind } = change;
  const added = ADDED_RESOURCES[type];
  if (kind === 'added') {
    if (where === 'site' && added !== undefined) {
      yield {
        impact: 'hospital',
        key: `added ${id}`,
        says: safeText`${id} is added: ${plainWords(added.says)}`,
        actions: [{ when: 'after', text: added.act }],
      };
    }
    return;
  }
  if (kind !== 'updated') {
    if (!isNoticed(change, kind === 'removed' ? 'removed' : 'replaced', where)) return;
    const { says, act } = wordsOf(change, kind === 'removed');
    yield {
      impact: 'hospital',
      key: `${kind} ${id}`,
      says: safeText`${id} (${type}) is ${plainWords(kind)}: ${plainWords(says)}`,
      actions: [{ when: 'after', text: act }],
    };
    return;
  }
  const rules = (where === 'site' ? IN_PLACE : IN_PLACE_OF_DOOR)[type];
  const noticed = change.properties.filter(({ name }) => (rules?.[name] ?? rules?.['*'] ?? 'cloud') !== 'cloud');
  if (noticed.length === 0) return;
  const impact: Impact = worstImpact(noticed.map(({ name }) => rules?.[name] ?? rules?.['*'] ?? 'cloud'));
  const names = noticed.map(({ name }) => name).join(', ');
  yield {
    impact,
    key: `updated ${id} ${names}`,
    says: safeText`${id} (${type}) changes in place: ${names}${plainWords(inPlaceNote(change))}`,
    actions: impact === 'hospital' ? [{ when: 'after', text: inPlaceAct(change) }] : undefined,
  };
}

const appended = ({ properties }: ResourceChange): boolean =>
  properties.some(
    ({ name, before, after }) =>
      ['SubnetIds', 'SubnetMappings'].includes(name) &&
      Array.isArray(before) &&
      Array.isArray(after) &&
      before.length < after.length &&
      JSON.stringify(after.slice(0, before.length)) === JSON.stringify(before),
  );

const inPlaceNote = (change: ResourceChange): string =>
  appended(change) ? '; one address is added, and the others stay' : '';

function inPlaceAct(change: ResourceChange): string {
  if (appended(change) && change.type !== 'AWS::EC2::VPCEndpoint')
    return 'HeartLab sends results from one more address. Permit it in your firewall too. The new address is in the handover pack that we send you with this change. The other addresses stay.';
  if (appended(change))
    return "HeartLab's endpoint gets one more address. Permit it in your firewall, on the same ports as the other addresses. The new address is in the handover pack that we send you with this change. The other addresses stay.";
  if (change.type === 'AWS::DirectConnect::PrivateVirtualInterface')
    return 'Configure the Direct Connect virtual interface on your router as the new handover pack describes. BGP is down until both sides match.';
  if (change.type === 'AWS::ElasticLoadBalancingV2::TrustStore')
    return 'HeartLab changes the list of certification authorities whose client certificates it accepts. We will tell you whether the authority of your certificate is in the new list. If it is not, we send you a new certificate.';
  if (
    change.type === 'AWS::ElasticLoadBalancingV2::Listener' &&
    change.properties.some(({ name }) => name === 'SslPolicy' || name === 'MutualAuthentication')
  )
    return 'The TLS settings of the endpoint change. Before the change, test your PACS with the settings that we send you.';
  return wordsOf(change).act;
}

function newUrl({ after, environment }: TunnelContext): ChangeEffect {
  const url = `https://${after?.site ?? '<site>'}.${environment?.ingest.domain ?? '<domain>'}/dicomweb/studies`;
  return {
    impact: 'hospital',
    key: 'url',
    says: safeText`the PACS needs a new URL: ${url}`,
    actions: [{ when: 'together', text: `In your PACS, set the URL for sending studies to ${url}` }],
  };
}

/** The hospital's name is only in descriptions and titles. A difference in it alone is reported as the setting `name`. */
function isName(before: unknown, after: unknown, context: TunnelContext): boolean {
  const old = context.before?.name;
  const now = context.after?.name;
  return (
    old !== undefined &&
    now !== undefined &&
    old !== now &&
    before !== undefined &&
    nameless(before, old) === nameless(after, now)
  );
}

/** JSON without the name. The name may be escaped twice: a dashboard's body is JSON in a string. */
function nameless(value: unknown, name: string): string {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const spellings = [inJson(inJson(name)), inJson(name)];
  return spellings.reduce((text, spelling) => text.replaceAll(spelling, '\0'), JSON.stringify(value) ?? '');
}

const VERBS = {
  added: 'added',
  removed: 'removed',
  replaced: 'replaced',
  'may be replaced': 'possibly replaced',
  updated: 'changed in place',
} as const;

/** The remaining changes, listed by name. */
export function* namedEffects(
  resources: readonly ResourceChange[],
  parts: readonly PartChange[],
): Iterable<ChangeEffect> {
  for (const [kind, verb] of Object.entries(VERBS)) {
    const ids = resources.filter((change) => change.kind === kind).map(({ id }) => id);
    if (ids.length === 0) continue;
    yield {
      impact: 'cloud',
      key: `${kind} ${ids.join()}`,
      says: safeText`${plainWords(verb)}, not noticed by the hospital: ${ids.join(', ')}`,
    };
  }
  if (parts.length > 0) {
    const names = parts.map(({ section, id }) => (id === '' ? section : `${section} ${id}`)).join(', ');
    yield { impact: 'cloud', key: `parts ${names}`, says: safeText`changed in the template: ${names}` };
  }
}
