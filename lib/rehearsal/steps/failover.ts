import { AWS_DEVICE, type AwsEndpoint } from '../cloud/endpoint';
import { sleepSeconds, waitUntil } from '../lab/run';
import { PacketCounter } from '../lab/watch';
import { expectStep, type RehearsalStep, stepPassed } from '../step';
import type { Testbed } from '../testbed';
import { nowSeconds, PingTraffic, takesTunnel } from '../traffic';

interface Break {
  readonly what: string;
  /** The hospital's device is notified and does not have to wait for a timeout. */
  readonly told: boolean;
  breakIt(endpoint: AwsEndpoint): Promise<void>;
  mend(endpoint: AwsEndpoint): Promise<void>;
}

const again = (endpoint: AwsEndpoint): Promise<void> => endpoint.again();

const BREAKS: readonly Break[] = [
  { what: 'is terminated', told: true, breakIt: (endpoint) => endpoint.stop(), mend: again },
  {
    what: 'falls silent',
    told: false,
    breakIt: (endpoint) => endpoint.blackHole(),
    mend: (endpoint) => endpoint.mend(),
  },
  { what: 'dies with its endpoint', told: false, breakIt: (endpoint) => endpoint.kill(), mend: again },
];

/** A silent peer is detected by BGP's hold time, or with static routes by the DPD timeout or the pack's own tracking. */
const HOLD_SECONDS = 30;
/** For the steps after the detection, on a busy machine. */
const MARGIN_SECONDS = 15;
/** After a regular stop of the peer, only a route changes. */
const TOLD_SECONDS = 5;
/** Extra time to measure a longer gap, and for a repaired tunnel: BGP reconnects, tracking counts pings. */
const PATIENCE_SECONDS = 60;

async function onFirstAgain(scene: Testbed, traffic: PingTraffic): Promise<void> {
  await waitUntil(
    'traffic is back on tunnel 1',
    async () => traffic.flows() && (await scene.device.charon(1).up()) && (await takesTunnel(scene, 1)),
    PATIENCE_SECONDS,
    200,
  );
  await sleepSeconds(0.5);
}

function judged(gap: number, most: number): string {
  expectStep(gap <= most, `traffic stood still for ${gap.toFixed(1)} s; ${most} s would be right`);
  return `longest gap ${gap.toFixed(1)} s`;
}

const failover = ({ what, told, breakIt, mend }: Break): RehearsalStep => ({
  name: `failover: tunnel 1 ${what}`,
  async run(scene) {
    const { endpoints, facts } = scene;
    const [endpoint] = endpoints;
    const most = told ? TOLD_SECONDS : Math.max(HOLD_SECONDS, facts.vpn.dpdTimeoutSeconds) + MARGIN_SECONDS;
    const traffic = await PingTraffic.start(scene, 10);
    const second = await PacketCounter.start(endpoints[1].machine, [`iifname "${AWS_DEVICE}" icmp type echo-request`]);
    try {
      const broken = nowSeconds();
      await breakIt(endpoint);
      await waitUntil(
        'traffic takes tunnel 2',
        async () => (await takesTunnel(scene, 2)) && traffic.flows(),
        most + PATIENCE_SECONDS,
        200,
      );
      await sleepSeconds(0.5);
      const gap = judged(traffic.longestGap(broken), most);
      const [packets = 0] = await second.packets();
      expectStep(packets > 0, 'no packet came through tunnel 2 while tunnel 1 was gone');
      const mended = nowSeconds();
      await mend(endpoint);
      await onFirstAgain(scene, traffic);
      const back = judged(traffic.longestGap(mended), TOLD_SECONDS);
      return stepPassed(
        `${gap}, then on tunnel 2; mended, back on tunnel 1 after ${(nowSeconds() - mended).toFixed(1)} s, ${back}`,
      );
    } finally {
      await traffic.stop();
    }
  },
});

export const failoverSteps: readonly RehearsalStep[] = BREAKS.map(failover);
