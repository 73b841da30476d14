import { requireSiteFile } from '../lib/config/selected-sites';
import { failureLines, printLines } from './failure';
import { problemLines } from './problem-lines';
import { contextFromCommand, synthContext } from './synth-context';

/** Returns true if there was no error. */
function main(): boolean {
  const context = synthContext(contextFromCommand(process.env));
  if (context.site !== undefined) requireSiteFile(context.sites, context.site);
  // Loaded only now: a wrong name is reported before the code that reads the files, and errors in them before the CDK.
  const { loadFleetFor }: typeof import('../lib/config/certificate-dates') = require('../lib/config/certificate-dates');
  const today = new Date().toISOString().slice(0, 10);
  const loaded = loadFleetFor(context.sites, { ...context, today });
  printLines(problemLines(loaded.problems, context));
  const { fleet } = loaded;
  if (fleet === undefined) return false;
  const { synthesizeFleet }: typeof import('./synth') = require('./synth');
  return synthesizeFleet({ loaded, fleet, context, today });
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  printLines(failureLines(error));
  process.exitCode = 1;
}
