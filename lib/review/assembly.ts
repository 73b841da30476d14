import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { VALIDATION_REPORT } from '../compliance/validation-report';
import { loadFleet } from '../config/load/load';
import type { Environment, Site } from '../config/model';
import { validJson } from '../config/valid-json';
import { ProjectFailure } from '../project/errors';
import { TemplateView } from '../template/view';
import type { ComparedRevision, TemplateFinding } from './revision';

/** The unprocessed output of one side's app, as text. It may come from code without an approval. */
export interface WrittenAssembly {
  /** Undefined if the app wrote nothing, because of an error in the files or in the app. */
  readonly files: Readonly<Record<string, string>> | undefined;
  /** The app's messages on failure: errors with their positions, or expired acknowledgements. */
  readonly complaints: readonly string[];
  /** The app exited with a code other than 0, before or after it wrote its templates. */
  readonly failed: boolean;
  /**
   * The sites that were left out, because their files have errors. Acknowledgements with errors may be left out too.
   * @default - the app wrote the templates of the whole folder
   */
  readonly leftOut?: readonly string[];
}

const TEMPLATE = '.template.json';

/** The files of an assembly that the review reads. A stack's name has the characters that CloudFormation permits. */
export const REVIEWED_FILE = /^(?:[A-Za-z][A-Za-z0-9-]{0,127}\.template|validation-report)\.json$/;

export function readReviewedAssembly(outdir: string): WrittenAssembly['files'] {
  if (!existsSync(join(outdir, 'manifest.json'))) return undefined;
  const names = readdirSync(outdir).filter((name) => REVIEWED_FILE.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
}

/** The validated files, with the environments of the site files that they were synthesized from. */
export function revisionOf(
  files: Readonly<Record<string, string>>,
  sites: string,
  unreached: readonly Site[] = [],
): ComparedRevision {
  const templates = Object.entries(files).flatMap(([name, text]) =>
    name.endsWith(TEMPLATE)
      ? [[name.slice(0, -TEMPLATE.length), new TemplateView(read(name, text, isTemplate))] as const]
      : [],
  );
  const report = files[VALIDATION_REPORT];
  // No template contains the environments: this code reads them on both sides.
  const { environments } = loadFleet(sites);
  return {
    templates: new Map(templates),
    environments,
    findings: report === undefined ? [] : findings(read(VALIDATION_REPORT, report, isReport)),
    trusted: trusted(environments, sites),
    unreached,
  };
}

const templateSchema = z.looseObject({
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string().regex(/^\w+(::[\w@-]+)+$/),
        Properties: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
const violations = z.array(
  z.looseObject({
    ruleName: z.string(),
    violatingConstructs: z.array(z.looseObject({ constructPath: z.string().optional() })),
  }),
);
const reportSchema = z.looseObject({
  pluginReports: z.array(z.looseObject({ violations, suppressedViolations: violations.optional() })),
});

// Returns the value itself, not zod's copy, so that the keys keep their order in the file.
const isTemplate = (value: unknown): value is z.infer<typeof templateSchema> => templateSchema.safeParse(value).success;
const isReport = (value: unknown): value is z.infer<typeof reportSchema> => reportSchema.safeParse(value).success;

function read<T>(name: string, text: string, fits: (value: unknown) => value is T): T {
  const value = parsed(name, text);
  if (fits(value)) return value;
  throw new ProjectFailure(
    `${name} does not have the format of a ${name.endsWith(TEMPLATE) ? 'CloudFormation template' : 'CDK validation report'}`,
  );
}

/** Deeper than any of our templates. The functions that compare values recurse once a level. */
const DEEPEST = 100;

function parsed(name: string, text: string): unknown {
  const value = validJson(text);
  if (value === undefined) throw new ProjectFailure(`${name} is not JSON`);
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new ProjectFailure(`${name} is nested deeper than ${DEEPEST} levels`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? valuesOf(one, name) : []));
  }
  return value;
}

/** Names such as `constructor`, which every object has, would match in any of our tables. */
function valuesOf(value: object, name: string): readonly unknown[] {
  const inherited = Object.keys(value).find((key) => key in Object.prototype);
  if (inherited !== undefined)
    throw new ProjectFailure(
      `${name} has a key ${inherited}, which is refused: every JavaScript object has a property of that name`,
    );
  return Object.values(value);
}

function findings({ pluginReports }: z.infer<typeof reportSchema>): readonly TemplateFinding[] {
  return pluginReports.flatMap(({ violations, suppressedViolations = [] }) =>
    [
      { list: violations, accepted: false },
      { list: suppressedViolations, accepted: true },
    ].flatMap(({ list, accepted }) =>
      list.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath = '' }) => {
          const [stack = '', ...path] = constructPath.split('/');
          return { stack, rule: ruleName, path: path.join('/'), accepted };
        }),
      ),
    ),
  );
}

function trusted(environments: readonly Environment[], sites: string): ComparedRevision['trusted'] {
  return new Map(
    environments.flatMap(({ name, ingest }): readonly [string, string][] => {
      const file = ingest.serverCaBundle === undefined ? undefined : join(sites, ingest.serverCaBundle);
      if (file === undefined || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
      return [[name, createHash('sha256').update(readFileSync(file)).digest('hex')]];
    }),
  );
}
