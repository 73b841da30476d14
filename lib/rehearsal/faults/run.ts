import { type DiagnosedCause, diagnoseLogs } from '../../operate/diagnose';
import { RehearsalLab } from '../lab/lab';
import type { StepVerdict } from '../step';
import type { RehearsalTarget } from '../target';
import type { FaultId, HospitalMistake } from './fault';
import { buildMinimalTestbed } from './minimal-testbed';

export interface FaultReport {
  /** The cause that `heartlab diagnose` must report; `none`: a harmless mistake. */
  readonly fault: FaultId;
  readonly mistake: string;
  /** The cause that `heartlab diagnose` reports for the logs; `none`: no problem; null: it did not run. */
  readonly diagnosed: FaultId | null;
  readonly result: StepVerdict;
  readonly seconds: number;
  readonly cause?: string;
  /** The log lines that show the cause. */
  readonly evidence: readonly string[];
}

const evidenceOf = (cause: DiagnosedCause | undefined): readonly string[] =>
  (cause?.evidence ?? []).slice(0, 3).map(({ file, text }) => `${file}: ${text}`);

/** Injects one mistake in its own lab and diagnoses the logs. */
async function injectFault(prefix: string, target: RehearsalTarget, fault: HospitalMistake): Promise<FaultReport> {
  const began = Date.now();
  const { id, mistake } = fault;
  const seconds = () => Math.round((Date.now() - began) / 10) / 100;
  if (fault.bgp === true && target.site.vpn?.routing !== 'bgp')
    return { fault: id, mistake, diagnosed: null, result: 'skip', seconds: 0, cause: 'needs BGP', evidence: [] };
  let lab: RehearsalLab | undefined;
  try {
    lab = new RehearsalLab(prefix);
    const testbed = await buildMinimalTestbed(lab, target, fault);
    const more = await fault.show(testbed);
    const logs = [
      { name: 'hospital.log', text: testbed.device.charon(1).log() },
      { name: 'aws.log', text: testbed.endpoint.charon.log() },
      ...(testbed.device.frr === undefined ? [] : [{ name: 'hospital-bgp.log', text: testbed.device.frr.log() }]),
      ...more,
    ];
    const [first] = diagnoseLogs(logs, { site: target.site }).filter(({ past }) => !past);
    const diagnosed: FaultId = first?.id ?? 'none';
    const right = diagnosed === id;
    return {
      fault: id,
      mistake,
      diagnosed,
      result: right ? 'pass' : 'fail',
      seconds: seconds(),
      cause: right ? undefined : `diagnose reports ${diagnosed}`,
      evidence: evidenceOf(first),
    };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { fault: id, mistake, diagnosed: null, result: 'fail', seconds: seconds(), cause, evidence: [] };
  } finally {
    lab?.close();
  }
}

/** The number of labs at a time: each has two strongSwan daemons. */
const AT_ONCE = 4;

/** Injects all mistakes, each in its own lab, in parallel. */
export async function injectFaults(
  prefix: string,
  target: RehearsalTarget,
  faults: readonly HospitalMistake[],
  onReport: (report: FaultReport) => void,
): Promise<readonly FaultReport[]> {
  const waiting = [...faults.entries()];
  const reports: FaultReport[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, fault] = next;
      const report = await injectFault(`${prefix}f${index}`, target, fault);
      reports[index] = report;
      onReport(report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return reports;
}
