import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment, Site } from '../../../lib/config/model';
import { addFleetStacks } from '../../../lib/constructs/fleet';
import { clientFactory } from '../../../lib/operate/aws/clients';
import { type PlannedStack, readAssembly } from '../../../lib/preflight/assembly';
import type { PreflightCheck } from '../../../lib/preflight/check';
import { type PreflightRow, runPreflight } from '../../../lib/preflight/run';
import { anEnvironment, aSite } from '../builders/sites';
import { anApp } from '../programs/cdk-app';
import { type Answer, type Call, Refusal, wire } from './http-wire';

/** An account with the answers of a test, which refuses every other call. The real clients use a simulated wire. */

export const TODAY = new Date('2026-11-28T00:00:00Z');

/** The stacks of a fleet, through the real app's constructs and the assembly that the CDK writes. */
export function plannedStacks(sites: readonly Site[], environments: readonly Environment[]): readonly PlannedStack[] {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-preflight-test-'));
  try {
    const app = anApp({ outdir: folder });
    addFleetStacks(app, { sites, environments, folder: 'test/fixtures' });
    app.synth();
    return readAssembly(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Answers = Readonly<Record<string, Answer>>;

interface AskedOf {
  /** @default - the documented site */
  readonly sites?: readonly Site[];
  /** @default - the documented environment */
  readonly environment?: Environment;
  /** @default - none */
  readonly stacks?: readonly PlannedStack[];
  /** @default - all of `stacks` */
  readonly deploys?: readonly string[];
  /** By action; `sts:GetCallerIdentity` is the environment's account unless it is given. */
  readonly answers: Answers;
}

/** The rows of a check, without that of the account, and its calls. */
export async function checked(check: PreflightCheck, { answers, ...given }: AskedOf) {
  const environment = given.environment ?? anEnvironment();
  const { settings, calls } = wire(answering({ ...identity(environment.account), ...answers }));
  const rows = await runPreflight(
    {
      environment,
      sites: given.sites ?? [aSite()],
      stacks: given.stacks ?? [],
      deploys: given.deploys,
      factory: clientFactory({ ...settings, maxAttempts: 1 }),
      now: () => TODAY,
    },
    [check],
  );
  return { rows: rows.filter((row) => row.check === check.id).map(withoutPlace), calls };
}

/** Answers by action; AWS denies every other call. */
export const answering =
  (answers: Answers): Answer =>
  (call: Call) => {
    const answer = answers[call.action];
    if (answer === undefined) throw new Refusal(403, 'AccessDenied', `not authorized to perform: ${call.action}`);
    return answer(call);
  };

export const identity = (account: string): Answers => ({
  'sts:GetCallerIdentity': () => ({ Account: account, Arn: `arn:aws:iam::${account}:role/someone`, UserId: 'x' }),
});

const withoutPlace = ({ check: _check, environment: _environment, ...finding }: PreflightRow) => finding;

/** CloudFormation's answer for stacks that do not exist. */
export const noStacks: Answers = {
  'cloudformation:DescribeStacks': ({ get }) => {
    throw new Refusal(400, 'ValidationError', `Stack with id ${get('StackName')} does not exist`);
  },
};

/** The stacks after their deploy, with every resource of the template. */
export function deployedStacks(stacks: readonly PlannedStack[], status = 'CREATE_COMPLETE'): Answers {
  const named = (call: Call) => stacks.find(({ name }) => name === call.get('StackName'));
  return {
    'cloudformation:DescribeStacks': (call) => {
      const stack = named(call);
      if (stack === undefined)
        throw new Refusal(400, 'ValidationError', `Stack with id ${call.get('StackName')} does not exist`);
      return {
        Stacks: [
          {
            StackName: stack.name,
            CreationTime: TODAY,
            StackStatus: status,
            Outputs: stack.exports.map((ExportName, index) => ({
              OutputKey: `Output${index}`,
              OutputValue: `value-${index}`,
              ExportName,
            })),
          },
        ],
      };
    },
    'cloudformation:ListStackResources': (call) => ({
      StackResourceSummaries: (named(call)?.resources ?? []).map(({ logicalId, type }) => ({
        LogicalResourceId: logicalId,
        ResourceType: type,
        PhysicalResourceId: `id-${logicalId}`,
        ResourceStatus: status,
        LastUpdatedTimestamp: TODAY,
      })),
    }),
  };
}
