import type { AwsEndpoint } from '../cloud/endpoint';
import { sleep, until } from '../lab/run';
import type { Scene } from '../scene';
import { passed, type Step } from '../step';
import { nowSeconds, Traffic, takes } from '../traffic';

interface Break {
  readonly what: string;
  breakIt(endpoint: AwsEndpoint): Promise<void>;
  /** Absent: it mends itself. */
  mend?(endpoint: AwsEndpoint): Promise<void>;
}

const BREAKS: readonly Break[] = [
  { what: 'is terminated', breakIt: (endpoint) => endpoint.terminate() },
  { what: 'falls silent', breakIt: (endpoint) => endpoint.blackHole(), mend: (endpoint) => endpoint.mend() },
  { what: 'dies with its endpoint', breakIt: (endpoint) => endpoint.kill(), mend: (endpoint) => endpoint.again() },
];

/** BGP's hold time is 30 s; with static routes a dead peer is noticed after the DPD timeout. */
const PATIENCE = 90;

async function onFirstAgain(scene: Scene, traffic: Traffic): Promise<void> {
  await until(
    'traffic is back on tunnel 1',
    async () => traffic.flows() && (await scene.device.charon(1).up()) && (await takes(scene, 1)),
    PATIENCE,
    200,
  );
  await sleep(0.5);
}

const failover = ({ what, breakIt, mend }: Break): Step => ({
  name: `failover: tunnel 1 ${what}`,
  async run(scene) {
    const [endpoint] = scene.endpoints;
    const traffic = await Traffic.start(scene, 10);
    try {
      const broken = nowSeconds();
      await breakIt(endpoint);
      if (mend === undefined) {
        await sleep(1);
        await onFirstAgain(scene, traffic);
        return passed(
          `longest gap ${traffic.longestGap(broken).toFixed(1)} s, back on tunnel 1 after ${(nowSeconds() - broken).toFixed(1)} s`,
        );
      }
      await until('traffic takes tunnel 2', async () => (await takes(scene, 2)) && traffic.flows(), PATIENCE, 200);
      await sleep(0.5);
      const gap = traffic.longestGap(broken);
      const mended = nowSeconds();
      await mend(endpoint);
      await onFirstAgain(scene, traffic);
      return passed(
        `longest gap ${gap.toFixed(1)} s, then on tunnel 2; mended, back on tunnel 1 after ${(nowSeconds() - mended).toFixed(1)} s with a gap of ${traffic.longestGap(mended).toFixed(1)} s`,
      );
    } finally {
      await traffic.stop();
    }
  },
});

export const failovers: readonly Step[] = BREAKS.map(failover);
