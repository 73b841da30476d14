import type { Environment } from '../config/model';
import { cellStackName, siteStackName } from '../config/naming/stack-contract';
import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { isJsonObject, type JsonObject } from '../template/json';
import type { TemplateView } from '../template/view';
import { type CellReview, cellEffects, reviewCell } from './cell';
import { type AcknowledgementChange, acknowledgementChanges, type FindingChange, findingChanges } from './findings';
import {
  environmentViolations,
  fixedSettingViolations,
  gatewayViolations,
  interfaceViolations,
  renamedSite,
  replacedConnection,
} from './fixed-settings';
import { type ChangeEffect, type HospitalImpact, worstImpact } from './impact';
import { keyGenerationViolations } from './key-generations';
import type { OwnCell } from './letter/credentials';
import { changedSiteLetter, wholeSiteLetter } from './letter/site-letter';
import { newSiteLikeness } from './likeness';
import { type ComparedRevision, siteNames } from './revision';
import { plainWords, type SafeText, safeText } from './safe-text';
import { portEffects, type SecurityGroupChange, securityGroupChanges } from './security-groups';
import { callingAeTitleEffects, settingEffects } from './setting-effects';
import { type SettingChange, settingChanges } from './settings';
import { type SharedReview, sharedEffectsOn } from './shared';
import { NO_CHANGES, type TemplateChanges, templateChanges } from './template-diff';
import { templateEffects } from './template-effects';
import type { RecommendProposal } from './tunnel-proposals';
import { tunnelsChangeOf } from './tunnels';

/** The effects of a change on one hospital. */
export interface SiteReview {
  readonly site: string;
  readonly name: string;
  readonly environment: string;
  /** `unreadable`: the base's file has errors, so the change can't be determined. */
  readonly kind: 'changed' | 'added' | 'removed' | 'unreadable';
  /** The worst of the effects. */
  readonly impact: HospitalImpact;
  readonly effects: readonly ChangeEffect[];
  readonly settings: readonly SettingChange[];
  readonly securityGroups: readonly SecurityGroupChange[];
  readonly findings: readonly FindingChange[];
  readonly acknowledgements: readonly AcknowledgementChange[];
  /** Why the change is invalid. */
  readonly faults: readonly SafeText[];
  /** The letter to the hospital's contacts, if it must act or agree to a time, and it is known what happens. */
  readonly message: string | undefined;
  readonly changes: TemplateChanges;
  /** The changes of its ingest cell. */
  readonly cell: CellReview;
}

