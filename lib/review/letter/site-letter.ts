import type { Environment } from '../../config/model';
import { isJsonObject, type JsonObject, listOf } from '../../template/json';
import type { TemplateView } from '../../template/view';
import { type ChangeEffect, compareImpacts, type LetterPart, worstImpact } from '../impact';
import { credentialsPart, type OwnCell } from './credentials';
import { pathsPart } from './direct-connect';
import { hospitalLetter } from './letter';
import { type TunnelsChange, touchesTunnels, tunnelsPart } from './tunnels';
import { allValues, changedValues, endedValues } from './values';
import { addedSitePart, removedSitePart } from './whole-site';

/** The letter about the changes of one hospital. */

interface ChangedSite {
  readonly before: TemplateView;
  readonly after: TemplateView;
  readonly effects: readonly ChangeEffect[];
  readonly tunnels: TunnelsChange | undefined;
  readonly cell: OwnCell;
  readonly environment: Environment | undefined;
}

/** Undefined if the hospital neither acts nor has to agree to a time, or if it isn't known what happens. */
export function changedSiteLetter({
  before,
  after,
  effects,
  tunnels,
  cell,
  environment,
}: ChangedSite): string | undefined {
  if (compareImpacts(worstImpact(effects.map(({ impact }) => impact)), 'both-tunnels') > 0) return undefined;
  const [from, to] = [before.site, after.site];
  const known = from !== undefined && to !== undefined;
  const parts: readonly LetterPart[] = [
    ...effects,
    ...(tunnels === undefined ? [] : [tunnelsPart(tunnels, from, to)]),
    ...(known
      ? [pathsPart(from, to, tunnels !== undefined && touchesTunnels(tunnels)), credentialsPart(from, to, cell)]
      : []),
  ];
  const values = known ? changedValues(from, to, cell) : [];
  return hospitalLetter({
    ...recipients(after.siteData),
    heartlab: environment?.contacts,
    kind: 'changed',
    values,
    parts,
  });
}

/** The letter about a hospital that is connected, or whose connection ends. Undefined if its settings can't be read. */
export function wholeSiteLetter(
  kind: 'added' | 'removed',
  { site, siteData }: TemplateView,
  environment: Environment | undefined,
): string | undefined {
  if (site === undefined) return undefined;
  const [values, part] =
    kind === 'added'
      ? [allValues(site, environment?.ingest.managed !== undefined), addedSitePart(site)]
      : [endedValues(site), removedSitePart(site, environment)];
  return hospitalLetter({ ...recipients(siteData), heartlab: environment?.contacts, kind, values, parts: [part] });
}

function recipients({ site, name, contacts }: JsonObject): { readonly name: string; readonly contacts: string[] } {
  const network = isJsonObject(contacts) ? (listOf(contacts.network) ?? []) : [];
  return { name: String(name ?? site), contacts: network.map(String) };
}
