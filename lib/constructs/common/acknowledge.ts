import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Site } from '../../config/model';

/**
 * Acknowledges findings of the rule packs on one construct, beside the decision that causes them.
 *
 * @param findings ids with their pack, `AwsSolutions::AwsSolutions-EC23`, each with a reason that names the decision.
 *   A gate fails synth for an id that matches no finding (lib/compliance/acknowledgement-gate.ts).
 */
export function acknowledgeFindings(construct: IConstruct, findings: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(findings).map(([id, reason]) => ({ id, reason })));
}

/**
 * Acknowledges on a site's stack what the site file acknowledges. It applies to each resource of the stack for which the rule
 * has a finding. The reason contains the approver and the expiry date, so that every report of the finding names them.
 */
export function acknowledgeForSite(stack: IConstruct, site: Site): void {
  acknowledgeFindings(
    stack,
    Object.fromEntries(
      site.acknowledge.map(({ rule, reason, approvedBy, expires }) => [
        `HeartLab::${rule}`,
        `${reason} (approved by ${approvedBy}, until ${expires})`,
      ]),
    ),
  );
}
