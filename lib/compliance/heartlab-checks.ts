import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { HEARTLAB_RULE_IDS } from '../config/heartlab-rules';
import { judgeTemplate, type RuleOutcome } from './rules';

export const HEARTLAB_PACK = 'HeartLab';

/** The version of the rules, shown in evidence. Raise it when the findings of a rule change. */
export const HEARTLAB_PACK_VERSION = '1.1.0';

export interface JudgedTemplate {
  /** The path of its stack in the construct tree. */
  readonly stack: string;
  readonly templatePath: string;
  readonly outcomes: readonly RuleOutcome[];
}

/**
 * The HeartLab rules as a pack of cdk-nag: `Validations.of(app).addPlugins(new HeartLabChecks())`.
 *
 * cdk-nag visits one resource at a time, but these rules compare several resources of one template. Therefore each synthesized
 * template is read once, and a finding is attached to the resource that must change. Acknowledge findings as for any pack:
 * `Validations.of(x).acknowledge({ id: 'HeartLab::HeartLab-VPN3', reason })`, on the resource or above it.
 */
export class HeartLabChecks extends NagPack {
  readonly name = HEARTLAB_PACK;
  override readonly version = HEARTLAB_PACK_VERSION;
  override readonly ruleIds = [...HEARTLAB_RULE_IDS];
  protected override packName = HEARTLAB_PACK;
  private templates: readonly JudgedTemplate[] = [];

  /** The results of the last run: every rule for every template, including those without findings. */
  get judged(): readonly JudgedTemplate[] {
    return this.templates;
  }

  override validate({ stackTemplates, appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = stackTemplates.map(({ stackConstructPath, templatePath }) => ({
      stack: stackConstructPath,
      templatePath,
    }));
    return this.report([...stacks, ...nestedTemplates(appConstruct)]);
  }

  /** Checks a construct tree outside an app's validation. Synthesizes its stage first. */
  override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const stage = Stage.isStage(scope) ? scope : Stage.of(scope);
    const { stacksRecursively = [] } = stage?.synth({ force: true }) ?? {};
    const { path } = Stage.isStage(scope) || Stack.isStack(scope) ? scope.node : Stack.of(scope).node;
    const stacks = stacksRecursively
      .filter(({ hierarchicalId }) => path === '' || `${hierarchicalId}/`.startsWith(`${path}/`))
      .map(({ hierarchicalId, templateFullPath }) => ({ stack: hierarchicalId, templatePath: templateFullPath }));
    return this.report([...stacks, ...nestedTemplates(scope)]);
  }

  /** cdk-nag's own visit is not used. */
  protected override checkResource(): void {}

  private report(templates: readonly Pick<JudgedTemplate, 'stack' | 'templatePath'>[]): PolicyValidationPluginReport {
    this.templates = templates.map((one) => ({
      ...one,
      outcomes: judgeTemplate(JSON.parse(readFileSync(one.templatePath, 'utf8'))),
    }));
    const violations = this.templates.flatMap(violationsOf);
    return { success: violations.length === 0, pluginVersion: HEARTLAB_PACK_VERSION, violations };
  }
}

/** One violation for each finding, so that each has its description. The CDK finds the construct by template and logical id. */
function violationsOf({ templatePath, outcomes }: JudgedTemplate): readonly PolicyViolation[] {
  return outcomes.flatMap(({ rule, findings }) =>
    findings.map(({ logicalId, detail }) => ({
      ruleName: rule,
      description: `${logicalId}: ${detail}`,
      severity: 'error',
      violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: ['Properties'] }],
    })),
  );
}

/** The templates of nested stacks, which the CDK does not list among the stacks. */
function nestedTemplates(root: IConstruct): readonly Pick<JudgedTemplate, 'stack' | 'templatePath'>[] {
  return root.node.findAll().flatMap((construct) => {
    if (!Stack.isStack(construct) || construct.nestedStackResource === undefined) return [];
    const outdir = Stage.of(construct)?.outdir ?? '';
    return [{ stack: construct.node.path, templatePath: join(outdir, basename(construct.templateFile)) }];
  });
}
