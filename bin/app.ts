import { App } from 'aws-cdk-lib';
import { acknowledgementProblems, siteAcknowledgementProblems } from '../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../lib/compliance/register-packs';
import { findingCounts, summaryLine } from '../lib/compliance/summary';
import { readValidationReport } from '../lib/compliance/validation-report';
import { addFleetStacks } from '../lib/constructs/fleet';
import { FleetError } from '../lib/constructs/fleet-error';
import { problemLine } from '../lib/site/problem';
import { loadFleet } from '../lib/site/read/load';

// Nothing is written but by app.synth() below; the CDK's own synth on exit would leave an empty assembly after an error.
const app = new App({ autoSynth: false });
const say = (lines: readonly string[]): void => {
  for (const line of lines) console.error(line);
};

/** True if everything is right. */
function main(): boolean {
  const { fleet, problems, problemAt } = loadFleet(app.node.tryGetContext('sites') ?? 'sites');
  say(problems.map(problemLine));
  if (fleet === undefined) return false;

  const sites = addFleetStacks(app, fleet, { site: app.node.tryGetContext('site') }).sites.map(({ site }) => site);
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);
  const wrong = [
    ...acknowledgementProblems(app, report, { templateValidatorRan: process.env.CDK_VALIDATION !== 'false' }),
    ...siteAcknowledgementProblems(sites, []).map((at) => problemLine(problemAt(at.site, at.rule, at.complaint))),
  ];
  say([...wrong, ...sites.map((site) => summaryLine(site, findingCounts(site, report)))]);
  return wrong.length === 0;
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  say(error.lines);
  process.exitCode = 1;
}
