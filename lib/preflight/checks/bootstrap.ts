import { ListExportsCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Clients } from '../../operate/aws/clients';
import { ask } from '../../operate/aws/failure';
import { allPages } from '../../operate/aws/pages';
import { part } from '../../operate/fleet';
import { type Check, type Finding, fail, pass, unanswered, warn } from '../check';
import type { Target } from '../target';

/**
 * The names are those of the CDK's bootstrap template (aws-cdk, lib/api/bootstrap/bootstrap-template.yaml): the SSM parameter
 * /cdk-bootstrap/<qualifier>/version, the export CdkBootstrap-<qualifier>-FileAssetKeyArn, the key FileAssetsBucketEncryptionKey.
 */
export const bootstrap: Check = {
  id: 'bootstrap',
  question: "Is the CDK's bootstrap there, new enough, and with a key that the ingest's tasks can use?",
  matters: true,
  run: async (target) => {
    const required = requiredVersions(target);
    return (
      await Promise.all([...required].map(([parameter, version]) => bootstrapFindings(target, parameter, version)))
    ).flat();
  },
};

/** By the parameter that holds the version: one for each bootstrap that the stacks use. */
function requiredVersions({ stacks }: Target): ReadonlyMap<string, number> {
  const required = new Map<string, number>();
  for (const { bootstrap: needed } of stacks)
    required.set(
      needed.versionParameter,
      Math.max(needed.version, required.get(needed.versionParameter) ?? needed.version),
    );
  return required;
}

async function bootstrapFindings(target: Target, parameter: string, version: number): Promise<readonly Finding[]> {
  const found = await parameterValue(target.clients, parameter);
  const defect = versionDefect(target, parameter, version, found);
  if (defect !== undefined) return [defect];
  const versionPasses = pass(`version ${found}, ${version} or later is needed`);
  // Nothing else reads the bucket with a role of its own: CloudFormation and Lambda read it as whoever deploys.
  if (target.environment.ingest.managed === undefined) return [versionPasses];
  const key = await part(() => keyFinding(target, parameter));
  return [versionPasses, 'failure' in key ? unanswered(`the key of the assets bucket: ${key.failure}`) : key.value];
}

function versionDefect(target: Target, parameter: string, version: number, found: string | undefined) {
  const { account, region } = target.environment;
  const command = `npx cdk bootstrap aws://${account}/${region}`;
  if (found === undefined)
    return fail(`account ${account}, ${region} is not bootstrapped: it has no SSM parameter ${parameter}`, command);
  if (!/^\d+$/.test(found))
    return fail(`SSM parameter ${parameter} is not the number of a version`, `${command} writes it`);
  return Number(found) < version
    ? fail(`the bootstrap has version ${found}, and the stacks need ${version} or later`, command)
    : undefined;
}

async function parameterValue(clients: Clients, Name: string): Promise<string | undefined> {
  return ask('ssm:GetParameter', clients.place, async () => {
    try {
      return (await clients.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  });
}

/** The tasks of the ingest fetch their environment files from the assets bucket, with a role that has no right to its key. */
async function keyFinding(target: Target, parameter: string): Promise<Finding> {
  const name = `CdkBootstrap-${/^\/cdk-bootstrap\/([^/]+)\//.exec(parameter)?.[1] ?? ''}-FileAssetKeyArn`;
  const exported = (await allExports(target.clients)).find(({ Name }) => Name === name);
  if (exported?.Value === undefined) return unanswered(`the key of the assets bucket: nothing exports ${name}`);
  const key = exported.Value;
  if (key === 'AWS_MANAGED_KEY') return pass("the assets bucket has AWS's own key");
  const [, stack = ''] = /:stack\/([^/]+)\//.exec(exported.ExportingStackId ?? '') ?? [];
  const own = (await target.liveStack(stack))?.resources.find(
    ({ LogicalResourceId }) => LogicalResourceId === 'FileAssetsBucketEncryptionKey',
  );
  // Its policy lets every principal of the account use it through S3.
  if (own !== undefined) return pass(`the assets bucket has the key that ${stack} made, which lets the account use it`);
  return warn(
    `the assets bucket has the key ${key}, which ${stack} did not make: unless its policy lets the account decrypt through S3, the ingest's tasks can't fetch their environment files and don't start`,
    `aws kms get-key-policy --policy-name default --key-id ${key} --region ${target.environment.region} shows it: it needs kms:Decrypt for Principal {"AWS": "*"} where kms:CallerAccount is ${target.environment.account} and kms:ViaService is s3.${target.environment.region}.amazonaws.com`,
  );
}

const allExports = (clients: Clients) =>
  allPages((NextToken) =>
    ask('cloudformation:ListExports', clients.place, async () => {
      const { Exports, NextToken: next } = await clients.cloudFormation.send(new ListExportsCommand({ NextToken }));
      return { items: Exports, next };
    }),
  );
