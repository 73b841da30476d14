import type { PlannedStack } from '../assembly';
import { type CheckFinding, failFinding, type PreflightCheck, passFinding, warnFinding } from '../check';
import type { DeployTarget } from '../target';

/** Exports that a stack does not have until it is deployed, and the stacks that import them. */
interface Missing {
  readonly exporter: PlannedStack;
  /** True if the exporter was never deployed; false if it was deployed from an earlier commit. */
  readonly isNew: boolean;
  readonly names: readonly string[];
  readonly readers: readonly string[];
}

/**
 * Stacks import the providers of custom resources like every other shared value. CloudFormation refuses a template with an import
 * that no stack exports.
 *
 * An export that the same deploy creates first is not a FAIL, unless the deploy command names stacks without the exporting one.
 */
export const providersCheck: PreflightCheck = {
  id: 'providers',
  question: "Does a stack export every value that the stacks import, including the custom resources' providers?",
  matters: true,
  run: async (target) => {
    const imported = [...new Set(target.stacks.flatMap(({ imports }) => imports))];
    const exporters = target.stacks.filter(({ exports }) => exports.some((name) => imported.includes(name)));
    const fromNowhere = imported.filter((name) => !exporters.some(({ exports }) => exports.includes(name)));
    const missing = await Promise.all(exporters.map((exporter) => missingOf(target, exporter)));
    const first = missing.filter((one) => one !== undefined);
    const defects = [
      ...fromNowhere.map((name) => exportedByNone(name, readersOf(target, [name]))),
      ...first.flatMap((one) => defectOf(target, one) ?? []),
    ];
    if (defects.length > 0) return defects;
    return [
      passFinding(
        first.length === 0
          ? `${imported.length} imports, all exported`
          : `${imported.length} imports; to be deployed first, because others import from it: ${first.map(({ exporter }) => exporter.name).join(', then ')}`,
      ),
    ];
  },
};

const readersOf = ({ stacks }: DeployTarget, names: readonly string[]): readonly string[] =>
  stacks.filter(({ imports }) => imports.some((name) => names.includes(name))).map(({ name }) => name);

/** @throws AwsFailure */
async function missingOf(target: DeployTarget, exporter: PlannedStack): Promise<Missing | undefined> {
  const live = await target.liveStack(exporter.name);
  const names = exporter.exports.filter(
    (name) => live?.exports.has(name) !== true && readersOf(target, [name]).length > 0,
  );
  return names.length === 0
    ? undefined
    : { exporter, names, readers: readersOf(target, names), isNew: live === undefined };
}

const exportedByNone = (name: string, readers: readonly string[]): CheckFinding =>
  failFinding(
    `${andMore(readers)} can't be deployed: no stack exports ${name}`,
    'synthesize all stacks from one commit: npx cdk synth',
  );

function defectOf({ deploys }: DeployTarget, { exporter, names, isNew, readers }: Missing): CheckFinding | undefined {
  const affected = deploys === undefined ? readers : readers.filter((name) => deploys.includes(name));
  if (affected.length === 0 || deploys?.includes(exporter.name)) return undefined;
  const found = isNew
    ? `${exporter.name} is not deployed`
    : `${exporter.name} is from an earlier commit and does not export ${andMore(names)}`;
  const remedy = `npx cdk deploy --exclusively ${exporter.name}`;
  if (deploys !== undefined)
    return failFinding(
      `${found}: ${andMore(affected)} can't be deployed, and this deploy does not name ${exporter.name}`,
      `name ${exporter.name} as well, or deploy it first: ${remedy}`,
    );
  return isNew ? undefined : warnFinding(`${found}: ${andMore(affected)} can't be deployed before it`, remedy);
}

const andMore = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
