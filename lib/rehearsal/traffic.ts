import { routerAddress } from './cloud/vpc';
import { tunDevice } from './hospital/device';
import type { LabMachine } from './lab/lab';
import type { LabService } from './lab/run';
import { waitUntil } from './lab/run';
import type { Testbed } from './testbed';

/** A path other than the one that the routes choose. */
export interface TrafficPath {
  readonly from: LabMachine;
  readonly to: string;
}

interface ReplySeen {
  /** Seconds since 1970. */
  readonly at: number;
  readonly sequence: number;
}

const REPLY = /^\[(\d+\.\d+)\] .*icmp_seq=(\d+) ttl/gm;

/** A repeated ping from the hospital to AWS; by default from a workstation into the VPC. */
export class PingTraffic {
  private constructor(
    private readonly service: LabService,
    readonly hertz: number,
  ) {}

  static async start({ lan, cloud, lab }: Testbed, hertz: number, along?: TrafficPath): Promise<PingTraffic> {
    const { from, to } = along ?? { from: lan.machine, to: routerAddress(cloud.vpcCidr) };
    const service = from.start(`ping-${lab.count()}`, 'ping', ['-n', '-D', '-i', `${1 / hertz}`, '-W', '1', to]);
    const traffic = new PingTraffic(service, hertz);
    await waitUntil(`a ping from ${from.name} to ${to} is answered`, () => traffic.replies().length > 2, 15, 50);
    return traffic;
  }

  replies(): readonly ReplySeen[] {
    return [...this.service.output().matchAll(REPLY)].map(([, at, sequence]) => ({
      at: Number(at),
      sequence: Number(sequence),
    }));
  }

  /** Whether an answer arrived recently. */
  flows(): boolean {
    return Date.now() / 1000 - (this.replies().at(-1)?.at ?? 0) < 0.5;
  }

  /** The longest time without an answer since then, in seconds, minus the ping interval. */
  longestGap(since: number): number {
    const times = this.replies().map(({ at }) => at);
    const gaps = times.slice(1).flatMap((at, index) => (at >= since ? [at - (times[index] ?? at)] : []));
    return Math.max(0, ...gaps.map((gap) => gap - 1 / this.hertz));
  }

  /**
   * Ends it; returns the number of pings sent and lost. On a busy machine, several pings are in transit at its end: those after the
   * last answer do not count if answers arrived until then.
   */
  async stop(): Promise<{ readonly sent: number; readonly lost: number }> {
    const end = nowSeconds();
    const isAnswered = await waitUntil('an answer', () => (this.replies().at(-1)?.at ?? 0) > end, 3, 20).catch(
      () => false,
    );
    await this.service.stop('SIGINT');
    const transmitted = Number(/^(\d+) packets transmitted/m.exec(this.service.output())?.[1] ?? Number.NaN);
    const answered = new Set(this.replies().map(({ sequence }) => sequence));
    const sent = isAnswered ? Math.max(...answered) : transmitted;
    return { sent, lost: sent - answered.size };
  }
}

export const nowSeconds = (): number => Date.now() / 1000;

/** The tunnel of the traffic in each direction, from the two routing tables. */
async function pathTaken({
  device,
  vpc,
  cloud,
  lan,
}: Testbed): Promise<{ readonly out: 1 | 2 | 0; readonly back: 1 | 2 | 0 }> {
  const lookUp = async (machine: typeof vpc.machine, address: string): Promise<string> =>
    (await machine.outputOf('ip', ['route', 'get', address])).stdout;
  const [out, back] = await Promise.all([
    lookUp(device.machine, routerAddress(cloud.vpcCidr)),
    lookUp(vpc.machine, lan.workstations[0] ?? ''),
  ]);
  return {
    out: out.includes(`dev ${tunDevice(1)}`) ? 1 : out.includes(`dev ${tunDevice(2)}`) ? 2 : 0,
    back: back.includes('dev aws1') ? 1 : back.includes('dev aws2') ? 2 : 0,
  };
}

export async function takesTunnel(testbed: Testbed, tunnel: 1 | 2): Promise<boolean> {
  const { out, back } = await pathTaken(testbed);
  return out === tunnel && back === tunnel;
}
