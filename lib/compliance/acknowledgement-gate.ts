import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { HEARTLAB_PACK } from './heartlab-checks';
import { PACK_NAMES } from './register-packs';
import type { ValidationReport } from './validation-report';

/**
 * cdk-nag takes any acknowledgement: a misspelt id, an id that no longer matches anything, an empty reason, and an id without
 * its pack, which makes finding and reason vanish from the report. Each of them is an error here.
 */

/** The name of the template validator in an acknowledgement's id. */
const TEMPLATE_VALIDATOR = 'CloudFormation-Validate';

export interface GateOptions {
  /**
   * Whether the template validator ran. If not, what acknowledges its findings can't be judged, only its form.
   * @default true
   */
  readonly templateValidatorRan?: boolean;
  /**
   * The sites whose `acknowledge` entries are held against findings by `siteAcknowledgementProblems`, which knows the line of each.
   * @default - none: whatever stands on their stacks is judged here
   */
  readonly sites?: readonly Site[];
}

/** What is wrong with the acknowledgements below a construct, in the tree's order; empty if nothing is. */
export function acknowledgementProblems(
  root: IConstruct,
  report: ValidationReport,
  { templateValidatorRan = true, sites = [] }: GateOptions = {},
): readonly string[] {
  const matched = new Set(
    report.pluginReports.flatMap(({ suppressedViolations = [] }) =>
      suppressedViolations.map(({ acknowledgedId, acknowledgedAt = '' }) => key(acknowledgedId, acknowledgedAt)),
    ),
  );
  const ofFiles = new Set(
    sites.flatMap(({ site, acknowledge }) =>
      acknowledge.map(({ rule }) => key(`${HEARTLAB_PACK}::${rule}`, siteStackName(site))),
    ),
  );
  const problem = (path: string, id: string, reason: string): string | undefined => {
    const pack = id.slice(0, id.indexOf('::'));
    if (![...PACK_NAMES, TEMPLATE_VALIDATOR].includes(pack)) {
      return `names no rule pack; write its id as <pack>::<rule>, with one of ${PACK_NAMES.join(', ')}, ${TEMPLATE_VALIDATOR}`;
    }
    if (reason.trim() === '') return 'has no reason; name the design decision';
    const judged = pack !== TEMPLATE_VALIDATOR || templateValidatorRan;
    if (ofFiles.has(key(id, path))) return undefined;
    return judged && !matched.has(key(id, path)) ? 'matches no finding; correct its id, or remove it' : undefined;
  };
  return root.node.findAll().flatMap((construct) =>
    acknowledgements(construct).flatMap(([id, reason]) => {
      const wrong = problem(construct.node.path, id, reason);
      return wrong === undefined ? [] : [`${construct.node.path}: the acknowledgement of ${id} ${wrong}`];
    }),
  );
}

const key = (id: string, path: string): string => `${id} ${path}`;

/** Id and reason of what is acknowledged on one construct. */
function acknowledgements(construct: IConstruct): readonly (readonly [id: string, reason: string])[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<unknown>(data).map(([id, reason]) => [id, String(reason ?? '')] as const));
}
