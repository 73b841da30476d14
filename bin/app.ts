import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { acknowledgementProblems } from '../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../lib/compliance/register-packs';
import { siteAcknowledgementProblems, siteFindings } from '../lib/compliance/site-acknowledgements';
import { findingCounts, summaryLine } from '../lib/compliance/summary';
import { readValidationReport } from '../lib/compliance/validation-report';
import { quotaWarnings } from '../lib/config/capacity/quota-warnings';
import { loadFleetFor } from '../lib/config/certificate-dates';
import { firstSiteLine } from '../lib/config/load/first-site';
import type { Fleet } from '../lib/config/model';
import { problemLine } from '../lib/config/problem';
import { acknowledgeFindings } from '../lib/constructs/common/acknowledge';
import { addFleetStacks } from '../lib/constructs/fleet';
import { failureLines } from './failure';
import { synthContext } from './synth-context';

const say = (lines: readonly string[]) => process.stderr.write(lines.map((line) => `${line}\n`).join(''));

/**
 * The CDK's command fails on an app without stacks. A project without sites and environments therefore gets a stack that contains
 * only this line. The CDK's command does not deploy a stack without resources.
 */
function sayNoSite(app: App, fleet: Fleet): void {
  const line = firstSiteLine(fleet, 'No site was synthesized');
  if (fleet.environments.length === 0) {
    const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
    acknowledgeFindings(new Stack(app, 'NoSiteYet', { description: line, synthesizer }), {
      'CloudFormation-Validate::F0001': 'A stack without resources is never deployed, and this one must not be.',
    });
  }
  say([line]);
}

/** Returns true if there was no error. */
function main(): boolean {
  // Only app.synth() below writes output. After an error, the CDK's own synth on exit would leave an empty assembly.
  const app = new App({ autoSynth: false });
  const context = synthContext((key) => app.node.tryGetContext(key));
  const today = new Date().toISOString().slice(0, 10);
  const loaded = loadFleetFor(context.sites, { ...context, today });
  say(loaded.problems.map(problemLine));
  if (loaded.fleet === undefined) return false;

  const sites = addFleetStacks(app, loaded.fleet, context).sites.map((stack) => stack.site);
  if (sites.length === 0) sayNoSite(app, loaded.fleet);
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);
  const templateValidatorRan = process.env.CDK_VALIDATION !== 'false';
  const stale = acknowledgementProblems(app, report, { templateValidatorRan, sites });
  const accepted = siteAcknowledgementProblems({ loaded, sites, findings: siteFindings(report, sites), today });
  const countsOf = findingCounts(report);
  say([...stale, ...accepted.map(problemLine), ...sites.map((site) => summaryLine(site, countsOf(site)))]);
  const isRight = stale.length === 0 && accepted.every(({ severity }) => severity !== 'error');
  if (isRight)
    say(
      quotaWarnings(
        loaded,
        sites.map(({ environment }) => environment),
      ).map(problemLine),
    );
  return isRight;
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  say(failureLines(error));
  process.exitCode = 1;
}
