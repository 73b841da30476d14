import type { VpnTunnelsProperties } from '../../lib/config/tunnels';
import { createHandlers } from '../../lib/custom-resources/vpn-tunnels/handler';
import type { PlanInput } from '../../lib/custom-resources/vpn-tunnels/plan-input';
import { planStep } from '../../lib/custom-resources/vpn-tunnels/planner';
import type { VpnPort } from '../../lib/custom-resources/vpn-tunnels/port';
import type { PlannedStep } from '../../lib/custom-resources/vpn-tunnels/step';
import { type InvocationResult, invokeHandler, type SimulationContext } from './lambda';
import type { ScheduleOracle } from './oracle';
import { SCHEDULE_START } from './schedule';

/** One operation of CloudFormation on the stack, such as a deploy or a rollback. */
export interface StackOperation {
  readonly name: string;
  readonly outcome: 'complete' | 'failed';
  readonly reason: string;
}

export interface RunOptions {
  readonly planner?: (input: PlanInput) => PlannedStep;
  readonly traced?: boolean;
  /** Wraps the port that the handlers use, for example with the real SDK client. */
  readonly through?: (port: VpnPort) => VpnPort;
}

const HOUR = 60 * 60_000;
const CRASHED = 'the Lambda crashed';

interface Request {
  readonly name: string;
  readonly id: string;
  readonly type: 'Create' | 'Update';
  readonly desired: VpnTunnelsProperties;
  readonly old: VpnTunnelsProperties;
}

/** CloudFormation and the Provider framework: sequential operations on a stack, and concurrent events. */
export class SimulatedStack {
  readonly operations: StackOperation[] = [];
  /** The desired properties of the most recent operation. */
  desired: VpnTunnelsProperties;
  /** The creation of the stack failed, and the stack was deleted with its connection. */
  isDeleted = false;
  /** An operation failed while the hospital had not entered a new key. No operation can succeed until it has. */
  waitsForHospital = false;
  private latest = '';
  private cancelled = false;
  /** The properties that CloudFormation currently has for the resource. */
  private current: VpnTunnelsProperties;

  constructor(
    private readonly context: SimulationContext,
    private readonly oracle: ScheduleOracle,
    private readonly options: RunOptions,
  ) {
    this.desired = context.schedule.after;
    this.current = context.schedule.before;
  }

  async run(): Promise<void> {
    const { schedule, time } = this.context;
    const { before, after, second, type, secondEvent } = schedule;
    const deploy: Request = { name: 'deploy', id: 'run-deploy', type, desired: after, old: before };
    time.start(() => this.operate(deploy));
    if (secondEvent !== undefined) {
      time.start(async () => {
        await time.sleep(secondEvent.at - SCHEDULE_START);
        if (secondEvent.what === 'same event twice') {
          // An event is delivered again only while its operation is in progress.
          if (this.latest === deploy.id) await this.request(deploy);
          return;
        }
        // CloudFormation has given up the running operation: from now on, its outcome is ignored.
        const old = this.current;
        this.cancelled = true;
        const desired = secondEvent.what === 'second deploy' ? second : before;
        await this.operate({ name: secondEvent.what, id: 'run-second', type: 'Update', desired, old });
      });
    }
    await time.run(SCHEDULE_START + 6 * HOUR);
  }

  /** Runs one operation, and its rollback if it fails. */
  private async operate(request: Request): Promise<void> {
    this.latest = request.id;
    this.desired = request.desired;
    const waitsForKey = (): boolean => this.context.ec2.tunnels.some((tunnel) => tunnel.awsKey > 0 && !tunnel.up);
    const waitedBefore = waitsForKey();
    const result = await this.request(request);
    this.context.trace(`${request.name}: ${result.outcome}: ${result.reason}`);
    if (this.latest !== request.id) return;
    this.latest = '';
    this.operations.push(result);
    this.waitsForHospital = result.outcome === 'failed' && (waitedBefore || waitsForKey());
    const { name, id, type, desired, old } = request;
    if (result.outcome === 'complete') {
      this.current = desired;
      return;
    }
    if (type === 'Create') {
      this.isDeleted = true;
      this.operations.push({ name: 'delete', outcome: 'complete', reason: 'there is nothing to delete' });
      return;
    }
    if (this.cancelled && !id.startsWith('run-second')) return;
    if (!name.includes('rollback')) {
      await this.operate({ name: `rollback of ${name}`, id: `${id}-rollback`, type, desired: old, old: desired });
    } else if (result.reason === CRASHED) {
      // An operator sees UPDATE_ROLLBACK_FAILED and continues the rollback.
      await this.operate({ ...request, name: 'continue-update-rollback', id: `${id}-again` });
    }
  }

  /** Handles one event like the framework: onEvent once, then isComplete repeatedly. */
  private async request({ name, id, type, desired, old }: Request): Promise<StackOperation> {
    const { context } = this;
    const { time, schedule } = context;
    const began = time.now();
    const run = { id, startedAt: began, desired };
    const event = {
      RequestType: type,
      RequestId: id,
      StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/0',
      ...(type === 'Update' ? { PhysicalResourceId: desired.VpnConnectionId } : {}),
      ResourceProperties: { ServiceToken: 'arn:aws:lambda', ...asCloudFormation(desired) },
      ...(type === 'Update'
        ? { OldResourceProperties: { ServiceToken: 'arn:aws:lambda', ...asCloudFormation(old) } }
        : {}),
    };
    const failed = (reason: string): StackOperation => ({ name, outcome: 'failed', reason });
    const handle = <T>(
      work: (handlers: ReturnType<typeof createHandlers>) => Promise<T>,
    ): Promise<InvocationResult<T>> =>
      invokeHandler(context, this.oracle.watch(run), (port, host) =>
        work(createHandlers(this.options.through?.(port) ?? port, host, this.options.planner ?? planStep)),
      );

    const started = await handle((handlers) => handlers.onEvent(event));
    if ('crashed' in started) return failed(CRASHED);
    if ('error' in started) return failed(started.error);
    while (time.now() < began + HOUR) {
      const polled = await handle((handlers) => handlers.isComplete({ ...event, ...started.value }));
      if ('error' in polled) return failed(polled.error);
      if ('crashed' in polled && polled.crashed === 'without retry') return failed(CRASHED);
      if ('value' in polled && polled.value.IsComplete) {
        return { name, outcome: 'complete', reason: polled.value.Data?.Report ?? '' };
      }
      await time.sleep(schedule.pollInterval);
    }
    return failed('Operation timed out');
  }
}

/** CloudFormation passes numbers and booleans to a custom resource as strings. */
function asCloudFormation(value: object): Record<string, unknown> {
  const text = (item: unknown): unknown => {
    if (typeof item === 'number' || typeof item === 'boolean') return String(item);
    if (Array.isArray(item)) return item.map(text);
    if (typeof item === 'object' && item !== null) return asCloudFormation(item);
    return item;
  };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, text(item)]),
  );
}
