/**
 * The decisions of the design that accept findings of the rule packs. The owner of a decision reviews it by its date. After that
 * date the evidence of `heartlab audit` has an open item. Synth and deploy are not affected.
 */

export interface DesignDecision {
  /** A role. */
  readonly owner: string;
  /** YYYY-MM-DD: the last day on which the decision counts as reviewed. */
  readonly reviewBy: string;
}

const SECURITY: DesignDecision = { owner: 'HeartLab security', reviewBy: '2027-05-31' };
const PLATFORM: DesignDecision = { owner: 'HeartLab platform engineering', reviewBy: '2027-11-30' };

export const DESIGN_DECISIONS = {
  'permissions-without-resource': SECURITY,
  'permissions-for-every-site': SECURITY,
  'permissions-below-prefix': SECURITY,
  'managed-policy': SECURITY,
  'no-automatic-rotation': SECURITY,
  'dimse-in-clear': SECURITY,
  'tls-ends-in-cell': SECURITY,
  'no-web-firewall': SECURITY,
  'default-security-group': PLATFORM,
  'custom-resource-functions': PLATFORM,
  'provider-framework': PLATFORM,
  'zones-from-file': PLATFORM,
  'one-region': PLATFORM,
  'access-log-encryption': PLATFORM,
  'database-backup': PLATFORM,
  'task-settings': PLATFORM,
  'load-balancer-logs': PLATFORM,
  'load-balancer-deletion': PLATFORM,
  'empty-project': PLATFORM,
} as const satisfies Readonly<Record<string, DesignDecision>>;

export type DesignDecisionId = keyof typeof DESIGN_DECISIONS;

/** Why the design accepts a finding, and by which decision. */
export interface DesignReason {
  readonly decision: DesignDecisionId;
  readonly reason: string;
}

export const byDesign = (decision: DesignDecisionId, reason: string): DesignReason => ({ decision, reason });

/** The text of an acknowledgement: every report of the finding then has the owner and the date. */
export function acknowledgementText({ decision, reason }: DesignReason): string {
  const { owner, reviewBy } = DESIGN_DECISIONS[decision];
  return `${reason} (design decision ${decision}, owner ${owner}, review by ${reviewBy})`;
}

const DECISION = /^([\s\S]*) \(design decision ([a-z-]+), owner ([^,()]+), review by (\d{4}-\d{2}-\d{2})\)$/;

/** The parts of such a text; undefined for any other text. */
export function readAcknowledgementText(
  text: string,
): (DesignDecision & { readonly decision: string; readonly reason: string }) | undefined {
  const [, reason, decision, owner, reviewBy] = DECISION.exec(text) ?? [];
  return reason === undefined || decision === undefined || owner === undefined || reviewBy === undefined
    ? undefined
    : { reason, decision, owner, reviewBy };
}
