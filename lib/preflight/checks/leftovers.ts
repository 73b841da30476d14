import { groupBy } from '../../config/rules/rule';
import { attemptQuery } from '../../operate/fleet';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, unansweredFinding } from '../check';
import type { ExistingResource } from '../leftovers/existing';
import { type LeftoverResource, NAMED_KINDS, type NamedKind } from '../leftovers/kinds';
import { reservationsInTheWay } from '../leftovers/reservations';
import type { AddedResource, DeployTarget } from '../target';

/** Names that one finding lists. */
const SHOWN = 3;

export const leftoversCheck: PreflightCheck = {
  id: 'leftovers',
  question: 'Does a resource already exist with a name that a stack will create?',
  matters: true,
  run: async (target) => {
    const kinds = await Promise.all(
      NAMED_KINDS.map(async (kind) => {
        const found = await attemptQuery(() => leftOf(kind, target));
        return 'failure' in found ? [unansweredFinding(`${kind.many}: ${found.failure}`)] : found.value;
      }),
    );
    const reservations = await attemptQuery(() => reservationsInTheWay(target));
    return passUnless(
      [
        ...kinds.flat(),
        ...('failure' in reservations
          ? [unansweredFinding(`address reservations: ${reservations.failure}`)]
          : reservations.value),
      ],
      'no existing resource has a name that a stack will create',
    );
  },
};

async function leftOf(kind: NamedKind, target: DeployTarget): Promise<readonly CheckFinding[]> {
  const ofTypes = await Promise.all(kind.types.map((type) => target.added(type)));
  const added = ofTypes.flat().filter(({ properties }) => typeof properties[kind.property] === 'string');
  if (added.length === 0) return [];
  const nameOf = ({ properties }: AddedResource): string => String(properties[kind.property]);
  const existing = new Map(
    (await kind.list(target.clients, [...new Set(added.map(nameOf))])).map((one) => [one.name, one]),
  );
  const clashing = added.filter((resource) => existing.has(nameOf(resource)));
  return [...groupBy(clashing, ({ stack }) => stack).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const left = {
      stack: first.stack,
      region: target.environment.region,
      existing: same.flatMap((resource) => existing.get(nameOf(resource)) ?? []),
      retained: same.every(({ retained }) => retained === true),
    };
    return [failFinding(`${what(kind, left)}: ${left.stack} can't create another of that name`, kind.remedy(left))];
  });
}

function what({ one, many }: NamedKind, { existing }: LeftoverResource): string {
  const shown = existing.slice(0, SHOWN).map(resourceText).join(', ');
  const more = existing.length > SHOWN ? ` and ${existing.length - SHOWN} more` : '';
  return existing.length === 1 ? `the ${one} ${shown} exists already` : `the ${many} ${shown}${more} exist already`;
}

const resourceText = ({ name, isDying }: ExistingResource): string =>
  isDying === true ? `${name} (scheduled for deletion)` : name;
