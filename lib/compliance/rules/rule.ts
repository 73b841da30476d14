import type { HeartLabRule } from '../../config/heartlab-rules';
import type { TemplateResource, TemplateView } from '../../template/view';

export interface RuleFinding {
  /** The resource that must change. */
  readonly logicalId: string;
  /** The finding and its position in the resource. Never contains a value that may be secret. */
  readonly detail: string;
}

/** The result of one rule on one template. */
export interface RuleJudgement {
  /** The number of resources that the rule checked; 0: the template has none that it concerns. */
  readonly judged: number;
  readonly findings: readonly RuleFinding[];
}

/** One rule of the pack: a pure function over the resources of a template, which may be another team's. */
export interface TemplateRule {
  readonly id: HeartLabRule;
  readonly failsWhen: string;
  /** How the rule treats values that only the deploy determines. */
  readonly unknown: string;
  readonly judge: (view: TemplateView) => RuleJudgement;
}

/** Checks each resource; `check` returns its findings. */
export function judgeEach(
  resources: readonly TemplateResource[],
  check: (resource: TemplateResource) => readonly string[],
): RuleJudgement {
  return eachOf(
    resources.map((resource) => ({ resource })),
    ({ resource }) => check(resource),
  );
}

/** Checks each subject; a finding is attached to the subject's resource. */
export function eachOf<T extends { readonly resource: TemplateResource }>(
  subjects: readonly T[],
  check: (subject: T) => readonly string[],
): RuleJudgement {
  return {
    judged: subjects.length,
    findings: subjects.flatMap((subject) =>
      [...new Set(check(subject))].map((detail) => ({ logicalId: subject.resource.id, detail })),
    ),
  };
}

/** Combines judgements into one. A resource in two of them counts twice. */
export function combineJudgements(...judgements: readonly RuleJudgement[]): RuleJudgement {
  return {
    judged: judgements.reduce((sum, { judged }) => sum + judged, 0),
    findings: judgements.flatMap(({ findings }) => findings),
  };
}