/** Sites whose file has errors, on each side: they have no template there. */
export interface UnreadableSites {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface ComparedSite {
  readonly before: ComparedRevision;
  readonly after: ComparedRevision;
  readonly shared: readonly SharedReview[];
  readonly recommend: RecommendProposal;
  readonly unreadable: UnreadableSites;
}

export function reviewSite(site: string, compared: ComparedSite): SiteReview {
  const stack = siteStackName(site);
  const before = compared.before.templates.get(stack);
  const after = compared.after.templates.get(stack);
  const data = (after ?? before)?.siteData ?? {};
  const environment = String(data.environment ?? '');
  const common = { site, name: String(data.name ?? site), environment };
  if (before !== undefined && after !== undefined) return changed(common, before, after, compared);
  const kind = [...compared.unreadable.before, ...compared.unreadable.after].includes(site)
    ? 'unreadable'
    : before === undefined
      ? 'added'
      : 'removed';
  const faults = wholeSiteFaults(site, kind, data, compared);
  // A removal, a rename and a side that can't be read say nothing about these.
  const comparable = kind === 'added' && faults.length === 0;
  const securityGroups = comparable ? securityGroupChanges(before, after) : [];
  const findings = comparable ? findingChanges(site, compared.before, compared.after) : [];
  const alike = comparable && after?.site !== undefined ? newSiteLikeness(after.site, securityGroups, findings) : '';
  return {
    ...common,
    kind,
    impact: faults.length > 0 ? 'not-allowed' : 'hospital',
    effects: faults.length > 0 ? [] : [{ ...WHOLE[kind], key: `${WHOLE[kind].key} ${alike}` }],
    settings: [],
    securityGroups,
    findings,
    acknowledgements: comparable ? acknowledgementChanges({}, after?.siteData ?? {}) : [],
    faults,
    message: faults.length > 0 ? undefined : letterOf(kind, after ?? before, compared),
    changes: NO_CHANGES,
    cell: { kind: 'none', changes: NO_CHANGES },
  };
}

function letterOf(
  kind: keyof typeof WHOLE,
  view: TemplateView | undefined,
  { before, after }: ComparedSite,
): string | undefined {
  // The changes of an unreadable site are not known.
  if (view === undefined || kind === 'unreadable') return undefined;
  const { environments } = kind === 'added' ? after : before;
  return wholeSiteLetter(
    kind,
    view,
    environments.find(({ name }) => name === view.siteData.environment),
  );
}

function wholeSiteFaults(
  site: string,
  kind: 'added' | 'removed' | 'unreadable',
  data: JsonObject,
  { before, after, unreadable }: ComparedSite,
): readonly SafeText[] {
  if (unreadable.after.includes(site)) return [safeText`its file has errors, which are listed above`];
  if (kind === 'unreadable') return [];
  const [own, other] = kind === 'added' ? [after, before] : [before, after];
  const only = siteNames(other).filter((name) => !own.templates.has(siteStackName(name)));
  const same = renamedSite(
    data,
    only.map((name) => other.templates.get(siteStackName(name))?.siteData ?? {}),
  );
  if (same === undefined) return [];
  const old = kind === 'added' ? same : site;
  return [
    kind === 'added'
      ? safeText`this looks like a rename of ${old}. The name is fixed for life: another name is another stack, with other addresses and keys. Keep ${`${old}.yaml`} with site: ${old}, and change only name. If it is another hospital, remove ${old} first, in a change of its own`
      : safeText`this looks like a rename to ${same}. The name is fixed for life: keep ${`${old}.yaml`}`,
  ];
}

const WHOLE: Readonly<Record<'added' | 'removed' | 'unreadable', ChangeEffect>> = {
  added: {
    impact: 'hospital',
    key: 'site added',
    says: safeText`a new hospital: it configures its devices as its handover pack describes. No other connection changes`,
  },
  removed: {
    impact: 'hospital',
    key: 'site removed',
    says: safeText`its file was removed, so its stacks are no longer part of the app. Once they are deleted (termination protection is on), the hospital is disconnected`,
  },
  unreadable: {
    impact: 'hospital',
    key: 'site unreadable',
    says: safeText`its file in the base has errors, so its changes are unknown: compare with the commit that was last deployed`,
  },
};

function changed(
  common: Pick<SiteReview, 'site' | 'name' | 'environment'>,
  before: TemplateView,
  after: TemplateView,
  compared: ComparedSite,
): SiteReview {
  const from = before.siteData;
  const to = after.siteData;
  const changes = templateChanges(before, after);
  const settings = settingChanges(from, to);
  const securityGroups = securityGroupChanges(before, after);
  const environment: Environment | undefined = compared.after.environments.find(
    ({ name }) => name === common.environment,
  );
  const tunnels = changes.resources.find(({ type }) => type === VPN_TUNNELS_TYPE);
  const context = {
    recommend: compared.recommend,
    before: before.site,
    after: after.site,
    environment,
    settings,
    tunnelsDiffer: tunnels !== undefined,
  };
  const cell = reviewCell(common.site, compared.before, compared.after);
  const own = ownCell(common.site, compared);
  const acknowledgements = acknowledgementChanges(from, to);
  const effects = [
    ...templateEffects(changes, context),
    ...portEffects(securityGroups, before, context.after, environment),
    ...settingEffects(settings, context),
    ...(own.before && own.after ? callingAeTitleEffects(before.site, after.site) : []),
    ...cellEffects(cell, settings),
    ...sharedEffectsOn(compared.shared, { ...common, auth: authOf(to) }),
    ...acknowledgements.map(({ kind, rule }): ChangeEffect => {
      return {
        impact: 'nothing',
        key: `acknowledge ${kind} ${rule}`,
        says: safeText`acknowledgement of ${rule} ${plainWords(kind)}`,
      };
    }),
  ];
  const settingFaults = [
    ...fixedSettingViolations(settings),
    ...gatewayViolations(from, to),
    ...interfaceViolations(from, to),
    ...environmentViolations(common.environment, compared.before, compared.after),
  ];
  const fixed = settingFaults.length > 0 ? settingFaults : replacedConnection(changes.resources);
  const faults = [...fixed, ...keyGenerationViolations(before, after)];
  return {
    ...common,
    kind: 'changed',
    impact: faults.length > 0 ? 'not-allowed' : worstImpact(effects.map(({ impact }) => impact)),
    // Other effects of a change that would replace the connection are not worth a sentence, and could contradict it.
    effects: fixed.length > 0 ? [] : effects,
    settings,
    securityGroups,
    findings: findingChanges(common.site, compared.before, compared.after),
    acknowledgements,
    faults,
    message:
      faults.length > 0
        ? undefined
        : changedSiteLetter({
            before,
            after,
            effects,
            tunnels: tunnelsChangeOf(tunnels, effects),
            cell: own,
            environment,
          }),
    changes,
    cell,
  };
}

function ownCell(site: string, { before, after }: ComparedSite): OwnCell {
  const has = ({ templates }: ComparedRevision): boolean => templates.has(cellStackName(site));
  return { before: has(before), after: has(after) };
}

function authOf({ dicom }: JsonObject): string {
  const stow = isJsonObject(dicom) ? dicom.stow : undefined;
  return isJsonObject(stow) ? String(stow.auth) : '';
}
