import { writeFileSync } from 'node:fs';
import { type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import type { JudgedTemplate } from './heartlab-checks';

/**
 * The number of resources that each rule checked. The CDK's validation report contains only findings, so a pack without findings
 * and a pack that never ran leave the same report. The evidence must distinguish them, and reads this record too.
 */

/** The context key for the path of the record. Without it nothing is recorded: a deploy needs no record. */
export const RUN_RECORD_CONTEXT = 'heartlab:run-record';

export interface RunRecord {
  /** By pack name. */
  readonly packs: Readonly<Record<string, PackRun>>;
}

export interface PackRun {
  readonly version: string;
  /** By the stack's construct path. */
  readonly stacks: Readonly<Record<string, StackRun>>;
}

export interface StackRun {
  readonly resources: number;
  /** By rule id; includes rules that ran without a resource to check. */
  readonly rules: Readonly<Record<string, RuleRun>>;
}

export interface RuleRun {
  /** The number of resources that the rule checked. */
  readonly judged: number;
  /** The number of findings, before acknowledgement. */
  readonly findings: number;
  /** The number of resources on which it threw. cdk-nag reports these as findings. */
  readonly threw: number;
}

type Counting = { -readonly [K in keyof RuleRun]: RuleRun[K] };

interface StackCount {
  resources: number;
  /** By rule id without the pack. */
  readonly rules: Map<string, Counting>;
}

/** Collects the results of one pack. */
export class PackRecorder {
  private readonly stacks = new Map<string, StackCount>();
  private last: { readonly node: IApplyRule['node']; readonly stack: StackCount } | undefined;

  constructor(private readonly packName: string) {}

  /** Wraps a rule so that its results are counted. */
  counted(params: IApplyRule): IApplyRule {
    const suffix = params.ruleSuffixOverride ?? params.rule.name;
    const count = this.rule(params, suffix);
    return {
      ...params,
      // cdk-nag takes a rule's id from the name of its function, which the wrapper below doesn't have.
      ruleSuffixOverride: suffix,
      rule: (node) => {
        try {
          const result = params.rule(node);
          const wrong = Array.isArray(result) ? result.length : result === NagRuleCompliance.NON_COMPLIANT ? 1 : 0;
          if (result !== NagRuleCompliance.NOT_APPLICABLE) count.judged += 1;
          count.findings += wrong;
          return result;
        } catch (error) {
          count.threw += 1;
          throw error;
        }
      },
    };
  }

  private rule({ node }: IApplyRule, suffix: string): Counting {
    const stack = this.stackOf(node);
    const known = stack.rules.get(suffix);
    if (known !== undefined) return known;
    const count = { judged: 0, findings: 0, threw: 0 };
    stack.rules.set(suffix, count);
    return count;
  }

  /** A pack checks one resource with all of its rules before the next, so each path is read once. */
  private stackOf(node: IApplyRule['node']): StackCount {
    if (this.last?.node === node) return this.last.stack;
    const path = node.node.path.split('/')[0] ?? '';
    const stack = this.stacks.get(path) ?? { resources: 0, rules: new Map<string, Counting>() };
    stack.resources += 1;
    this.stacks.set(path, stack);
    this.last = { node, stack };
    return stack;
  }

  finished(version: string): PackRun {
    const stacks = [...this.stacks].map(([path, { resources, rules }]): [string, StackRun] => [
      path,
      {
        resources,
        rules: Object.fromEntries([...rules].map(([suffix, count]) => [`${this.packName}-${suffix}`, count])),
      },
    ]);
    return { version, stacks: Object.fromEntries(stacks) };
  }
}

/** The run of the HeartLab pack, which keeps its own results. */
export function heartLabRun(
  version: string,
  judged: readonly JudgedTemplate[],
  resourcesOf: (templatePath: string) => number,
): PackRun {
  const stacks = judged.map(({ stack, templatePath, outcomes }): [string, StackRun] => [
    stack,
    {
      resources: resourcesOf(templatePath),
      rules: Object.fromEntries(
        outcomes.map(({ rule, judged, findings }) => [rule, { judged, findings: findings.length, threw: 0 }]),
      ),
    },
  ]);
  return { version, stacks: Object.fromEntries(stacks) };
}

/** Writes the record after each pack, because a finding ends synth. */
export class RunRecordFile {
  private readonly packs: Record<string, PackRun> = {};

  constructor(private readonly file: string) {}

  add(pack: string, run: PackRun): void {
    this.packs[pack] = run;
    const record: RunRecord = { packs: this.packs };
    writeFileSync(this.file, JSON.stringify(record));
  }
}
