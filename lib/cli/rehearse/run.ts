import { nearestName } from '../../config/load/nearest';
import { asUserErrors, UserError } from '../../project/errors';
import { listDeviations, listFaultDeviations } from '../../rehearsal/deviations';
import type { HospitalMistake } from '../../rehearsal/faults/fault';
import { type FaultReport, injectFaults } from '../../rehearsal/faults/run';
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
export async function rehearseVerb(request: RehearseRequest, output: CommandOutput): Promise<0 | 1 | 2> {
  const faults = chosenFaults(request.faults);
  if (faults.length > 0 && (request.keep || request.only.length > 0))
    throw new UserError(
      `--fault can't be combined with ${request.keep ? '--keep' : '--step'}: each mistake is injected in a small lab of its own, which is removed after its logs are read`,
    );
  const hindered = missingRequirements();
  if (hindered.length > 0) {
    for (const line of hindered) output.err(`heartlab: ${line}`);
    return 2;
  }
  const found = findRehearsalSite(request.site, request.folder);
  // Checked before synth, so that an unknown step is reported at once.
  chosenSteps(found, request.only);
  const subject = await synthesizeTarget(found, request.folder, output);
  const prefix = newPrefix();
  const say = (line: string) => (request.json ? undefined : output.out(line));
  return faults.length > 0
    ? makeMistakes(prefix, subject, faults, request, output, say)
    : takeSteps(prefix, subject, request, output, say);
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
function chosenSteps(subject: Pick<RehearsalTarget, 'site'>, only: readonly string[]): readonly RehearsalStep[] {
  const steps = stepsOf(subject);
  for (const words of only)
    if (words === '' || !steps.some(({ name }) => name.includes(words)))
      throw new UserError(
        `no step's name contains "${words}". The steps are:\n${steps.map(({ name }) => `  ${name}`).join('\n')}`,
      );
  return steps.filter(
    ({ name, essential }) => only.length === 0 || essential === true || only.some((words) => name.includes(words)),
  );
}

async function takeSteps(
  prefix: string,
  subject: RehearsalTarget,
  request: RehearseRequest,
  output: CommandOutput,
  say: (line: string) => void,
): Promise<0 | 1> {
  const chosen = chosenSteps(subject, request.only);
  const lab = await asUserErrors(
    () => new RehearsalLab(prefix),
    (error) => (error instanceof CommandError ? error.message : undefined),
  );
  say(`Rehearsal of ${subject.site.site}, in network namespaces ${prefix}-*. Additions to the template and the pack:`);
  const added = listDeviations(subject);
  for (const line of added) say(`  ${line}`);
  let steps: readonly StepReport[];
  try {
    const tell = (report: StepReport) => stepLines(report).forEach(say);
    steps = await runRehearsal(lab, subject, tell, chosen);
  } finally {
    if (request.keep) lab.leave();
    else lab.close();
  }
  if (request.json) output.out(JSON.stringify({ site: subject.site.site, prefix, added, steps }, null, 2));
  else say(`${subject.site.site}: ${tallyOfSteps(steps)}.`);
  if (request.keep) for (const line of keptLines(lab)) output.err(line);
  return steps.some(({ result }) => result === 'fail') ? 1 : 0;
}

async function makeMistakes(
  prefix: string,
  subject: RehearsalTarget,
  faults: readonly HospitalMistake[],
  request: RehearseRequest,
  output: CommandOutput,
  say: (line: string) => void,
): Promise<0 | 1> {
  say(
    `Mistakes on the side of ${subject.site.site}'s device, in network namespaces ${prefix}f*, and the result of heartlab diagnose for each. Additions to the template and the pack:`,
  );
  for (const line of listFaultDeviations) say(`  ${line}`);
  const tell = (report: FaultReport) => faultLines(report).forEach(say);
  const reports = await injectFaults(prefix, subject, faults, tell);
  if (request.json)
    output.out(
      JSON.stringify({ site: subject.site.site, prefix, added: listFaultDeviations, faults: reports }, null, 2),
    );
  else say(`${subject.site.site}: ${tallyOfSteps(reports)}.`);
  return reports.some(({ result }) => result === 'fail') ? 1 : 0;
}
