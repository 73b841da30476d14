import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgementText, type DesignReason } from '../../config/design-decisions';
import { FleetError } from '../../config/fleet-error';
import type { Site } from '../../config/model';

/**
 * Acknowledges findings of the rule packs on one construct, beside the decision that causes them.
 *
 * @param findings ids with their pack, `AwsSolutions::AwsSolutions-EC23`, each with its reason.
 *   A gate fails synth for an id that matches no finding (lib/compliance/acknowledgement-gate.ts).
 */
export function acknowledgeFindings(construct: IConstruct, findings: Readonly<Record<string, DesignReason>>): void {
  if (Object.keys(findings).some((id) => Token.isUnresolved(id))) throw new FleetError([unknownArn(construct)]);
  acknowledge(
    construct,
    Object.entries(findings).map(([id, reason]) => ({ id, reason: acknowledgementText(reason) })),
  );
}

const acknowledge = (
  construct: IConstruct,
  findings: readonly { readonly id: string; readonly reason: string }[],
): void => Validations.of(construct).acknowledge(...findings);

/**
 * Acknowledges the findings that the site file acknowledges. An entry applies to every resource of the stack that has a finding of
 * the rule. The reason contains the approver and the expiry date, so that every report of the finding names them.
 */
export function acknowledgeForSite(stack: IConstruct, site: Site): void {
  acknowledge(
    stack,
    site.acknowledge.map(({ rule, reason, approvedBy, expires }) => ({
      id: `HeartLab::${rule}`,
      reason: `${reason} (approved by ${approvedBy}, until ${expires})`,
    })),
  );
}

/** The id of a finding contains ARNs as text, so the partition and the Region must be known at synth. */
function unknownArn(construct: IConstruct): string {
  const { account, region, node } = Stack.of(construct);
  return Token.isUnresolved(account) || Token.isUnresolved(region)
    ? `${construct.node.path}: the stack ${node.id} has no account and Region, and a rule pack's findings on it contain them; give the stack \`env: { account: '111122223333', region: 'ap-southeast-2' }\``
    : `${construct.node.path}: the feature flag @aws-cdk/core:enablePartitionLiterals is not set; write "@aws-cdk/core:enablePartitionLiterals": true into \`context\` of cdk.json`;
}
