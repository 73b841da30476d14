import { liveConnection } from './live';
import { refusalText, VPN_TUNNEL_REMEDIES } from './messages';
import type { PlanInput } from './plan-input';
import { planStep } from './planner';
import { Ec2Error, type VpnPort } from './port';
import { backoffMilliseconds, isTemporaryEc2Error } from './retry';
import type { PlannedStep } from './step';
import { ACT_WITHIN, CONFIRM_AFTER, INVOCATION_DURATION, NOT_FOUND_GRACE } from './timing';

/** Clock, randomness and log of an invocation. The simulator replaces them. */
export interface InvocationHost {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  /** A string that is unique to the invocation. */
  nonce(): string;
  /** A fresh pre-shared key. */
  newPreSharedKey(): string;
  log(entry: LogEntry): unknown;
}

/** One line of the log, as JSON. It contains no secret: the planner has none, and EC2's message on a call with a key is omitted. */
export interface LogEntry {
  readonly heartlab: 'tunnel-update';
  readonly site: string;
  readonly vpnConnectionId: string;
  readonly run: string;
  /** The alarm counts `failed`. */
  readonly outcome: 'step' | 'waiting' | 'retry' | 'done' | 'failed';
  readonly detail: string;
}

/** The update that an invocation works on. */
export type UpdateTask = Omit<PlanInput, 'now' | 'live' | 'invocation'>;

export type UpdateProgress =
  | { readonly done: true; readonly report: string }
  | { readonly done: false; readonly why: string };

/** The update can't or must not go on. CloudFormation shows the message. */
export class UpdateRefused extends Error {
  override readonly name = 'UpdateRefused';
}

/** What the invocation does after a step. */
type AfterStep = 'continue' | 'end until the next poll';

/**
 * Runs one Lambda invocation: reads the connection, plans one step, executes it, and starts again until the time is up. It may
 * stop between any two calls, and may run twice at the same time.
 */
export async function runInvocation(
  task: UpdateTask,
  port: VpnPort,
  host: InvocationHost,
  planner: (input: PlanInput) => PlannedStep = planStep,
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
  let why = 'the invocation has ended';
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
      if (isTooLate(step, host.now() - began)) return { done: false, why };
      log(step.do === 'wait' ? 'waiting' : 'step', step.why);
      if ((await executeStep(step, task, port, host)) === 'end until the next poll') return { done: false, why };
      failures = 0;
    } catch (error) {
      if (!(error instanceof Ec2Error)) {
        log('failed', error instanceof UpdateRefused ? error.message : 'internal error');
        throw error;
      }
      const isNewRun = host.now() - task.run.startedAt < NOT_FOUND_GRACE;
      if (!isTemporaryEc2Error(error) && !(error.kind === 'absent' && isNewRun)) {
        const message = refusalText(
          task.site,
          `EC2 refused the call: ${error.code}: ${error.message}`,
          VPN_TUNNEL_REMEDIES.permanent,
        );
        log('failed', message);
        throw new UpdateRefused(message);
      }
      why = `EC2 returned ${error.code}`;
      failures += 1;
      log('retry', why);
      await host.sleep(backoffMilliseconds(failures, host.random));
    }
  }
  return { done: false, why };
}

/** Whether the step must be left to the next invocation: a wait beyond the end of this one, or a claim that it could not use. */
function isTooLate(step: PlannedStep, elapsed: number): boolean {
  if (step.do === 'wait') return step.confirmMs !== undefined && elapsed + step.confirmMs > INVOCATION_DURATION;
  return step.do === 'record' && step.what === 'claim' && elapsed > INVOCATION_DURATION - CONFIRM_AFTER - ACT_WITHIN;
}

/** Executes one step. Throws an Ec2Error only if the step may be planned and executed again. */
async function executeStep(
  step: Exclude<PlannedStep, { readonly do: 'done' | 'refuse' }>,
  task: UpdateTask,
  port: VpnPort,
  host: InvocationHost,
): Promise<AfterStep> {
  const id = task.desired.VpnConnectionId;
  switch (step.do) {
    case 'wait':
      if (step.confirmMs === undefined) return 'end until the next poll';
      await host.sleep(step.confirmMs);
      return 'continue';
    case 'record':
      await port.tag(id, step.tags);
      return 'continue';
    case 'modify-gateway':
      return makeChange(() => port.modifyGateway(id, step.customerGatewayId), step.accepted, id, port);
    case 'modify-tunnel':
      // The key exists only during this call. After it, only AWS has the key.
      return makeChange(
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
 * Makes the call of a change once. This invocation repeats it only after throttling, when EC2 certainly did not accept it, and
 * only while its claim is valid. After an unclear result the claim must expire first: then the change is visible or was not made.
 */
async function makeChange(
  call: () => Promise<void>,
  accepted: Readonly<Record<string, string>>,
  id: string,
  port: VpnPort,
): Promise<AfterStep> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Ec2Error && (error.kind === 'unknown' || error.kind === 'busy'))
      return 'end until the next poll';
    throw error;
  }
  try {
    await port.tag(id, accepted);
  } catch (error) {
    // Without this tag the update only takes longer: the change becomes visible anyway.
    if (!(error instanceof Ec2Error)) throw error;
  }
  return 'end until the next poll';
}
