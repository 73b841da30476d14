import type { PlannedStack } from '../assembly';
import { type Check, type Finding, fail, pass, warn } from '../check';
import type { Target } from '../target';

/** Exports that one stack will have only once it is deployed, and the stacks that read them. */
interface Missing {
  readonly exporter: PlannedStack;
  readonly names: readonly string[];
  readonly readers: readonly string[];
}

/**
 * The provider of every custom resource is read from an export, as all that a stack takes from another. CloudFormation refuses a
 * template that imports what nothing exports.
 *
 * An export that the same deploy makes first is no FAIL: the deploy of the exporting stack is what mends it.
 */
export const providers: Check = {
  id: 'providers',
  question: "Is everything exported that the stacks import, the custom resources' providers among it?",
  matters: true,
  run: async (target) => {
    const imported = [...new Set(target.stacks.flatMap(({ imports }) => imports))];
    const exporters = target.stacks.filter(({ exports }) => exports.some((name) => imported.includes(name)));
    const fromNowhere = imported.filter((name) => !exporters.some(({ exports }) => exports.includes(name)));
    const missing = await Promise.all(exporters.map((exporter) => missingOf(target, exporter)));
    const defects = [
      ...fromNowhere.map((name) => exportedByNone(name, readersOf(target, [name]))),
      ...missing.flatMap((one) => (one === undefined || one.isNew ? [] : [notYet(one)])),
    ];
    if (defects.length > 0) return defects;
    const first = missing.flatMap((one) => (one === undefined ? [] : [one.exporter.name]));
    return [
      pass(
        first.length === 0
          ? `${imported.length} imports, all exported`
          : `${imported.length} imports; to be deployed first, since others read its exports: ${first.join(', then ')}`,
      ),
    ];
  },
};

const readersOf = ({ stacks }: Target, names: readonly string[]): readonly string[] =>
  stacks.filter(({ imports }) => imports.some((name) => names.includes(name))).map(({ name }) => name);

/** @throws AwsFailure */
async function missingOf(
  target: Target,
  exporter: PlannedStack,
): Promise<(Missing & { readonly isNew: boolean }) | undefined> {
  const live = await target.liveStack(exporter.name);
  const names = exporter.exports.filter(
    (name) => live?.exports.has(name) !== true && readersOf(target, [name]).length > 0,
  );
  return names.length === 0
    ? undefined
    : { exporter, names, readers: readersOf(target, names), isNew: live === undefined };
}

const exportedByNone = (name: string, readers: readonly string[]): Finding =>
  fail(
    `${andMore(readers)} can't be deployed: no stack exports ${name}`,
    'synthesize all stacks from one commit: npx cdk synth',
  );

const notYet = ({ exporter, names, readers }: Missing): Finding =>
  warn(
    `${exporter.name} is of an earlier commit and does not export ${andMore(names)}: ${andMore(readers)} can't be deployed before it`,
    `npx cdk deploy --exclusively ${exporter.name}`,
  );

const andMore = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
