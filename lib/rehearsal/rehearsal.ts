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
  ...[establishStep, negotiatedStep, routingStep, mtuStep],
  ...[verifyScriptStep, stowStep(site.dicom.stow.auth), cStore, deliveryStep, closedPorts, neighbourStep],
  ...[rekeyStep, ...failoverSteps, inPlace],
];

/** The logs of both sides so far, as input of `heartlab diagnose`. */
export const logsOf = ({ device, endpoints }: Testbed): readonly NamedLog[] =>
  [
    ...device.charons.map((charon, index) => ({ name: `hospital-tunnel-${index + 1}.log`, text: charon.log() })),
    ...endpoints.map(({ charon }, index) => ({ name: `aws-tunnel-${index + 1}.log`, text: charon.log() })),
    { name: 'hospital-bgp.log', text: device.frr?.log() ?? '' },
  ].filter(({ text }) => text !== '');

const BUILD = 'the site is built: endpoints, VPC, security groups, ingest';

const seconds = (since: number): number => Math.round((Date.now() - since) / 10) / 100;

/** The cause that the logs prove, if there is one. */
function named(scene: Testbed): { readonly cause?: string; readonly log: readonly string[] } {
  const [first] = diagnoseLogs(logsOf(scene), { site: scene.subject.site }).filter(({ past }) => !past);
  if (first === undefined) return { log: [] };
  return {
    cause: `${first.id}: ${first.means} ${first.next}`,
    log: first.evidence.map(({ file, line, text }) => `${file}:${line} ${text}`),
  };
}

async function take(step: RehearsalStep, scene: Testbed): Promise<StepReport> {
  const began = Date.now();
  try {
    const outcome = await step.run(scene);
    return { name: step.name, ...outcome, seconds: seconds(began) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const { cause, log } = named(scene);
    return {
      name: step.name,
      result: 'fail',
      seconds: seconds(began),
      cause: cause === undefined ? said : `${said}. ${cause}`,
      log: [...(error instanceof StepFailure ? error.log : []), ...log],
    };
  }
}

/** Builds the site and runs every step, with a report after each. The caller keeps or closes the lab. */
export async function runRehearsal(
  lab: RehearsalLab,
  subject: RehearsalTarget,
  tell: (report: StepReport) => void,
  steps: readonly RehearsalStep[] = stepsOf(subject),
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  const report = (one: StepReport): StepReport => {
    reports.push(one);
    tell(one);
    return one;
  };
  const began = Date.now();
  let scene: Testbed;
  try {
    scene = await buildTestbed(lab, subject);
    report({ name: BUILD, result: 'pass', seconds: seconds(began) });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    report({ name: BUILD, result: 'fail', seconds: seconds(began), cause });
    for (const { name } of steps) report({ name, result: 'skip', seconds: 0, detail: 'nothing was built' });
    return reports;
  }
  let failed: string | undefined;
  for (const step of steps) {
    if (failed !== undefined)
      report({ name: step.name, result: 'skip', seconds: 0, detail: `not tried: "${failed}" failed` });
    else if (report(await take(step, scene)).result === 'fail' && step.essential === true) failed = step.name;
  }
  return reports;
}
