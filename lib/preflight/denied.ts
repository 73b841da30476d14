import { AwsFailure } from '../operate/aws/failure';
import { type CheckFinding, failFinding, unansweredFinding, warnFinding } from './check';
import { type DenialReason, type SimulatedDenial, type SimulatedRequest, simulateDenials } from './simulate';
import type { DeployTarget } from './target';

/** The number of actions that one finding names. */
const NAMED = 8;

const REASONS: Readonly<Record<DenialReason, string>> = {
  explicit: 'a policy denies it',
  implicit: 'no policy allows it',
  boundary: 'the permissions boundary does not allow it',
  organization: 'a service control policy of the organization does not allow it',
};

/** How a check reports one denial. */
export interface JudgedDenial {
  /** The action, and the part of the deploy that needs it. */
  readonly text: string;
  /** Whether the deploy certainly fails because of it. */
  readonly certain: boolean;
}

/** The denied actions of a role: one finding for each reason, with all its actions. */
export async function deniedFindings(
  { clients, environment }: DeployTarget,
  call: SimulatedRequest,
  judge: (denial: SimulatedDenial) => JudgedDenial,
): Promise<readonly CheckFinding[]> {
  const groups = new Map<
    string,
    { readonly denial: SimulatedDenial; readonly certain: boolean; readonly texts: string[] }
  >();
  try {
    for (const denial of await simulateDenials(clients, call)) {
      const { text, certain } = judge(denial);
      const key = `${certain} ${denial.reason} ${denial.conditional}`;
      const group = groups.get(key) ?? { denial, certain, texts: [] };
      groups.set(key, group);
      group.texts.push(text);
    }
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.kind !== 'not-deployed') return [unansweredFinding(error.message)];
    return [
      failFinding(error.message, `npx cdk bootstrap aws://${environment.account}/${environment.region} creates it`),
    ];
  }
  const role = roleName(call.roleArn);
  return [...groups.values()].map(({ denial: { reason, conditional }, certain, texts }) => {
    const named = [...texts].sort().slice(0, NAMED).join(', ');
    const more = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '';
    const unsure = conditional ? ', unless a condition that the simulation does not know is met' : '';
    return (certain ? failFinding : warnFinding)(
      `according to IAM's simulator, ${role} may not ${named}${more}: ${REASONS[reason]}${unsure}`,
      `fix the policies of ${role}${reason === 'organization' ? ", or have the organization's policy fixed" : ''}: aws iam simulate-principal-policy --policy-source-arn ${call.roleArn} --action-names <action> shows which policy decides`,
    );
  });
}

export const roleName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
