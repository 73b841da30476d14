import { cellStackName } from '../config/naming/stack-contract';
import type { ChangeEffect } from './impact';
import type { ComparedRevision } from './revision';
import { safeText } from './safe-text';
import type { SettingChange } from './settings';
import { NO_CHANGES, type ResourceChange, type TemplateChanges, templateChanges } from './template-diff';
import { namedEffects, resourceEffects } from './template-effects';

/** The changes in the ingest cell of one hospital. The cell receives that hospital's studies only. */
export interface CellReview {
  readonly kind: 'none' | 'added' | 'removed' | 'changed';
  readonly changes: TemplateChanges;
}

export function reviewCell(site: string, before: ComparedRevision, after: ComparedRevision): CellReview {
  const stack = cellStackName(site);
  const from = before.templates.get(stack);
  const to = after.templates.get(stack);
  if (from === undefined || to === undefined) {
    const kind = from === to ? 'none' : from === undefined ? 'added' : 'removed';
    return { kind, changes: NO_CHANGES };
  }
  const changes = templateChanges(from, to);
  const same = changes.resources.length + changes.parts.length === 0 && !changes.formOnly;
  return { kind: same ? 'none' : 'changed', changes };
}

const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';

/** The NLB's listener for STOW-RS. Its protocol depends on the authentication method. */
const STOW_LISTENER = 'StowListener';

/** Resources of only one authentication method: reported with the listener's protocol. */
const OF_ONE_WAY = /^(Alb|GateTargets|GateTlsTargets|StowPassword|NlbToTasks|TasksFrom|StowToAlb|HealthToAlb)/;
const OF_DIMSE = /^Dimse/;

export function* cellEffects(
  { kind, changes }: CellReview,
  settings: readonly SettingChange[],
): Iterable<ChangeEffect> {
  if (kind === 'none') return;
  if (kind !== 'changed') {
    yield WHOLE[kind];
    return;
  }
  const paths = settings.map(({ path }) => path);
  const otherWay = changes.resources.some(
    ({ id, properties }) => id === STOW_LISTENER && properties.some(({ name }) => name === 'Protocol'),
  );
  const toldElsewhere = ({ id }: ResourceChange): boolean =>
    (otherWay && (OF_ONE_WAY.test(id) || id === STOW_LISTENER)) ||
    (OF_DIMSE.test(id) && paths.some((path) => path.startsWith('dicom.dimse'))) ||
    (/^StowPassword/.test(id) && paths.some((path) => path.startsWith('dicom.stow')));
  const rest: ResourceChange[] = [];
  let replaced = false;
  for (const change of changes.resources) {
    if (startsTasks(change)) replaced = true;
    // The id of a task definition contains a hash of its content, which would prevent grouping of equal hospitals.
    if (change.type === TASK_DEFINITION) continue;
    const effects = toldElsewhere(change) ? [] : [...resourceEffects(change, 'cell')];
    if (effects.length === 0) rest.push(change);
    yield* effects.map(ofCell);
  }
  if (otherWay) yield OTHER_WAY;
  if (replaced) yield TASKS;
  for (const effect of namedEffects(rest, changes.parts)) yield ofCell(effect);
  if (changes.formOnly)
    yield { impact: 'cloud', key: 'cell form', says: safeText`the template of the ingest cell differs in form only` };
}

const ofCell = (effect: ChangeEffect): ChangeEffect => ({
  ...effect,
  key: `cell ${effect.key}`,
  says: safeText`in the ingest cell, ${effect.says}`,
});

/** Properties of the service whose change makes ECS replace its tasks. */
const STARTS_TASKS = ['TaskDefinition', 'LoadBalancers', 'NetworkConfiguration', 'PlatformVersion'];

const startsTasks = ({ type, properties }: ResourceChange): boolean =>
  type === TASK_DEFINITION ||
  (type === 'AWS::ECS::Service' && properties.some(({ name }) => STARTS_TASKS.includes(name)));

const TASKS: ChangeEffect = {
  impact: 'cloud',
  key: 'cell tasks',
  says: safeText`the tasks of the ingest cell are replaced one after another, without an interruption. An upload in progress has 15 minutes to end. A longer upload is interrupted, and the PACS sends it again`,
};

const WHOLE: Readonly<Record<'added' | 'removed', ChangeEffect>> = {
  added: { impact: 'cloud', key: 'cell added', says: safeText`the hospital gets its own ingest cell` },
  removed: {
    impact: 'hospital',
    key: 'cell removed',
    says: safeText`its ingest cell is no longer part of the app. Once the stack is deleted (termination protection is on), the cell no longer receives or returns the hospital's studies. The database and the studies stay`,
  },
};

const OTHER_WAY: ChangeEffect = {
  impact: 'hospital',
  key: 'cell authentication',
  says: safeText`the ingest cell changes how the PACS authenticates; the addresses and the endpoint stay. STOW-RS requests fail for a few minutes during the deploy, and then succeed only with the new method. C-STORE continues to work`,
};
