import { AWS_DEVICE, type AwsEndpoint } from '../cloud/endpoint';
import { sleepSeconds, waitUntil } from '../lab/run';
import { PacketCounter } from '../lab/watch';
import { expectStep, type RehearsalStep, stepPassed } from '../step';
import type { Testbed } from '../testbed';
import { nowSeconds, PingTraffic, takesTunnel } from '../traffic';

interface Break {
  readonly what: string;
  /** The hospital's device is notified and does not have to wait for a timeout. */
  readonly notified: boolean;
  breakIt(endpoint: AwsEndpoint): Promise<void>;
  repair(endpoint: AwsEndpoint): Promise<void>;
}

const restart = (endpoint: AwsEndpoint): Promise<void> => endpoint.restart();

const BREAKS: readonly Break[] = [
  { what: 'is terminated', notified: true, breakIt: (endpoint) => endpoint.stop(), repair: restart },
  {
    what: 'falls silent',
    notified: false,
    breakIt: (endpoint) => endpoint.blackHole(),
    repair: (endpoint) => endpoint.endBlackHole(),
  },
  { what: 'dies with its endpoint', notified: false, breakIt: (endpoint) => endpoint.kill(), repair: restart },
];

/** A silent peer is detected by BGP's hold time, or with static routes by the DPD timeout or the pack's own tracking. */
const HOLD_SECONDS = 30;
/** For the switch after the detection, on a busy machine. */
const MARGIN_SECONDS = 15;
/** After a regular stop of the peer, only a route changes. */
const NOTIFIED_SECONDS = 5;
/** Extra time to measure a longer gap, and for a repaired tunnel: BGP reconnects, tracking counts pings. */
const PATIENCE_SECONDS = 60;

async function waitForTunnel1(testbed: Testbed, traffic: PingTraffic): Promise<void> {
  await waitUntil(
    'traffic is back on tunnel 1',
    async () => traffic.flows() && (await testbed.device.charon(1).up()) && (await takesTunnel(testbed, 1)),
    PATIENCE_SECONDS,
    200,
  );
  await sleepSeconds(0.5);
}

function checkGap(gap: number, most: number): string {
  expectStep(gap <= most, `traffic was interrupted for ${gap.toFixed(1)} s; the limit is ${most} s`);
  return `longest gap ${gap.toFixed(1)} s`;
}

const failover = ({ what, notified, breakIt, repair }: Break): RehearsalStep => ({
  name: `failover: tunnel 1 ${what}`,
  async run(testbed) {
    const { endpoints, facts } = testbed;
    const [endpoint] = endpoints;
    const most = notified ? NOTIFIED_SECONDS : Math.max(HOLD_SECONDS, facts.vpn.dpdTimeoutSeconds) + MARGIN_SECONDS;
    const traffic = await PingTraffic.start(testbed, 10);
    const second = await PacketCounter.start(endpoints[1].machine, [`iifname "${AWS_DEVICE}" icmp type echo-request`]);
    try {
      const broken = nowSeconds();
      await breakIt(endpoint);
      await waitUntil(
        'traffic takes tunnel 2',
        async () => (await takesTunnel(testbed, 2)) && traffic.flows(),
        most + PATIENCE_SECONDS,
        200,
      );
      await sleepSeconds(0.5);
      const gap = checkGap(traffic.longestGap(broken), most);
      const [packets = 0] = await second.packets();
      expectStep(packets > 0, 'no packet used tunnel 2 while tunnel 1 was down');
      const repaired = nowSeconds();
      await repair(endpoint);
      await waitForTunnel1(testbed, traffic);
      const back = checkGap(traffic.longestGap(repaired), NOTIFIED_SECONDS);
      return stepPassed(
        `${gap}, then on tunnel 2; after the repair, on tunnel 1 again in ${(nowSeconds() - repaired).toFixed(1)} s, ${back}`,
      );
    } finally {
      await traffic.stop();
    }
  },
});

export const failoverSteps: readonly RehearsalStep[] = BREAKS.map(failover);
