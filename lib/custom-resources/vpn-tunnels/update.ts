import { liveConnection } from './live';
import { refusalText, VPN_TUNNEL_REMEDIES } from './messages';
import type { PlanInput } from './plan-input';
import { planStep } from './planner';
import { Ec2Error, type VpnPort } from './port';
import { backoffMilliseconds, isPassing } from './retry';
import type { PlannedStep } from './step';
import { ACT_WITHIN, CONFIRM_AFTER, INVOCATION_DURATION, NOT_FOUND_GRACE } from './timing';

/** What an invocation needs beside EC2. Everything that isn't a pure function comes through here, so that a simulator can give it. */
export interface InvocationHost {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  /** A word that no other invocation has. */
  nonce(): string;
  /** A fresh pre-shared key. */
  newPreSharedKey(): string;
  log(entry: LogEntry): unknown;
}

/** One line of the log, as JSON. No secret ever gets here: the planner knows none, and EC2's words on a call with a key are left out. */
export interface LogEntry {
  readonly heartlab: 'tunnel-update';
  readonly site: string;
  readonly vpnConnectionId: string;
  readonly run: string;
  /** `failed` is what the alarm counts. */
  readonly outcome: 'step' | 'waiting' | 'retry' | 'done' | 'failed';
  readonly detail: string;
}

/** What one invocation is to bring forward. */
export type UpdateTask = Omit<PlanInput, 'now' | 'live' | 'invocation'>;

export type UpdateProgress =
  | { readonly done: true; readonly report: string }
  | { readonly done: false; readonly why: string };

/** The update can't or mustn't go on. The message is what CloudFormation shows. */
export class UpdateRefused extends Error {
  override readonly name = 'UpdateRefused';
}

/** What became of a step that wasn't the last. */
type After = 'go on' | 'leave it to the next poll';

/**
 * Brings the connection as far as one invocation can: reads, plans one step, takes it, and begins again.
 * It is always safe to die here, between any two calls, and to run twice.
 */
export async function runInvocation(
  task: UpdateTask,
  port: VpnPort,
  host: InvocationHost,
  planner: (situation: PlanInput) => PlannedStep = planStep,
): Promise<UpdateProgress> {
  const began = host.now();
  const invocation = host.nonce();
  const log = (outcome: LogEntry['outcome'], detail: string): unknown =>
    host.log({
      heartlab: 'tunnel-update',
      site: task.site,
      vpnConnectionId: task.desired.VpnConnectionId,
      run: task.run.id,
      outcome,
      detail,
    });
  let failures = 0;
  let why = 'the invocation ends';
  while (host.now() - began < INVOCATION_DURATION) {
    try {
      const described = await port.describe(task.desired.VpnConnectionId);
      const live = described === undefined ? undefined : liveConnection(described);
      const step = planner({ ...task, now: host.now(), invocation, live });
      if (step.do === 'done') {
        log('done', step.report);
        return { done: true, report: step.report };
      }
      if (step.do === 'refuse') throw new UpdateRefused(step.message);
      why = step.why;
      if (tooLate(step, host.now() - began)) return { done: false, why };
      log(step.do === 'wait' ? 'waiting' : 'step', step.why);
      if ((await take(step, task, port, host)) === 'leave it to the next poll') return { done: false, why };
      failures = 0;
    } catch (error) {
      if (!(error instanceof Ec2Error)) {
        log('failed', error instanceof UpdateRefused ? error.message : 'an error of our own');
        throw error;
      }
      const young = host.now() - task.run.startedAt < NOT_FOUND_GRACE;
      if (!isPassing(error) && !(error.kind === 'absent' && young)) {
        const message = refusalText(
          task.site,
          `EC2 refuses: ${error.code}: ${error.message}`,
          VPN_TUNNEL_REMEDIES.permanent,
        );
        log('failed', message);
        throw new UpdateRefused(message);
      }
      why = `${error.code} from EC2`;
      failures += 1;
      log('retry', why);
      await host.sleep(backoffMilliseconds(failures, host.random));
    }
  }
  return { done: false, why };
}

/** A claim that this invocation couldn't act on any more would only hold up the next, and a wait beyond its end is left to it. */
function tooLate(step: PlannedStep, elapsed: number): boolean {
  if (step.do === 'wait') return step.confirmMs !== undefined && elapsed + step.confirmMs > INVOCATION_DURATION;
  return step.do === 'mark' && step.what === 'claim' && elapsed > INVOCATION_DURATION - CONFIRM_AFTER - ACT_WITHIN;
}

/** Takes one step. Throws an Ec2Error only where the step may be planned and taken again. */
async function take(
  step: Exclude<PlannedStep, { readonly do: 'done' | 'refuse' }>,
  task: UpdateTask,
  port: VpnPort,
  host: InvocationHost,
): Promise<After> {
  const id = task.desired.VpnConnectionId;
  switch (step.do) {
    case 'wait':
      if (step.confirmMs === undefined) return 'leave it to the next poll';
      await host.sleep(step.confirmMs);
      return 'go on';
    case 'mark':
      await port.tag(id, step.tags);
      return 'go on';
    case 'modify-gateway':
      return change(() => port.modifyGateway(id, step.customerGatewayId), step.accepted, id, port);
    case 'modify-tunnel':
      // The key lives from here to the end of this call, and nowhere else but with AWS.
      return change(
        () =>
          port.modifyTunnel(
            step.key === undefined ? step.modification : { ...step.modification, preSharedKey: host.newPreSharedKey() },
          ),
        step.accepted,
        id,
        port,
      );
  }
}

/**
 * One change, asked for once. Only a throttled call, which surely wasn't taken, is repeated by this invocation, as long
 * as its claim allows. After any doubt the claim has to run out first: then it can be seen whether the change was made.
 */
async function change(
  ask: () => Promise<void>,
  accepted: Readonly<Record<string, string>>,
  id: string,
  port: VpnPort,
): Promise<After> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof Ec2Error && (error.kind === 'unknown' || error.kind === 'busy'))
      return 'leave it to the next poll';
    throw error;
  }
  try {
    await port.tag(id, accepted);
  } catch (error) {
    // Not knowing that it was taken only costs time: it will be seen.
    if (!(error instanceof Ec2Error)) throw error;
  }
  return 'leave it to the next poll';
}
