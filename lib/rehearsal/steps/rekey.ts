import { sleep, until } from '../lab/run';
import { expect, passed, type Step, StepFailure } from '../step';
import { Traffic } from '../traffic';
import { espSuite, installedSuite } from './vpn';

/** What charon writes when it has renewed an association: what swanctl answers is no sign of it. */
const RENEWED = {
  child: /inbound CHILD_SA \S+ established/g,
  ike: /IKE_SA \S+ rekeyed between/g,
} as const;

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

export const rekey: Step = {
  name: 'child and IKE SAs are renewed under traffic, without loss',
  async run(scene) {
    const { device, facts } = scene;
    // The routes choose tunnel 1; tunnel 2 gets its own, to AWS's address inside it.
    const inside = { from: device.machine, to: facts.vpn.tunnels[1].inside.aws };
    const traffics = [await Traffic.start(scene, 20), await Traffic.start(scene, 20, inside)];
    const { phase2 } = facts.vpn.proposals.recommended;
    for (const number of [1, 2] as const) {
      const charon = device.charon(number);
      for (const kind of ['child', 'ike', 'child'] as const) {
        const before = count(charon.log(), RENEWED[kind]);
        await charon.succeeds('--rekey', `--${kind}`, `heartlab-${number}`);
        await until(
          `the log of tunnel ${number} tells that its ${kind === 'ike' ? 'IKE SA' : 'child SA'} was renewed`,
          () => count(charon.log(), RENEWED[kind]) > before,
          10,
        );
        if (/CHILD_SA rekeying failed/.test(charon.log())) throw new StepFailure('a renewal of the child SA failed');
        await sleep(0.5);
      }
      const esp = installedSuite(await charon.sas());
      const wanted = espSuite(phase2, true);
      expect(esp === wanted, `tunnel ${number} is renewed with ESP ${esp}; the pack recommends ${wanted}`);
    }
    const reports = await Promise.all(traffics.map((traffic) => traffic.stop()));
    for (const [index, { sent, lost }] of reports.entries())
      expect(lost === 0, `${lost} of ${sent} packets in tunnel ${index + 1} were lost`);
    return passed(
      `${reports.map(({ sent }) => sent).join(' and ')} packets at 20 Hz in the two tunnels, none lost; renewed with ESP ${espSuite(phase2, true)}`,
    );
  },
};
