import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { partitionOf } from '../operate/aws/partition';
import { type JsonObject, mappingOf, type TemplateValue, textOf, valueAt } from '../template/json';
import { importedNames } from '../template/references';
import { TemplateView } from '../template/view';

/** A resource of a synthesized template. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The resource is kept when its stack is deleted, and can be imported again. */
  readonly retained?: boolean;
}

/** A stack to be deployed, read from the manifest and the template of a cloud assembly. */
export interface PlannedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly PlannedResource[];
  /** The names under which the stack exports values. */
  readonly exports: readonly string[];
  /** The exports of other stacks that the template imports. */
  readonly imports: readonly string[];
  /** The stacks that must be deployed first. */
  readonly dependencies: readonly string[];
  /** What the CDK requires in the account: its bootstrap, and its roles. */
  readonly bootstrap: {
    readonly version: number;
    /** The SSM parameter with the bootstrap version. */
    readonly versionParameter: string;
    /** The role that the CDK assumes for its calls to CloudFormation. */
    readonly deployRoleArn: string;
    /** The role with which CloudFormation creates the resources. */
    readonly executionRoleArn: string;
    /** The roles that the CDK assumes to upload the template and the files. */
    readonly publishingRoleArns: readonly string[];
  };
}

/** Why a folder is not a readable cloud assembly, in one line. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** A file name in the assembly, which can't contain a path. */
const fileName = z.string().regex(/^[\w.-]+$/);

const stackSchema = z.object({
  templateFile: fileName,
  stackName: z.string().optional(),
  assumeRoleArn: z.string(),
  cloudFormationExecutionRoleArn: z.string(),
  requiresBootstrapStackVersion: z.number(),
  bootstrapStackVersionSsmParameter: z.string(),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({ destinations: z.record(z.string(), z.object({ assumeRoleArn: z.string().optional() })) }),
    )
    .default({}),
});

const mapping = z.record(z.string(), z.unknown());
const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: mapping.optional(), DeletionPolicy: z.string().optional() }),
  ),
  Outputs: z.record(z.string(), z.looseObject({ Export: z.looseObject({ Name: z.string() }).optional() })).optional(),
});

const RETAINED: readonly TemplateValue[] = ['Retain', 'RetainExceptOnCreate'];

/**
 * The stacks of a cloud assembly, in the order of its manifest.
 *
 * @throws AssemblyError
 */
export function readAssembly(folder: string): readonly PlannedStack[] {
  const { artifacts } = readJson(folder, 'manifest.json', manifestSchema);
  return Object.entries(artifacts).flatMap(([id, { type, environment, dependencies, properties }]) => {
    if (type !== 'aws:cloudformation:stack') return [];
    const [, account, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(environment ?? '') ?? [];
    if (account === undefined || region === undefined)
      throw new AssemblyError(`${join(folder, 'manifest.json')}: stack ${id} does not specify an account and a Region`);
    const stack = stackSchema.safeParse(properties).data;
    if (stack === undefined)
      throw new AssemblyError(
        `${join(folder, 'manifest.json')}: stack ${id} is not one that this project synthesizes (no template file, or no bootstrap roles)`,
      );
    const view = new TemplateView(readJson(folder, stack.templateFile, templateSchema));
    const assetFiles = dependencies.flatMap((name) => {
      const artifact = artifacts[name];
      return artifact?.type === 'cdk:asset-manifest' ? (fileName.safeParse(artifact.properties.file).data ?? []) : [];
    });
    const arn = (text: string): string => text.replace(/\$\{AWS::Partition\}/, partitionOf(region));
    return [
      {
        name: stack.stackName ?? id,
        account,
        region,
        resources: view.resources.map(({ id: logicalId, type, properties }) => ({
          logicalId,
          type,
          properties: mappingOf(properties),
          retained: RETAINED.includes(valueAt(view.json, 'Resources', logicalId, 'DeletionPolicy')),
        })),
        exports: Object.values(view.outputs).flatMap((output) => textOf(valueAt(output, 'Export', 'Name')) ?? []),
        imports: [...importedNames(view.json.Resources)].sort(),
        dependencies: dependencies.filter((name) => artifacts[name]?.type === 'aws:cloudformation:stack'),
        bootstrap: {
          version: stack.requiresBootstrapStackVersion,
          versionParameter: stack.bootstrapStackVersionSsmParameter,
          deployRoleArn: arn(stack.assumeRoleArn),
          executionRoleArn: arn(stack.cloudFormationExecutionRoleArn),
          publishingRoleArns: assetFiles.flatMap((file) => publishingRoles(folder, file)).map(arn),
        },
      },
    ];
  });
}

function publishingRoles(folder: string, file: string): readonly string[] {
  const { files } = readJson(folder, file, assetsSchema);
  const destinations = Object.values(files).flatMap((asset) => Object.values(asset.destinations));
  return [...new Set(destinations.flatMap(({ assumeRoleArn }) => assumeRoleArn ?? []))];
}

function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const file = join(folder, name);
  if (!existsSync(file))
    throw new AssemblyError(`there is no ${file}: name the folder that "npx cdk synth" wrote, such as cdk.out`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new AssemblyError(`${file} can't be read as JSON`);
  }
  const { data } = schema.safeParse(content);
  if (data === undefined) throw new AssemblyError(`${file} is not a file that "npx cdk synth" wrote`);
  return data;
}
