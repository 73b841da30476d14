import type { HeartLabRule } from '../config/heartlab-rules';
import { TemplateView } from '../template/view';
import { RULE_PACK } from './rules';
import type { RuleFinding } from './rules/rule';

/** The result of one rule on one template. */
export interface RuleOutcome {
  /** The id of the rule, like `HeartLab-SG1` (docs/rules.md). */
  readonly rule: HeartLabRule;
  /** The number of resources that it checked; 0: it ran, and the template has none that it concerns. */
  readonly judged: number;
  /** Before any acknowledgement. */
  readonly findings: readonly RuleFinding[];
}

/**
 * Checks a CloudFormation template with every HeartLab rule. There is always one outcome for each rule, so that a clean run can
 * be told from one that never happened. Pure; accepts a template of any shape and never throws.
 */
export function judgeTemplate(template: unknown): readonly RuleOutcome[] {
  const view = new TemplateView(template);
  return RULE_PACK.map((rule) => ({ rule: rule.id, ...rule.judge(view) }));
}
