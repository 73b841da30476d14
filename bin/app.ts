import { App } from 'aws-cdk-lib';
import { acknowledgementProblems, siteAcknowledgementProblems } from '../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../lib/compliance/register-packs';
import { findingCounts, summaryLine } from '../lib/compliance/summary';
import { readValidationReport } from '../lib/compliance/validation-report';
import { addFleetStacks } from '../lib/constructs/fleet';
import { FleetError } from '../lib/constructs/fleet-error';
import { problemLine } from '../lib/site/problem';
import { loadFleet } from '../lib/site/read/load';

/** Says what is wrong, and fails. */
function fail(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}

function main(): void {
  // Nothing is written but by app.synth() below: not by the CDK's own synth on exit, which would leave an empty assembly.
  const app = new App({ autoSynth: false });
  const { fleet, problems } = loadFleet(app.node.tryGetContext('sites') ?? 'sites');
  for (const problem of problems) console.error(problemLine(problem));
  if (fleet === undefined || problems.some(({ severity }) => severity === 'error')) return fail([]);

  const { sites } = addFleetStacks(app, fleet, { site: app.node.tryGetContext('site') });
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);
  const templateValidatorRan = process.env.CDK_VALIDATION !== 'false';
  fail([
    ...acknowledgementProblems(app, report, { templateValidatorRan }),
    ...siteAcknowledgementProblems(sites, []),
  ]);
  for (const site of sites) console.error(summaryLine(site, findingCounts(site, report)));
}

main();
