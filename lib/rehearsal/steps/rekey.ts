import { AWS_CONNECTION } from '../cloud/endpoint-conf';
import type { CharonDaemon } from '../daemons/charon';
import { sleepSeconds, waitUntil } from '../lab/run';
import { expectStep, type RehearsalStep, StepFailure, stepPassed } from '../step';
import { PingTraffic } from '../traffic';
import { espSuite, installedSuites } from './vpn';

/** charon's log messages after a renewal: swanctl's answer does not prove one. */
const RENEWED = {
  child: /inbound CHILD_SA \S+ established/g,
  ike: /IKE_SA \S+ rekeyed between/g,
} as const;

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

const KINDS = ['child', 'ike', 'child'] as const;

/** Renews from one side. The other must accept it, so each side is tested. */
async function renew(charon: CharonDaemon, name: string, who: string): Promise<void> {
  for (const kind of KINDS) {
    const before = count(charon.log(), RENEWED[kind]);
    await charon.succeeds('--rekey', `--${kind}`, name);
    await waitUntil(
      `the log of ${who} shows that its ${kind === 'ike' ? 'IKE SA' : 'child SA'} was renewed`,
      () => count(charon.log(), RENEWED[kind]) > before,
      20,
    );
    if (/CHILD_SA rekeying failed/.test(charon.log())) throw new StepFailure('a renewal of the child SA failed');
    await sleepSeconds(0.5);
  }
}

export const rekeyStep: RehearsalStep = {
  name: 'child and IKE SAs are renewed under traffic, without loss',
  async run(testbed) {
    const { device, endpoints, facts } = testbed;
    const esp = espSuite(facts.vpn.proposals.recommended.phase2);
    // The routes choose tunnel 1; tunnel 2 gets its own ping, to AWS's address inside it.
    const inside = { from: device.machine, to: facts.vpn.tunnels[1].inside.aws };
    const traffics = [await PingTraffic.start(testbed, 20), await PingTraffic.start(testbed, 20, inside)];
    let reports: readonly { readonly sent: number; readonly lost: number }[];
    try {
      for (const number of [1, 2] as const) {
        const charon = device.charon(number);
        await renew(charon, `heartlab-${number}`, `tunnel ${number}`);
        await renew(endpoints[number === 1 ? 0 : 1].charon, AWS_CONNECTION, `AWS's end of tunnel ${number}`);
        let found = '';
        const renewed = async () => {
          found = installedSuites(await charon.sas());
          return found === esp;
        };
        const right = await waitUntil('every child SA was renewed', renewed, 20).catch(() => false);
        expectStep(right, `tunnel ${number} is renewed with ESP ${found}; the pack recommends ${esp}`);
      }
    } finally {
      reports = await Promise.all(traffics.map((traffic) => traffic.stop()));
    }
    for (const [index, { sent, lost }] of reports.entries())
      expectStep(lost === 0, `${lost} of ${sent} packets in tunnel ${index + 1} were lost`);
    const sent = reports.map((report) => report.sent).join(' and ');
    return stepPassed(
      `${sent} packets at 20 Hz in the two tunnels, none lost; each side initiated renewals; ESP ${esp}`,
    );
  },
};
