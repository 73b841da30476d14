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
  | { readonly died: 'for good' | 'to be retried' };

/** The state that all invocations of one schedule share. */
export interface SimulationStage {
  readonly schedule: SimulatedSchedule;
  readonly time: VirtualTime;
  readonly chance: SeededRandom;
  readonly world: FakeEc2;
  readonly log: (entry: LogEntry) => void;
  readonly trace: (text: string) => void;
  readonly traced: boolean;
  /** The number of port calls so far in the schedule. */
  calls: number;
}

/** Runs one invocation, which may die at any of its calls: its code then stops without even running a catch block. */
export async function invokeHandler<T>(
  stage: SimulationStage,
  witness: FakeEc2Observer,
  work: (port: VpnPort, host: InvocationHost) => Promise<T>,
): Promise<InvocationResult<T>> {
  let die: (how: 'for good' | 'to be retried') => void = () => undefined;
  const death = new Promise<InvocationResult<T>>((resolve) => {
    die = (how) => resolve({ died: how });
  });
  const life = work(faultyPort(stage, witness, die), host(stage)).then(
    (value): InvocationResult<T> => ({ value }),
    (error: unknown): InvocationResult<T> => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  return Promise.race([life, death]);
}

function host({ time, chance, log }: SimulationStage): InvocationHost {
  return {
    now: time.now,
    sleep: time.sleep,
    random: chance.next,
    nonce: () => Math.floor(chance.next() * 0xffffffff).toString(16),
    newPreSharedKey: () => newPreSharedKey((bytes) => Uint8Array.from({ length: bytes }, () => chance.whole(0, 255))),
    log,
  };
}

function faultyPort(
  stage: SimulationStage,
  witness: FakeEc2Observer,
  die: (how: 'for good' | 'to be retried') => void,
): VpnPort {
  const { schedule, time, chance, world } = stage;

  const dies = (call: number, after: boolean): boolean => {
    const death = schedule.deaths.find((one) => one.call === call && one.after === after);
    if (death !== undefined) die(death.fatal ? 'for good' : 'to be retried');
    return death !== undefined;
  };
  const never = <T>(): Promise<T> => new Promise(() => undefined);

  const call = async <T>(name: () => string, kind: 'read' | 'mark' | 'change', effect: () => T): Promise<T> => {
    stage.calls += 1;
    const mine = stage.calls;
    if (dies(mine, false)) {
      stage.trace(`the Lambda dies before ${name()}`);
      return never();
    }
    await time.sleep(chance.is(schedule.slow) ? chance.whole(1_000, 8_000) : chance.whole(40, 400));
    if (schedule.permanent === 'throttled for ever' || chance.is(schedule.throttled)) {
      throw new Ec2Error('throttled', 'RequestLimitExceeded', 'Request limit exceeded.');
    }
    if (kind === 'change' && schedule.permanent === 'denied') {
      throw new Ec2Error('permanent', 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
    }
    if (chance.is(schedule.serverError))
      throw new Ec2Error('unknown', 'InternalError', 'An internal error has occurred');
    if (stage.traced && kind !== 'read') stage.trace(name());
    const result = effect();
    const lost = chance.is(schedule.lostAnswer);
    await time.sleep(chance.whole(40, 400));
    if (dies(mine, true)) {
      stage.trace(`the Lambda dies after ${name()}`);
      return never();
    }
    if (lost) throw new Ec2Error('unknown', 'ECONNRESET', 'socket hang up');
    return result;
  };

  return {
    describe: () =>
      call(
        () => 'describe',
        'read',
        () => world.describe(),
      ),
    modifyGateway: (_, to) =>
      call(
        () => `ModifyVpnConnection to ${to}`,
        'change',
        () => world.modifyGateway(to, witness),
      ),
    modifyTunnel: (modification) => {
      const name = (): string => {
        const { VpnTunnelOutsideIpAddress, TunnelOptions, preSharedKey } = modification;
        const what = [...Object.keys(TunnelOptions), ...(preSharedKey === undefined ? [] : ['PreSharedKey'])];
        return `ModifyVpnTunnelOptions ${VpnTunnelOutsideIpAddress}: ${what.join(', ')}`;
      };
      return call(name, 'change', () => world.modifyTunnel(modification, witness));
    },
    tag: (_, tags) => {
      const name = (): string =>
        `CreateTags ${Object.entries(tags)
          .map(([key, value]) => `${key}: ${value}`)
          .join('; ')}`;
      return call(name, 'mark', () => world.tag(tags, witness));
    },
  };
}
