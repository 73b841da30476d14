import type { VpnTunnelsProperties } from '../../lib/config/tunnels';
import { createHandlers } from '../../lib/custom-resources/vpn-tunnels/handler';
import type { PlanInput } from '../../lib/custom-resources/vpn-tunnels/plan-input';
import { planStep } from '../../lib/custom-resources/vpn-tunnels/planner';
import type { VpnPort } from '../../lib/custom-resources/vpn-tunnels/port';
import type { PlannedStep } from '../../lib/custom-resources/vpn-tunnels/step';
import { type InvocationResult, invokeHandler, type SimulationStage } from './lambda';
import type { ScheduleOracle } from './oracle';
import { SCHEDULE_START } from './schedule';

/** One operation of CloudFormation on the stack, such as a deploy or a rollback. */
export interface StackOperation {
  readonly name: string;
  readonly outcome: 'complete' | 'failed';
  readonly reason: string;
}

export interface PlayOptions {
  readonly planner?: (situation: PlanInput) => PlannedStep;
  readonly traced?: boolean;
  /** Wraps the port that the handlers use, for example with the real SDK client. */
  readonly through?: (port: VpnPort) => VpnPort;
}

const HOUR = 60 * 60_000;
const DIED = 'the Lambda died';

interface Request {
  readonly name: string;
  readonly id: string;
  readonly type: 'Create' | 'Update';
  readonly wanted: VpnTunnelsProperties;
  readonly old: VpnTunnelsProperties;
}

/** CloudFormation and the Provider framework: sequential operations on a stack, and concurrent events. */
export class SimulatedStack {
  readonly operations: StackOperation[] = [];
  /** The desired properties of the most recent operation. */
  wanted: VpnTunnelsProperties;
  /** The creation of the stack failed, and the stack was deleted with its connection. */
  gone = false;
  /** An operation failed while the hospital had not entered a new key. No operation can succeed until it has. */
  hospitalOwes = false;
  private latest = '';
  private cancelled = false;
  /** The properties that CloudFormation currently has for the resource. */
  private current: VpnTunnelsProperties;

  constructor(
    private readonly stage: SimulationStage,
    private readonly oracle: ScheduleOracle,
    private readonly options: PlayOptions,
  ) {
    this.wanted = stage.schedule.after;
    this.current = stage.schedule.before;
  }

  async play(): Promise<void> {
    const { schedule, time } = this.stage;
    const { before, after, second, type, beside } = schedule;
    const deploy: Request = { name: 'deploy', id: 'run-deploy', type, wanted: after, old: before };
    time.start(() => this.operate(deploy));
    if (beside !== undefined) {
      time.start(async () => {
        await time.sleep(beside.at - SCHEDULE_START);
        if (beside.what === 'same event twice') {
          // An event is delivered again only while its operation is in progress.
          if (this.latest === deploy.id) await this.request(deploy);
          return;
        }
        // CloudFormation gave up on the running operation, or lost track of it: from now on, its outcome is ignored.
        const old = this.current;
        this.cancelled = true;
        const wanted = beside.what === 'second deploy' ? second : before;
        await this.operate({ name: beside.what, id: 'run-second', type: 'Update', wanted, old });
      });
    }
    await time.run(SCHEDULE_START + 6 * HOUR);
  }

  /** Runs one operation, and its rollback if it fails. */
  private async operate(request: Request): Promise<void> {
    this.latest = request.id;
    this.wanted = request.wanted;
    const keyless = (): boolean => this.stage.world.tunnels.some((tunnel) => tunnel.awsKey > 0 && !tunnel.up);
    const owedBefore = keyless();
    const result = await this.request(request);
    this.stage.trace(`${request.name}: ${result.outcome}: ${result.reason}`);
    if (this.latest !== request.id) return;
    this.latest = '';
    this.operations.push(result);
    this.hospitalOwes = result.outcome === 'failed' && (owedBefore || keyless());
    const { name, id, type, wanted, old } = request;
    if (result.outcome === 'complete') {
      this.current = wanted;
      return;
    }
    if (type === 'Create') {
      this.gone = true;
      this.operations.push({ name: 'delete', outcome: 'complete', reason: 'nothing to do' });
      return;
    }
    if (this.cancelled && !id.startsWith('run-second')) return;
    if (!name.includes('rollback')) {
      await this.operate({ name: `rollback of ${name}`, id: `${id}-rollback`, type, wanted: old, old: wanted });
    } else if (result.reason === DIED) {
      // An operator sees UPDATE_ROLLBACK_FAILED and continues the rollback.
      await this.operate({ ...request, name: 'continue-update-rollback', id: `${id}-again` });
    }
  }

  /** Handles one event like the framework: onEvent once, then isComplete repeatedly. */
  private async request({ name, id, type, wanted, old }: Request): Promise<StackOperation> {
    const { stage } = this;
    const { time, schedule } = stage;
    const began = time.now();
    const run = { id, startedAt: began, desired: wanted };
    const event = {
      RequestType: type,
      RequestId: id,
      StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/0',
      ...(type === 'Update' ? { PhysicalResourceId: wanted.VpnConnectionId } : {}),
      ResourceProperties: { ServiceToken: 'arn:aws:lambda', ...asCloudFormation(wanted) },
      ...(type === 'Update'
        ? { OldResourceProperties: { ServiceToken: 'arn:aws:lambda', ...asCloudFormation(old) } }
        : {}),
    };
    const failed = (reason: string): StackOperation => ({ name, outcome: 'failed', reason });
    const handle = <T>(
      work: (handlers: ReturnType<typeof createHandlers>) => Promise<T>,
    ): Promise<InvocationResult<T>> =>
      invokeHandler(stage, this.oracle.watch(run), (port, host) =>
        work(createHandlers(this.options.through?.(port) ?? port, host, this.options.planner ?? planStep)),
      );

    const started = await handle((handlers) => handlers.onEvent(event));
    if ('died' in started) return failed(DIED);
    if ('error' in started) return failed(started.error);
    while (time.now() < began + HOUR) {
      const polled = await handle((handlers) => handlers.isComplete({ ...event, ...started.value }));
      if ('error' in polled) return failed(polled.error);
      if ('died' in polled && polled.died === 'for good') return failed(DIED);
      if ('value' in polled && polled.value.IsComplete) {
        return { name, outcome: 'complete', reason: polled.value.Data?.Report ?? '' };
      }
      await time.sleep(schedule.pollEvery);
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
