import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { HEARTLAB_PACK } from './heartlab-checks';
import { PACK_NAMES } from './register-packs';
import type { ValidationReport } from './validation-report';

/**
 * cdk-nag accepts any acknowledgement, including a misspelt id, an id that matches nothing, and an empty reason. An id without
 * its pack removes the finding and the reason from the report. Here each of them is an error.
 */

/** The template validator's prefix in an acknowledgement's id. */
const TEMPLATE_VALIDATOR = 'CloudFormation-Validate';

/** What the comparison has to know beside the report. */
export interface GateOptions {
  /**
   * Whether the template validator ran. If not, only the form of the acknowledgements of its findings is checked.
   * @default true
   */
  readonly templateValidatorRan?: boolean;
  /**
   * The sites whose `acknowledge` entries `siteAcknowledgementProblems` compares with the findings; it can report the line of
   * each.
   * @default - none: the acknowledgements on their stacks are checked here
   */
  readonly sites?: readonly Site[];
}

/**
 * The errors in the acknowledgements below a construct, in the order of the tree: a misspelt id, an id that matches no finding, an
 * empty reason. Call it after `app.synth()`, and fail if it returns a line.
 */
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

/** The id and the reason of each acknowledgement on one construct. */
function acknowledgements(construct: IConstruct): readonly (readonly [id: string, reason: string])[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<unknown>(data).map(([id, reason]) => [id, String(reason ?? '')] as const));
}
