import { newPreSharedKey } from '../key';
import { Ec2Error, type VpnPort } from '../port';
import type { Host, LogEntry } from '../update';
import type { Chance } from './random';
import type { Schedule } from './schedule';
import type { VirtualTime } from './time';
import type { Witness, World } from './world';

/** What came of one invocation of a handler. */
export type Invocation<T> =
  | { readonly value: T }
  | { readonly error: string }
  | { readonly died: 'for good' | 'to be retried' };

/** Everything that all invocations of one schedule share. */
export interface Stage {
  readonly schedule: Schedule;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly world: World;
  readonly log: (entry: LogEntry) => void;
  readonly trace: (text: string) => void;
  /** Port calls so far, in the whole schedule. */
  calls: number;
  invocations: number;
}

/** Runs one invocation, which may die at any of its calls: its code then just stops, without so much as a catch block. */
export async function invoke<T>(
  stage: Stage,
  witness: Witness,
  work: (port: VpnPort, host: Host) => Promise<T>,
): Promise<Invocation<T>> {
  let die: (how: 'for good' | 'to be retried') => void = () => undefined;
  const death = new Promise<Invocation<T>>((resolve) => {
    die = (how) => resolve({ died: how });
  });
  const life = work(faultyPort(stage, witness, die), host(stage)).then(
    (value): Invocation<T> => ({ value }),
    (error: unknown): Invocation<T> => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  return Promise.race([life, death]);
}

function host({ time, chance, log, ...stage }: Stage): Host {
  stage.invocations += 1;
  return {
    now: time.now,
    sleep: time.sleep,
    random: chance.next,
    nonce: () => Math.floor(chance.next() * 0xffffffff).toString(16),
    newPreSharedKey: () => newPreSharedKey((bytes) => Uint8Array.from({ length: bytes }, () => chance.whole(0, 255))),
    log,
  };
}

function faultyPort(stage: Stage, witness: Witness, die: (how: 'for good' | 'to be retried') => void): VpnPort {
  const { schedule, time, chance, world } = stage;

  const dead = (after: boolean): Promise<never> | undefined => {
    const death = schedule.deaths.find((one) => one.call === stage.calls && one.after === after);
    if (death === undefined) return undefined;
    stage.trace(`the Lambda dies ${after ? 'after' : 'before'} call ${stage.calls}`);
    die(death.fatal ? 'for good' : 'to be retried');
    return new Promise(() => undefined);
  };

  const call = async <T>(name: string, isChange: boolean, effect: () => T): Promise<T> => {
    stage.calls += 1;
    const mine = stage.calls;
    const death = dead(false);
    if (death !== undefined) return death;
    await time.sleep(chance.is(schedule.slow) ? chance.whole(1_000, 8_000) : chance.whole(40, 400));
    if (schedule.permanent === 'throttled for ever' || chance.is(schedule.throttled)) {
      throw new Ec2Error('throttled', 'RequestLimitExceeded', 'Request limit exceeded.');
    }
    if (isChange && schedule.permanent === 'denied') {
      throw new Ec2Error('permanent', 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
    }
    if (chance.is(schedule.serverError))
      throw new Ec2Error('unknown', 'InternalError', 'An internal error has occurred');
    if (name !== 'describe') stage.trace(name);
    const result = effect();
    const lost = chance.is(schedule.lostAnswer);
    await time.sleep(chance.whole(40, 400));
    const last = schedule.deaths.find((one) => one.call === mine && one.after);
    if (last !== undefined) {
      stage.trace(`the Lambda dies after ${name}`);
      die(last.fatal ? 'for good' : 'to be retried');
      return new Promise(() => undefined);
    }
    if (lost) throw new Ec2Error('unknown', 'ECONNRESET', 'socket hang up');
    return result;
  };

  return {
    describe: () => call('describe', false, () => world.describe()),
    modifyGateway: (_, to) => call(`ModifyVpnConnection to ${to}`, true, () => world.modifyGateway(to, witness)),
    modifyTunnel: (modification) => {
      const { VpnTunnelOutsideIpAddress, TunnelOptions, preSharedKey } = modification;
      const what = [...Object.keys(TunnelOptions), ...(preSharedKey === undefined ? [] : ['PreSharedKey'])].join(', ');
      return call(`ModifyVpnTunnelOptions ${VpnTunnelOutsideIpAddress}: ${what}`, true, () =>
        world.modifyTunnel(modification, witness),
      );
    },
    tag: (_, tags) => {
      const text = Object.entries(tags)
        .map(([name, value]) => `${name}: ${value}`)
        .join('; ');
      return call(`CreateTags ${text}`, false, () => world.tag(tags, witness));
    },
  };
}
