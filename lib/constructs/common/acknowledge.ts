import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of the rule packs on one construct, beside the decision that causes them.
 *
 * @param findings ids with their pack, `AwsSolutions::AwsSolutions-EC23`, each with a reason that names the decision.
 *   A gate fails synth for an id that matches no finding (lib/compliance/acknowledgement-gate.ts).
 */
export function acknowledgeFindings(construct: IConstruct, findings: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(findings).map(([id, reason]) => ({ id, reason })));
}
