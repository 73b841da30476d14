import { diagnoseLogs, type NamedLog } from '../operate/diagnose';
import type { RehearsalLab } from './lab/lab';
import { type RehearsalStep, StepFailure, type StepReport } from './step';
import { cStore, deliveryStep, stowStep } from './steps/dicom';
import { failoverSteps } from './steps/failover';
import { inPlace } from './steps/in-place';
import { closedPorts, neighbourStep } from './steps/isolation';
import { rekeyStep } from './steps/rekey';
import { verifyScriptStep } from './steps/verify';
import { establishStep, mtuStep, negotiatedStep, routingStep } from './steps/vpn';
import type { RehearsalTarget } from './target';
import { buildTestbed, type Testbed } from './testbed';

export const stepsOf = ({ site }: Pick<RehearsalTarget, 'site'>): readonly RehearsalStep[] => [
  establishStep,
  negotiatedStep,
  routingStep,
  mtuStep,
  verifyScriptStep,
  stowStep(site.dicom.stow.auth),
  cStore,
  deliveryStep,
  closedPorts,
  neighbourStep,
  rekeyStep,
  ...failoverSteps,
  inPlace,
];

/** The logs of both sides so far, as input of `heartlab diagnose`. */
const logsOf = ({ device, endpoints }: Testbed): readonly NamedLog[] =>
  [
    ...device.charons.map((charon, index) => ({ name: `hospital-tunnel-${index + 1}.log`, text: charon.log() })),
    ...endpoints.map(({ charon }, index) => ({ name: `aws-tunnel-${index + 1}.log`, text: charon.log() })),
    { name: 'hospital-bgp.log', text: device.frr?.log() ?? '' },
  ].filter(({ text }) => text !== '');

const BUILD = 'the site is built: endpoints, VPC, security groups, ingest';

const seconds = (since: number): number => Math.round((Date.now() - since) / 10) / 100;

/** The first cause that the logs show, with its lines. */
function diagnosed(testbed: Testbed): { readonly cause?: string; readonly log: readonly string[] } {
  const [first] = diagnoseLogs(logsOf(testbed), { site: testbed.target.site }).filter(({ past }) => !past);
  if (first === undefined) return { log: [] };
  return {
    cause: `${first.id}: ${first.means} ${first.next}`,
    log: first.evidence.map(({ file, line, text }) => `${file}:${line} ${text}`),
  };
}

async function runStep(step: RehearsalStep, testbed: Testbed): Promise<StepReport> {
  const began = Date.now();
  try {
    const outcome = await step.run(testbed);
    return { name: step.name, ...outcome, seconds: seconds(began) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { cause, log } = diagnosed(testbed);
    return {
      name: step.name,
      result: 'fail',
      seconds: seconds(began),
      cause: cause === undefined ? message : `${message}. ${cause}`,
      log: [...(error instanceof StepFailure ? error.log : []), ...log],
    };
  }
}

/** Builds the site and runs every step; reports each when it ends. The caller keeps or closes the lab. */
export async function runRehearsal(
  lab: RehearsalLab,
  target: RehearsalTarget,
  onReport: (report: StepReport) => void,
  steps: readonly RehearsalStep[] = stepsOf(target),
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  const report = (one: StepReport): StepReport => {
    reports.push(one);
    onReport(one);
    return one;
  };
  const began = Date.now();
  let testbed: Testbed;
  try {
    testbed = await buildTestbed(lab, target);
    report({ name: BUILD, result: 'pass', seconds: seconds(began) });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    report({ name: BUILD, result: 'fail', seconds: seconds(began), cause });
    for (const { name } of steps) report({ name, result: 'skip', seconds: 0, detail: 'the site was not built' });
    return reports;
  }
  let failed: string | undefined;
  for (const step of steps) {
    if (failed !== undefined)
      report({ name: step.name, result: 'skip', seconds: 0, detail: `not run, because "${failed}" failed` });
    else if (report(await runStep(step, testbed)).result === 'fail' && step.essential === true) failed = step.name;
  }
  return reports;
}
