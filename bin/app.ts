import { loadFleetFor } from '../lib/config/certificate-dates';
import { selectedSites } from '../lib/config/selected-sites';
import { failureLines, printLines } from './failure';
import { problemLines } from './problem-lines';
import { contextFromCommand, synthContext } from './synth-context';

/** Returns true if there was no error. */
function main(): boolean {
  const context = synthContext(contextFromCommand(process.env));
  const today = new Date().toISOString().slice(0, 10);
  const loaded = loadFleetFor(context.sites, { ...context, today });
  printLines(problemLines(loaded.problems, context));
  const { fleet } = loaded;
  if (fleet === undefined) return false;
  selectedSites(fleet, context.site);
  // Loaded only now: an error in the files or in the command line is reported before the CDK is loaded.
  const { synthesizeFleet }: typeof import('./synth') = require('./synth');
  return synthesizeFleet({ loaded, fleet, context, today });
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  printLines(failureLines(error));
  process.exitCode = 1;
}
