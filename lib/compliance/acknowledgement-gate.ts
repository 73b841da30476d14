import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { HEARTLAB_PACK } from './heartlab-checks';
import { PACK_NAMES } from './register-packs';
import type { ValidationReport } from './validation-report';

/**
 * cdk-nag accepts every acknowledgement, even one with a misspelt id, an id that matches no finding, or an empty reason. An id
 * without its pack removes both finding and reason from the report. The gate reports each of these as an error.
 */

/** The template validator's prefix in acknowledgement ids. */
const TEMPLATE_VALIDATOR = 'CloudFormation-Validate';

/** How the acknowledgements are checked. */
export interface GateOptions {
  /**
   * Whether the template validator ran. If not, only the form of acknowledgements for its findings is checked.
   * @default true
   */
  readonly templateValidatorRan?: boolean;
  /**
   * The sites whose `acknowledge` entries are not compared with the findings here, because `siteAcknowledgementProblems` does so
   * and reports the line.
   * @default - none
   */
  readonly sites?: readonly Site[];
}

/**
 * Returns one line for each invalid acknowledgement below a construct, in the order of the tree: a misspelt id, an id that matches
 * no finding, an empty reason. Call it after `app.synth()`, and fail if it returns a line.
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
  const fromSiteFiles = new Set(
    sites.flatMap(({ site, acknowledge }) =>
      acknowledge.map(({ rule }) => key(`${HEARTLAB_PACK}::${rule}`, siteStackName(site))),
    ),
  );
  const problem = (path: string, id: string, reason: string): string | undefined => {
    const pack = id.slice(0, id.indexOf('::'));
    if (![...PACK_NAMES, TEMPLATE_VALIDATOR].includes(pack)) {
      return `has no known rule pack; write its id as <pack>::<rule>, with one of the packs ${PACK_NAMES.join(', ')}, ${TEMPLATE_VALIDATOR}`;
    }
    if (reason.trim() === '') return 'has no reason; give the design decision';
    const packRan = pack !== TEMPLATE_VALIDATOR || templateValidatorRan;
    if (fromSiteFiles.has(key(id, path))) return undefined;
    return packRan && !matched.has(key(id, path)) ? 'matches no finding; correct its id, or remove it' : undefined;
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
