import type { HeartLabRule } from '../config/heartlab-rules';
import { TemplateView } from '../template/view';
import { RULE_PACK } from './rules';
import type { RuleFinding } from './rules/rule';

/** What one rule said of one template. */
export interface RuleOutcome {
  readonly rule: HeartLabRule;
  /** Resources that it looked at: none means that it ran, and that the template has nothing that it concerns. */
  readonly judged: number;
  /** Before any acknowledgement. */
  readonly findings: readonly RuleFinding[];
}

/**
 * Holds a CloudFormation template against every HeartLab rule: one outcome a rule, always all of them, so that a clean run can be
 * told from one that never happened. Pure; a template of any shape is judged, none throws.
 */
export function judgeTemplate(template: unknown): readonly RuleOutcome[] {
  const view = new TemplateView(template);
  return RULE_PACK.map((rule) => ({ rule: rule.id, ...rule.judge(view) }));
}
