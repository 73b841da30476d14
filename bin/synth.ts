import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { acknowledgementProblems } from '../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../lib/compliance/register-packs';
import { siteAcknowledgementProblems, siteFindings } from '../lib/compliance/site-acknowledgements';
import { summaryLines } from '../lib/compliance/summary';
import { readValidationReport } from '../lib/compliance/validation-report';
import { quotaWarnings } from '../lib/config/capacity/quota-warnings';
import { byDesign } from '../lib/config/design-decisions';
import { firstSiteLine } from '../lib/config/load/first-site';
import type { LoadedFleet } from '../lib/config/load/load';
import type { Fleet } from '../lib/config/model';
import { problemLine } from '../lib/config/problem';
import { acknowledgeFindings } from '../lib/constructs/common/acknowledge';
import { addFleetStacks } from '../lib/constructs/fleet';
import { printLines } from './failure';
import { problemLines } from './problem-lines';
import type { SynthContext } from './synth-context';

export interface SynthInput {
  readonly loaded: LoadedFleet;
  /** The fleet of `loaded`. */
  readonly fleet: Fleet;
  readonly context: SynthContext;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** Writes the cloud assembly and prints what the engineer must know. Returns true if there was no error. */
export function synthesizeFleet({ loaded, fleet, context, today }: SynthInput): boolean {
  // Only app.synth() below writes output. After an error, the CDK's own synth on exit would leave an empty assembly.
  const app = new App({ autoSynth: false });
  const sites = addFleetStacks(app, fleet, context).sites.map((stack) => stack.site);
  if (sites.length === 0) addNoSiteStack(app, fleet);
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);
  const templateValidatorRan = process.env.CDK_VALIDATION !== 'false';
  const stale = acknowledgementProblems(app, report, { templateValidatorRan, sites });
  const accepted = siteAcknowledgementProblems({ loaded, sites, findings: siteFindings(report, sites), today });
  printLines([
    ...stale,
    ...problemLines(accepted, context),
    ...summaryLines(sites, report, context.site !== undefined),
  ]);
  const isRight = stale.length === 0 && accepted.every(({ severity }) => severity !== 'error');
  const places = sites.map(({ environment }) => environment);
  if (isRight) printLines(quotaWarnings(loaded, places).map(problemLine));
  return isRight;
}

/**
 * The CDK's command fails on an app without stacks. A project without sites and environments therefore gets a stack that contains
 * only this line. The CDK's command does not deploy a stack without resources.
 */
function addNoSiteStack(app: App, fleet: Fleet): void {
  const line = firstSiteLine(fleet, 'No site was synthesized');
  if (fleet.environments.length === 0) {
    const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
    acknowledgeFindings(new Stack(app, 'NoSiteYet', { description: line, synthesizer }), {
      'CloudFormation-Validate::F0001': byDesign(
        'empty-project',
        'This stack must not be deployed, and the CDK never deploys a stack without resources.',
      ),
    });
  }
  printLines([line]);
}
