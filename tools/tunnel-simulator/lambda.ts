import { Ec2Error, type VpnPort } from '../../lib/custom-resources/vpn-tunnels/port';
import { newPreSharedKey } from '../../lib/custom-resources/vpn-tunnels/pre-shared-key';
import type { InvocationHost, LogEntry } from '../../lib/custom-resources/vpn-tunnels/update';
import type { FakeEc2, FakeEc2Observer } from './fake-ec2';
import type { SeededRandom } from './random';
import type { SimulatedSchedule } from './schedule';
import type { VirtualTime } from './time';

/** The result of one invocation of a handler. */
export type InvocationResult<T> =
  | { readonly value: T }
  | { readonly error: string }
  | { readonly crashed: 'without retry' | 'with retry' };

/** The state that all invocations of one schedule share. */
export interface SimulationContext {
  readonly schedule: SimulatedSchedule;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly ec2: FakeEc2;
  readonly log: (entry: LogEntry) => void;
  readonly trace: (text: string) => void;
  readonly traced: boolean;
  /** The number of port calls so far in the schedule. */
  calls: number;
}

/** Runs one invocation, which may crash at any of its calls: its code then stops without running a catch block. */
export async function invokeHandler<T>(
  context: SimulationContext,
  observer: FakeEc2Observer,
  work: (port: VpnPort, host: InvocationHost) => Promise<T>,
): Promise<InvocationResult<T>> {
  let crash: (how: 'without retry' | 'with retry') => void = () => undefined;
  const crashed = new Promise<InvocationResult<T>>((resolve) => {
    crash = (how) => resolve({ crashed: how });
  });
  const finished = work(faultyPort(context, observer, crash), host(context)).then(
    (value): InvocationResult<T> => ({ value }),
    (error: unknown): InvocationResult<T> => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  return Promise.race([finished, crashed]);
}

function host({ time, random, log }: SimulationContext): InvocationHost {
  return {
    now: time.now,
    sleep: time.sleep,
    random: random.next,
    nonce: () => Math.floor(random.next() * 0xffffffff).toString(16),
    newPreSharedKey: () => newPreSharedKey((bytes) => Uint8Array.from({ length: bytes }, () => random.whole(0, 255))),
    log,
  };
}

function faultyPort(
  context: SimulationContext,
  observer: FakeEc2Observer,
  crash: (how: 'without retry' | 'with retry') => void,
): VpnPort {
  const { schedule, time, random, ec2 } = context;

  const crashesAt = (call: number, after: boolean): boolean => {
    const planned = schedule.crashes.find((one) => one.call === call && one.after === after);
    if (planned !== undefined) crash(planned.fatal ? 'without retry' : 'with retry');
    return planned !== undefined;
  };
  const never = <T>(): Promise<T> => new Promise(() => undefined);

  const call = async <T>(name: () => string, kind: 'read' | 'tag' | 'change', effect: () => T): Promise<T> => {
    context.calls += 1;
    const count = context.calls;
    if (crashesAt(count, false)) {
      context.trace(`the Lambda crashes before ${name()}`);
      return never();
    }
    await time.sleep(random.is(schedule.slow) ? random.whole(1_000, 8_000) : random.whole(40, 400));
    if (schedule.permanentFault === 'throttled permanently' || random.is(schedule.throttled)) {
      throw new Ec2Error('throttled', 'RequestLimitExceeded', 'Request limit exceeded.');
    }
    if (kind === 'change' && schedule.permanentFault === 'denied') {
      throw new Ec2Error('permanent', 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
    }
    if (random.is(schedule.serverError))
      throw new Ec2Error('unknown', 'InternalError', 'An internal error has occurred');
    if (context.traced && kind !== 'read') context.trace(name());
    const result = effect();
    const isLost = random.is(schedule.lostResponse);
    await time.sleep(random.whole(40, 400));
    if (crashesAt(count, true)) {
      context.trace(`the Lambda crashes after ${name()}`);
      return never();
    }
    if (isLost) throw new Ec2Error('unknown', 'ECONNRESET', 'socket hang up');
    return result;
  };

  return {
    describe: () =>
      call(
        () => 'describe',
        'read',
        () => ec2.describe(),
      ),
    modifyGateway: (_, to) =>
      call(
        () => `ModifyVpnConnection to ${to}`,
        'change',
        () => ec2.modifyGateway(to, observer),
      ),
    modifyTunnel: (modification) => {
      const name = (): string => {
        const { VpnTunnelOutsideIpAddress, TunnelOptions, preSharedKey } = modification;
        const what = [...Object.keys(TunnelOptions), ...(preSharedKey === undefined ? [] : ['PreSharedKey'])];
        return `ModifyVpnTunnelOptions ${VpnTunnelOutsideIpAddress}: ${what.join(', ')}`;
      };
      return call(name, 'change', () => ec2.modifyTunnel(modification, observer));
    },
    tag: (_, tags) => {
      const name = (): string =>
        `CreateTags ${Object.entries(tags)
          .map(([key, value]) => `${key}: ${value}`)
          .join('; ')}`;
      return call(name, 'tag', () => ec2.tag(tags, observer));
    },
  };
}
