import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet } from '../../config/load/load';
import { nearestName } from '../../config/load/nearest';
import { listDeviations, listFaultDeviations } from '../../rehearsal/deviations';
import type { HospitalMistake } from '../../rehearsal/faults/fault';
import { type FaultReport, injectFaults } from '../../rehearsal/faults/run';
import { HOSPITAL_MISTAKES } from '../../rehearsal/faults/table';
import { closeOnExit } from '../../rehearsal/lab/cleanup';
import { newPrefix, RehearsalLab } from '../../rehearsal/lab/lab';
import { takeAway } from '../../rehearsal/lab/leftovers';
import { missingRequirements } from '../../rehearsal/lab/requirements';
import { CommandError } from '../../rehearsal/lab/run';
import { runRehearsal, stepsOf } from '../../rehearsal/rehearsal';
import type { RehearsalStep, StepReport } from '../../rehearsal/step';
import type { RehearsalTarget } from '../../rehearsal/target';
import { type CommandOutput, UserError } from '../shared/output';
import { synthesizedTemplates } from './synthesize';

export interface RehearseRequest {
  readonly site: string;
  readonly folder: string;
  readonly json: boolean;
  readonly keep: boolean;
  /** Mistakes to make in place of the steps: ids of `diagnose`, or `all`. */
  readonly faults: readonly string[];
  /** Only steps whose name holds one of these, and those that they need. */
  readonly only: readonly string[];
}

/** `heartlab rehearse`: 0 all passed, 1 something failed, 2 it can't run here. */
export async function rehearseVerb(request: RehearseRequest, output: CommandOutput): Promise<0 | 1 | 2> {
  const faults = chosenFaults(request.faults);
  if (faults.length > 0 && (request.keep || request.only.length > 0))
    throw new UserError(
      `--fault takes no ${request.keep ? '--keep' : '--step'}: each mistake is made in a small lab of its own, which goes when its logs have been read`,
    );
  const hindered = missingRequirements();
  if (hindered.length > 0) {
    for (const line of hindered) output.err(`heartlab: ${line}`);
    return 2;
  }
  const subject = await subjectOf(request, output);
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
        `there is no fault "${id}"${guess === undefined ? '' : `; did you mean ${guess}?`}\nThere are: all, ${known.join(', ')}`,
      );
    }
  return HOSPITAL_MISTAKES.filter(({ id }) => ids.includes('all') || ids.includes(id));
}

async function subjectOf(
  { site: name, folder, only }: RehearseRequest,
  output: CommandOutput,
): Promise<RehearsalTarget> {
  const { fleet } = loadFleet(folder);
  if (fleet === undefined)
    throw new UserError(`the site files in ${folder} have errors: npx heartlab check --sites ${folder} shows them`);
  const site = fleet.sites.find((one) => one.site === name);
  const environment = fleet.environments.find((one) => one.name === site?.environment);
  if (site === undefined || environment === undefined) {
    const guess = nearestName(
      name,
      fleet.sites.map((one) => one.site),
    );
    throw new UserError(
      `there is no site ${name} in ${folder}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }
  if (site.vpn === undefined) throw new UserError(`${name} has no VPN: there is nothing to rehearse`);
  chosenSteps({ site }, only);
  const out = mkdtempSync(join(tmpdir(), 'heartlab-synth-'));
  const forget = closeOnExit(() => rmSync(out, { recursive: true, force: true }));
  output.err(`synthesizing ${name}`);
  try {
    return { fleet, site, environment, ...(await synthesizedTemplates(name, folder, out)) };
  } finally {
    forget();
    rmSync(out, { recursive: true, force: true });
  }
}

function openLab(prefix: string): RehearsalLab {
  try {
    return new RehearsalLab(prefix);
  } catch (error) {
    throw error instanceof CommandError ? new UserError(error.message) : error;
  }
}

const WORD = { pass: 'PASS', fail: 'FAIL', skip: 'SKIP' } as const;

function stepLines({ name, result, seconds, detail, cause, log = [] }: StepReport): readonly string[] {
  const told = detail === undefined ? '' : `: ${detail}`;
  return [
    `${WORD[result]}  ${seconds.toFixed(2).padStart(6)} s  ${name}${told}`,
    ...(cause === undefined ? [] : [`      ${cause}`]),
    ...log.map((line) => `      | ${line}`),
  ];
}

const tally = (results: readonly { readonly result: StepReport['result'] }[]): string =>
  (['pass', 'fail', 'skip'] as const)
    .map(
      (word) =>
        `${results.filter(({ result }) => result === word).length} ${{ pass: 'passed', fail: 'failed', skip: 'skipped' }[word]}`,
    )
    .join(', ');

/** The steps that are asked for, and before them what they rest on. */
function chosenSteps(subject: Pick<RehearsalTarget, 'site'>, only: readonly string[]): readonly RehearsalStep[] {
  const steps = stepsOf(subject);
  for (const words of only)
    if (words === '' || !steps.some(({ name }) => name.includes(words)))
      throw new UserError(
        `there is no step whose name holds "${words}". There are:\n${steps.map(({ name }) => `  ${name}`).join('\n')}`,
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
  const lab = openLab(prefix);
  say(
    `Rehearsal of ${subject.site.site}, in network namespaces ${prefix}-*. What it adds to the template and the pack:`,
  );
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
  else say(`${subject.site.site}: ${tally(steps)}.`);
  if (request.keep) for (const line of keptLines(lab)) output.err(line);
  return steps.some(({ result }) => result === 'fail') ? 1 : 0;
}

const keptLines = ({ prefix, folder }: RehearsalLab): readonly string[] => [
  `Kept. Enter a machine:    ip netns exec ${prefix}-device bash   (also: lan, aws1, aws2, vpc, ingest, nbr, nbringest, database, inet)`,
  `Files, logs and the pack: ${folder}`,
  `Take it away:             ${takeAway(prefix)}`,
];

async function makeMistakes(
  prefix: string,
  subject: RehearsalTarget,
  faults: readonly HospitalMistake[],
  request: RehearseRequest,
  output: CommandOutput,
  say: (line: string) => void,
): Promise<0 | 1> {
  say(
    `Mistakes on the side of ${subject.site.site}'s device, in network namespaces ${prefix}f*, and what heartlab diagnose says of the logs. What is added to the template and the pack:`,
  );
  for (const line of listFaultDeviations) say(`  ${line}`);
  const tell = ({ result, seconds, fault, mistake, diagnosed, cause, evidence }: FaultReport) => {
    say(`${WORD[result]}  ${seconds.toFixed(2).padStart(6)} s  ${mistake}: ${diagnosed ?? cause}`);
    if (result === 'fail') say(`      ${fault} was to be named: ${cause}`);
    for (const line of evidence) say(`      | ${line}`);
  };
  const reports = await injectFaults(prefix, subject, faults, tell);
  if (request.json)
    output.out(
      JSON.stringify({ site: subject.site.site, prefix, added: listFaultDeviations, faults: reports }, null, 2),
    );
  else say(`${subject.site.site}: ${tally(reports)}.`);
  return reports.some(({ result }) => result === 'fail') ? 1 : 0;
}
