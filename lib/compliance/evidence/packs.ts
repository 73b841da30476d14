import { compareAscending } from '../../config/ascending';
import type { PackRun, RuleRun, RunRecord } from '../run-record';
import type { PluginReport, ReportedViolation, ValidationReport } from '../validation-report';
import { acknowledgedFact, type ReviewFact } from './decisions';

/** The run of one pack on one stack. */
export interface PackOutcome {
  readonly pack: string;
  /** Undefined if there is no proof that it ran. */
  readonly version: string | undefined;
  readonly ran: boolean;
  readonly resources: number;
  readonly open: number;
  readonly acknowledged: number;
  /** Every rule that ran; empty for the template validator, which reports only the rules with findings. */
  readonly rules: readonly PackRuleOutcome[];
}

export interface PackRuleOutcome extends RuleRun {
  readonly rule: string;
}

/** A finding on one resource. */
export interface FoundFact {
  readonly pack: string;
  readonly rule: string;
  readonly severity: string;
  /** The construct's path without its stack. */
  readonly construct: string;
  readonly description: string;
  /** Undefined if it is not acknowledged. */
  readonly acknowledged:
    | {
        readonly at: string;
        readonly reason: string;
        /** The decision of the design; undefined if the site file accepts it. */
        readonly review: ReviewFact | undefined;
      }
    | undefined;
}

/** The name of the template validator in the CDK's report. */
export const TEMPLATE_VALIDATOR = 'CloudFormation Validate';

/** Reopens the findings that an expired entry of the site file accepted. */
export const withoutExpired = (
  findings: readonly FoundFact[],
  stack: string,
  expired: ReadonlySet<string>,
): readonly FoundFact[] =>
  findings.map((finding) =>
    expired.has(finding.rule) && finding.acknowledged?.at === stack ? { ...finding, acknowledged: undefined } : finding,
  );

/** The findings by stack name; each list is sorted by pack, rule and construct. Reads the report once. */
export function findingsByStack(
  { pluginReports }: ValidationReport,
  date: string,
): ReadonlyMap<string, readonly FoundFact[]> {
  const found = new Map<string, FoundFact[]>();
  const add = (pack: string, violation: ReportedViolation, acknowledged: FoundFact['acknowledged']): void => {
    const { ruleName, description = '', severity = 'error', violatingConstructs } = violation;
    for (const { constructPath = '' } of violatingConstructs) {
      const [stack = '', ...path] = constructPath.split('/');
      const fact = { pack, rule: ruleName, severity, construct: path.join('/'), description, acknowledged };
      const facts = found.get(stack);
      if (facts === undefined) found.set(stack, [fact]);
      else facts.push(fact);
    }
  };
  for (const { pluginName, violations, suppressedViolations = [] } of pluginReports) {
    for (const one of violations) add(pluginName, one, undefined);
    for (const one of suppressedViolations)
      add(pluginName, one, { at: one.acknowledgedAt ?? '', ...acknowledgedFact(one.reason ?? '', date) });
  }
  for (const facts of found.values()) facts.sort((a, b) => compareAscending(key(a), key(b)));
  return found;
}

const key = ({ pack, rule, construct, description }: FoundFact): string =>
  [pack, rule, construct, description].join('\n');

/** One outcome for each pack, including those that did not run. */
export function packOutcomes(
  { packs, record, report }: { packs: readonly string[]; record: RunRecord; report: ValidationReport },
  { stack, resources, findings }: { stack: string; resources: number; findings: readonly FoundFact[] },
): readonly PackOutcome[] {
  const counts = (pack: string): Pick<PackOutcome, 'open' | 'acknowledged'> => {
    const own = findings.filter((finding) => finding.pack === pack);
    const open = own.filter(({ acknowledged }) => acknowledged === undefined).length;
    return { open, acknowledged: own.length - open };
  };
  const validator = report.pluginReports.find(({ pluginName }) => pluginName === TEMPLATE_VALIDATOR);
  return [
    ...packs.map((pack) => ({ pack, ...ranOn(record.packs[pack], stack), ...counts(pack) })),
    { pack: TEMPLATE_VALIDATOR, ...validatorRan(validator, resources), ...counts(TEMPLATE_VALIDATOR) },
  ];
}

function ranOn(run: PackRun | undefined, stack: string): Omit<PackOutcome, 'pack' | 'open' | 'acknowledged'> {
  const own = run?.stacks[stack];
  if (run === undefined || own === undefined) return { version: undefined, ran: false, resources: 0, rules: [] };
  const rules = Object.entries(own.rules)
    .map(([rule, counts]) => ({ rule, ...counts }))
    .toSorted((a, b) => compareAscending(a.rule, b.rule));
  return { version: run.version, ran: true, resources: own.resources, rules };
}

/** The validator checks all templates of an assembly or none. It has an entry only if it found something in any of them. */
function validatorRan(
  entry: PluginReport | undefined,
  resources: number,
): Omit<PackOutcome, 'pack' | 'open' | 'acknowledged'> {
  return entry === undefined
    ? { version: undefined, ran: false, resources: 0, rules: [] }
    : { version: entry.pluginVersion, ran: true, resources, rules: [] };
}
