import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import {
  acknowledgementProblems,
  addFleetStacks,
  loadFleet,
  problemLine,
  readValidationReport,
  registerPacks,
} from 'heartlab-connectivity';

/** An environment with an ingest of its own, and one hospital, from YAML files. */
const { fleet, problems } = loadFleet(join(__dirname, 'sites'));
for (const problem of problems) process.stderr.write(`${problemLine(problem)}\n`);
if (fleet === undefined) process.exit(1);

const app = new App();
addFleetStacks(app, fleet);
registerPacks(app);

// The CDK accepts an acknowledgement that is stale or misspelt. This finds both.
// Under the CDK's command the template validator's report can lack warnings that the stacks acknowledge.
const report = readValidationReport(app.synth().directory);
const wrong = acknowledgementProblems(app, report, { templateValidatorRan: false });
for (const line of wrong) process.stderr.write(`${line}\n`);
if (wrong.length > 0) process.exitCode = 1;
