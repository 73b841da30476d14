import { HEARTLAB_RULE_IDS, type HeartLabRule } from '../../config/heartlab-rules';
import { TemplateView } from '../../template/view';
import { dx1 } from './dx1';
import { dx2 } from './dx2';
import { dx3 } from './dx3';
import { net1 } from './net1';
import { ops1 } from './ops1';
import type { RuleFinding, TemplateRule } from './rule';
import { sg1 } from './sg1';
import { sg2 } from './sg2';
import { stow1 } from './stow1';
import { stow2 } from './stow2';
import { stow3 } from './stow3';
import { stow4 } from './stow4';
import { vpn1 } from './vpn1';
import { vpn2 } from './vpn2';
import { vpn3 } from './vpn3';
import { vpn4 } from './vpn4';
import { vpn5 } from './vpn5';
import { vpn6 } from './vpn6';
import { vpn7 } from './vpn7';

/** By id, so that the compiler reports a missing rule. */
const BY_ID: Readonly<Record<HeartLabRule, TemplateRule>> = {
  'HeartLab-VPN1': vpn1,
  'HeartLab-VPN2': vpn2,
  'HeartLab-VPN3': vpn3,
  'HeartLab-VPN4': vpn4,
  'HeartLab-VPN5': vpn5,
  'HeartLab-VPN6': vpn6,
  'HeartLab-VPN7': vpn7,
  'HeartLab-NET1': net1,
  'HeartLab-SG1': sg1,
  'HeartLab-SG2': sg2,
  'HeartLab-DX1': dx1,
  'HeartLab-DX2': dx2,
  'HeartLab-DX3': dx3,
  'HeartLab-STOW1': stow1,
  'HeartLab-STOW2': stow2,
  'HeartLab-STOW3': stow3,
  'HeartLab-STOW4': stow4,
  'HeartLab-OPS1': ops1,
};

/** The HeartLab rules, in the order of the pack. */
export const RULE_PACK: readonly TemplateRule[] = HEARTLAB_RULE_IDS.map((id) => BY_ID[id]);

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
 * Checks a CloudFormation template with every HeartLab rule. Returns one outcome for each rule, so that a clean run differs from
 * one that never happened. Pure; accepts a template of any shape and never throws.
 */
export function judgeTemplate(template: unknown): readonly RuleOutcome[] {
  const view = new TemplateView(template);
  return RULE_PACK.map((rule) => ({ rule: rule.id, ...rule.judge(view) }));
}
