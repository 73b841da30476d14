import type { Environment, StowAuth } from '../config/model';
import { ingestStackName, platformStackName, siteStackName } from '../config/naming/stack-contract';
import { sameJson, valueAt } from '../template/json';
import type { ChangeEffect } from './impact';
import { TEST_STUDY } from './letter/letter';
import { type ComparedRevision, siteNames } from './revision';
import { plainWords, safeText } from './safe-text';
import { type SettingChange, settingChanges } from './settings';
import { NO_CHANGES, type ResourceChange, type TemplateChanges, templateChanges } from './template-diff';
import { namedEffects, resourceEffects } from './template-effects';

/** Changes that affect several hospitals at once: environments.yaml, PlatformStack, IngestStack. */
export interface SharedReview {
  readonly environment: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly settings: readonly SettingChange[];
  readonly stacks: readonly StackReview[];
  readonly effects: readonly SharedEffect[];
}

export interface StackReview {
  readonly stack: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: TemplateChanges;
}

/** An effect on the sites of the environment, or on those with one authentication method. */
export interface SharedEffect {
  readonly effect: ChangeEffect;
  readonly auth?: StowAuth;
}

export function reviewShared(before: ComparedRevision, after: ComparedRevision): readonly SharedReview[] {
  const names = [...new Set([...after.environments, ...before.environments].map(({ name }) => name))].sort();
  return names
    .map((name) => reviewEnvironment(name, before, after))
    .filter(({ settings, stacks, effects }) => settings.length + stacks.length + effects.length > 0);
}

function reviewEnvironment(name: string, before: ComparedRevision, after: ComparedRevision): SharedReview {
  const [from, to] = [before, after].map(({ environments }) => environments.find((one) => one.name === name));
  const settings = settingChanges(from ?? {}, to ?? {}).filter(() => from !== undefined && to !== undefined);
  const added = (side: ComparedRevision): boolean =>
    !side.templates.has(platformStackName(name)) && side.environments.every((one) => one.name !== name);
  const stacks = [platformStackName(name), ingestStackName(name)].flatMap((stack) => reviewStack(stack, before, after));
  const effects = [
    ...(from === undefined || to === undefined ? [] : environmentEffects(from, to, before, after)),
    ...(from === undefined && !added(before) ? [UNREADABLE] : []),
    ...(to === undefined && !added(after) ? [UNREADABLE_NOW] : []),
    ...stacks.flatMap((stack) => stackEffects(stack, stack.stack === ingestStackName(name))),
  ];
  return {
    environment: name,
    kind: added(before) ? 'added' : added(after) ? 'removed' : 'changed',
    settings,
    stacks,
    effects: effects.map((one) =>
      [before, after].some((side) => affectsSite(one, side, name)) ? one : withoutHospital(one),
    ),
  };
}

const affectsSite = ({ auth }: SharedEffect, side: ComparedRevision, environment: string): boolean =>
  siteNames(side).some((name) => {
    const site = side.templates.get(siteStackName(name))?.siteData ?? {};
    return site.environment === environment && (auth === undefined || valueAt(site, 'dicom', 'stow', 'auth') === auth);
  });

/** If no hospital is affected, none must act. */
const withoutHospital = ({ effect: { key, says }, auth }: SharedEffect): SharedEffect => ({
  effect: { impact: 'cloud', key, says },
  auth,
});

function reviewStack(stack: string, before: ComparedRevision, after: ComparedRevision): readonly StackReview[] {
  const from = before.templates.get(stack);
  const to = after.templates.get(stack);
  if (sameJson(from?.json, to?.json)) return [];
  return [
    {
      stack,
      kind: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
      changes: from === undefined || to === undefined ? NO_CHANGES : templateChanges(from, to),
    },
  ];
}

const UNREADABLE: SharedEffect = {
  effect: {
    impact: 'hospital',
    key: 'environment unreadable',
    says: safeText`the code that runs this review can't read this environment in the base. Account and Region may have changed, so the worst is assumed`,
  },
};

/** The base's code runs the review, and may be older than a setting. */
const UNREADABLE_NOW: SharedEffect = {
  effect: {
    impact: 'hospital',
    key: 'environment unreadable now',
    says: safeText`the base's code can't read this environment in the changed environments.yaml, for example because of a new setting. The URL or the trusted CA may have changed, so the worst is assumed`,
  },
};

/** Effects of environment settings that no site template shows. */
function environmentEffects(
  from: Environment,
  to: Environment,
  before: ComparedRevision,
  after: ComparedRevision,
): readonly SharedEffect[] {
  const effects: ChangeEffect[] = [];
  for (const fixed of ['account', 'region'] as const) {
    if (from[fixed] === to[fixed]) continue;
    effects.push({
      impact: 'hospital',
      key: `environment ${fixed}`,
      says: safeText`the environment's ${plainWords(fixed)} changes: every stack is created again, with new addresses and keys`,
    });
  }
  if (before.trusted.get(from.name) !== after.trusted.get(to.name)) {
    effects.push({
      impact: 'hospital',
      key: 'trust',
      says: safeText`the CA bundle that hospitals must trust (serverCaBundle) changes`,
      actions: [
        {
          when: 'before',
          text: "The new handover pack contains a bundle of certification authorities. Add them to the authorities that your PACS trusts. HeartLab's server gets a certificate issued by one of them.",
        },
      ],
      checks: [TEST_STUDY],
    });
  }
  return effects.map((effect) => ({ effect }));
}

function stackEffects({ stack, kind, changes }: StackReview, ingest: boolean): readonly SharedEffect[] {
  if (kind !== 'changed')
    return [{ effect: { impact: 'cloud', key: `${kind} ${stack}`, says: safeText`${stack} is ${plainWords(kind)}` } }];
  const rest: ResourceChange[] = [];
  const found: SharedEffect[] = [];
  for (const change of changes.resources) {
    // The platform carries no traffic of a hospital.
    const effects = ingest ? [...resourceEffects(change, 'ingest')] : [];
    if (effects.length === 0) rest.push(change);
    found.push(...effects.map((effect) => ({ effect: of(stack, effect), ...affectedBy(change) })));
  }
  const cloud = [...namedEffects(rest, changes.parts)];
  if (changes.formOnly || (cloud.length === 0 && found.length === 0))
    cloud.push({ impact: 'cloud', key: 'form', says: safeText`the template differs in form only` });
  return [...found, ...cloud.map((effect) => ({ effect: of(stack, effect) }))];
}

const of = (stack: string, effect: ChangeEffect): ChangeEffect => ({
  ...effect,
  key: `${stack} ${effect.key}`,
  says: safeText`in ${stack}, ${effect.says}`,
});

/** The trust store affects hospitals with client certificates only; other resources affect all. */
const affectedBy = ({ id }: ResourceChange): { readonly auth?: StowAuth } => ({
  auth: /^TrustStore/.test(id) ? 'mtls' : undefined,
});

/** The shared effects on one site. */
export function sharedEffectsOn(
  shared: readonly SharedReview[],
  site: { readonly environment: string; readonly auth: string },
): readonly ChangeEffect[] {
  return shared
    .filter(({ environment }) => environment === site.environment)
    .flatMap(({ effects }) => effects)
    .filter((one) => (one.auth ?? site.auth) === site.auth)
    .map(({ effect }) => effect);
}
