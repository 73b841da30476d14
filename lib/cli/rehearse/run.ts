import { nearestName } from '../../config/load/nearest';
import { asUserErrors, UserError } from '../../project/errors';
import { listDeviations, listFaultDeviations } from '../../rehearsal/deviations';
import type { HospitalMistake } from '../../rehearsal/faults/fault';
import { injectFaults } from '../../rehearsal/faults/run';
import { HOSPITAL_MISTAKES } from '../../rehearsal/faults/table';
import { newPrefix, RehearsalLab } from '../../rehearsal/lab/lab';
import { missingRequirements } from '../../rehearsal/lab/requirements';
import { CommandError } from '../../rehearsal/lab/run';
import { runRehearsal, stepsOf } from '../../rehearsal/rehearsal';
import type { RehearsalStep, StepReport } from '../../rehearsal/step';
import type { RehearsalTarget } from '../../rehearsal/target';
import type { CommandOutput } from '../shared/output';
import { faultLines, keptLines, stepLines, tallyOfSteps } from './render';
import { findRehearsalSite, synthesizeTarget } from './target';

export interface RehearseRequest {
  readonly site: string;
  readonly folder: string;
  readonly json: boolean;
  readonly keep: boolean;
  /** Mistakes to inject instead of running the steps: ids of `diagnose`, or `all`. */
  readonly faults: readonly string[];
  /** Only steps with one of these texts in their name, and the steps that they require. */
  readonly only: readonly string[];
}

/** `heartlab rehearse`: 0 every step passed, 1 a step failed, 2 it cannot run here. */
export async function runRehearse(request: RehearseRequest, output: CommandOutput): Promise<0 | 1 | 2> {
  const faults = chosenFaults(request.faults);
  if (faults.length > 0 && (request.keep || request.only.length > 0))
    throw new UserError(
      `--fault can't be combined with ${request.keep ? '--keep' : '--step'}: each mistake is injected in a small lab of its own, which is removed after its logs are read`,
    );
  const missing = missingRequirements();
  if (missing.length > 0) {
    for (const line of missing) output.err(`heartlab: ${line}`);
    return 2;
  }
  const found = findRehearsalSite(request.site, request.folder);
  // Checked before synth, so that an unknown step is reported at once.
  chosenSteps(found, request.only);
  const target = await synthesizeTarget(found, request.folder, output);
  const prefix = newPrefix();
  const print = (line: string) => (request.json ? undefined : output.out(line));
  return faults.length > 0
    ? runFaults(prefix, target, faults, request, output, print)
    : runSteps(prefix, target, request, output, print);
}

function chosenFaults(ids: readonly string[]): readonly HospitalMistake[] {
  const known = [...new Set(HOSPITAL_MISTAKES.map(({ id }) => id))];
  for (const id of ids)
    if (id !== 'all' && !known.some((one) => one === id)) {
      const guess = nearestName(id, known);
      throw new UserError(
        `there is no fault "${id}"${guess === undefined ? '' : `; did you mean ${guess}?`}\nThe faults are: all, ${known.join(', ')}`,
      );
    }
  return HOSPITAL_MISTAKES.filter(({ id }) => ids.includes('all') || ids.includes(id));
}

/** The requested steps, and the essential steps before them. */
function chosenSteps(target: Pick<RehearsalTarget, 'site'>, only: readonly string[]): readonly RehearsalStep[] {
  const steps = stepsOf(target);
  for (const words of only)
    if (words === '' || !steps.some(({ name }) => name.includes(words)))
      throw new UserError(
        `no step's name contains "${words}". The steps are:\n${steps.map(({ name }) => `  ${name}`).join('\n')}`,
      );
  return steps.filter(
    ({ name, essential }) => only.length === 0 || essential === true || only.some((words) => name.includes(words)),
  );
}

async function runSteps(
  prefix: string,
  target: RehearsalTarget,
  request: RehearseRequest,
  output: CommandOutput,
  print: (line: string) => void,
): Promise<0 | 1> {
  const chosen = chosenSteps(target, request.only);
  const lab = await asUserErrors(
    () => new RehearsalLab(prefix),
    (error) => (error instanceof CommandError ? error.message : undefined),
  );
  print(`Rehearsal of ${target.site.site}, in network namespaces ${prefix}-*. Changes to the template and the pack:`);
  const added = listDeviations(target);
  for (const line of added) print(`  ${line}`);
  let steps: readonly StepReport[];
  try {
    steps = await runRehearsal(lab, target, (report) => stepLines(report).forEach(print), chosen);
  } finally {
    if (request.keep) lab.leave();
    else lab.close();
  }
  if (request.json) output.out(JSON.stringify({ site: target.site.site, prefix, added, steps }, null, 2));
  else print(`${target.site.site}: ${tallyOfSteps(steps)}.`);
  if (request.keep) for (const line of keptLines(lab)) output.err(line);
  return steps.some(({ result }) => result === 'fail') ? 1 : 0;
}

async function runFaults(
  prefix: string,
  target: RehearsalTarget,
  faults: readonly HospitalMistake[],
  request: RehearseRequest,
  output: CommandOutput,
  print: (line: string) => void,
): Promise<0 | 1> {
  print(
    `Mistakes on the side of ${target.site.site}'s device, in network namespaces ${prefix}f*, and the result of heartlab diagnose for each. Changes to the template and the pack:`,
  );
  for (const line of listFaultDeviations) print(`  ${line}`);
  const reports = await injectFaults(prefix, target, faults, (report) => faultLines(report).forEach(print));
  if (request.json)
    output.out(
      JSON.stringify({ site: target.site.site, prefix, added: listFaultDeviations, faults: reports }, null, 2),
    );
  else print(`${target.site.site}: ${tallyOfSteps(reports)}.`);
  return reports.some(({ result }) => result === 'fail') ? 1 : 0;
}
