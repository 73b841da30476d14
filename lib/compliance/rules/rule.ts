import type { HeartLabRule } from '../../config/heartlab-rules';
import type { TemplateResource, TemplateView } from '../../template/view';

/** What is wrong with one resource. */
export interface RuleFinding {
  /** The resource that has to change. */
  readonly logicalId: string;
  /** What was found, and where in the resource. Never a value that may be secret. */
  readonly detail: string;
}

/** What a rule has to say of one template. */
export interface RuleJudgement {
  /** How many resources it looked at: none means that the template has nothing that it concerns. */
  readonly judged: number;
  readonly findings: readonly RuleFinding[];
}

/** One rule of the pack: a pure function over a template's resources, ours or another team's. */
export interface TemplateRule {
  readonly id: HeartLabRule;
  readonly failsWhen: string;
  /** What a value means that only the deploy knows. */
  readonly unknown: string;
  readonly judge: (view: TemplateView) => RuleJudgement;
}

/** Judges resources one by one: `check` says what is wrong with one. */
export function judgeEach(
  resources: readonly TemplateResource[],
  check: (resource: TemplateResource) => readonly string[],
): RuleJudgement {
  return eachOf(
    resources.map((resource) => ({ resource })),
    ({ resource }) => check(resource),
  );
}

/** The same of what was read of each resource. */
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

/** Several judgements as one; a resource in two of them counts twice. */
export function combineJudgements(...judgements: readonly RuleJudgement[]): RuleJudgement {
  return {
    judged: judgements.reduce((sum, { judged }) => sum + judged, 0),
    findings: judgements.flatMap(({ findings }) => findings),
  };
}
