import { isDeepStrictEqual } from 'node:util';
import { cidrBlock } from '../../config/addressing/ipv4';
import { desiredTunnels } from '../../config/tunnels';
import type { PhaseProposal } from '../../handover/recommended';
import { DH_GROUP_NAMES } from '../../operate/diagnose/proposal-text';
import type { LabVpc } from '../cloud/vpc';
import { labTunnelMtu } from '../daemons/updown';
import { waitUntil } from '../lab/run';
import { PacketCounter } from '../lab/watch';
import { expectStep, type RehearsalStep, StepFailure, stepPassed } from '../step';
import type { Testbed } from '../testbed';
import { takesTunnel } from '../traffic';

/** charon's names of negotiated values (swanctl --list-sas), by their name in the EC2 API. */
const ENCRYPTION: Readonly<Record<string, string>> = {
  AES128: 'AES_CBC-128',
  AES256: 'AES_CBC-256',
  'AES128-GCM-16': 'AES_GCM_16-128',
  'AES256-GCM-16': 'AES_GCM_16-256',
};
const INTEGRITY: Readonly<Record<string, string>> = {
  SHA1: 'HMAC_SHA1_96',
  'SHA2-256': 'HMAC_SHA2_256_128',
  'SHA2-384': 'HMAC_SHA2_384_192',
  'SHA2-512': 'HMAC_SHA2_512_256',
};
const PRF: Readonly<Record<string, string>> = {
  SHA1: 'PRF_HMAC_SHA1',
  'SHA2-256': 'PRF_HMAC_SHA2_256',
  'SHA2-384': 'PRF_HMAC_SHA2_384',
  'SHA2-512': 'PRF_HMAC_SHA2_512',
};

const suite = ({ encryption, integrity, prf, dhGroup }: PhaseProposal, withGroup: boolean): string =>
  [
    ENCRYPTION[encryption],
    ...(integrity === undefined ? [] : [INTEGRITY[integrity]]),
    ...(prf === undefined ? [] : [PRF[prf]]),
    ...(withGroup ? [DH_GROUP_NAMES[dhGroup]] : []),
  ].join('/');

/** The suite of a renewed child SA: the first one uses the key exchange of the IKE SA, and has no group of its own. */
export const espSuite = (phase2: PhaseProposal): string => suite(phase2, true);

/** The suites of the child SAs in use, without duplicates: if both sides initiate, there are two child SAs for a moment. */
export const installedSuites = (sas: string): string =>
  [...new Set([...sas.matchAll(/INSTALLED, \S+, ESP:(\S+)/g)].map(([, found]) => found))].join(' and ');

export const establishStep: RehearsalStep = {
  name: 'both tunnels establish',
  essential: true,
  async run({ device, endpoints }) {
    const began = Date.now();
    await device.start();
    const started = Date.now();
    const seconds: string[] = [];
    await Promise.all(
      device.charons.map(async (charon, index) => {
        await waitUntil(`tunnel ${index + 1} is up`, () => charon.up(), 30, 50);
        seconds[index] = `tunnel ${index + 1} after ${((Date.now() - started) / 1000).toFixed(2)} s`;
      }),
    );
    // Both sides initiate. The second negotiation of a tunnel can end seconds after the first.
    for (const charon of [...device.charons, ...endpoints.map((one) => one.charon)])
      await waitUntil('no negotiation is in progress', () => charon.settled(), 30, 50);
    return stepPassed(
      `${seconds.join(', ')} (the device's daemons took ${((started - began) / 1000).toFixed(1)} s to start)`,
    );
  },
};

/** The template must equal the site file, with the lifetimes and timeouts of the pack (eIFU: "match exactly"). */
function checkDeclared({ facts, endpoints, target }: Testbed): void {
  const { phase1, phase2 } = facts.vpn.proposals.recommended;
  const pack = [phase1.lifetimeSeconds, phase2.lifetimeSeconds, facts.vpn.dpdTimeoutSeconds];
  const timesText = (times: readonly number[]) => `lifetimes ${times[0]} and ${times[1]} s, DPD timeout ${times[2]} s`;
  const { vpn } = target.site;
  const declared = vpn === undefined ? undefined : desiredTunnels(vpn, { tunnelLogGroupArn: '' });
  for (const [index, { tunnelOptions: options }] of endpoints.entries()) {
    const aws = [options.Phase1LifetimeSeconds, options.Phase2LifetimeSeconds, options.DPDTimeoutSeconds];
    expectStep(
      `${aws}` === `${pack}`,
      `tunnel ${index + 1} of the template has ${timesText(aws)}; the pack has ${timesText(pack)}`,
    );
    const { LogOptions: _, ...wanted } = declared?.[index === 0 ? 0 : 1] ?? options;
    const other = Object.entries(options).filter(
      ([name, value]) =>
        name !== 'LogOptions' && !isDeepStrictEqual(value, Object.entries(wanted).find(([key]) => key === name)?.[1]),
    );
    const names = other.map(([name]) => name).join(', ');
    expectStep(names === '', `tunnel ${index + 1} of the template differs from the site file: ${names}`);
  }
}

export const negotiatedStep: RehearsalStep = {
  name: 'the negotiated values are those that the pack recommends',
  async run(testbed) {
    const { device, facts } = testbed;
    checkDeclared(testbed);
    const { phase1, phase2 } = facts.vpn.proposals.recommended;
    const wanted = { ike: suite(phase1, true), esp: suite(phase2, false) };
    for (const [index, charon] of device.charons.entries()) {
      const sas = await charon.sas();
      const ike = /^ {2}([A-Z0-9_/-]*PRF_[A-Z0-9_/-]+)$/m.exec(sas)?.[1];
      const esp = installedSuites(sas);
      if (ike !== wanted.ike || esp !== wanted.esp)
        throw new StepFailure(
          `tunnel ${index + 1} negotiated ${ike} and ESP ${esp}; the pack recommends ${wanted.ike} and ${wanted.esp}`,
        );
    }
    return stepPassed(`${wanted.ike}; ESP ${wanted.esp}`);
  },
};

/** The destinations that the VPC reaches through the VPN. */
async function routesTo({ machine }: LabVpc): Promise<readonly string[]> {
  const { stdout } = await machine.ip('-j', 'route');
  const routes: readonly { readonly dst: string; readonly dev?: string; readonly protocol?: string }[] =
    JSON.parse(stdout);
  const learned = routes.filter(({ dev, protocol }) => /^aws[12]$/.test(dev ?? '') && protocol !== 'kernel');
  return [...new Set(learned.map(({ dst }) => (dst.includes('/') ? dst : `${dst}/32`)))];
}

export const routingStep: RehearsalStep = {
  name: 'routing, both ways',
  essential: true,
  async run(testbed) {
    const { device, facts, lan, vpc, cloud } = testbed;
    const frr = device.frr;
    if (frr !== undefined)
      await Promise.all(
        facts.vpn.tunnels.map(({ inside, number }) =>
          waitUntil(`the BGP session of tunnel ${number} is established`, () => frr.established(inside.aws), 60),
        ),
      );
    await waitUntil('traffic takes tunnel 1 in both directions', () => takesTunnel(testbed, 1), 30);
    const wanted = facts.hospitalCidrs.map((cidr) => cidrBlock(cidr).text);
    for (const cidr of wanted)
      await waitUntil(`the VPC has a route to ${cidr}`, async () => (await routesTo(vpc)).includes(cidr), 30);
    const more = (await routesTo(vpc)).filter((cidr) => !wanted.includes(cidr));
    expectStep(
      more.length === 0,
      `the VPC has routes to the hospital that the site file does not name: ${more.join(', ')}`,
    );
    for (const from of lan.workstations)
      for (const { address } of facts.endpointAddresses)
        expectStep(await lan.answersTls(address, from), `${from} gets no answer from the endpoint's ${address}:443`);
    const how = cloud.staticRoutes === undefined ? 'BGP' : 'static routes';
    return stepPassed(`${how}; every hospital CIDR reaches every address of the endpoint on 443`);
  },
};

export const mtuStep: RehearsalStep = {
  name: 'packets of the full MTU pass, and the TCP MSS is clamped',
  async run({ device, facts, vpc, lan }) {
    const { mtu: recommended, mss } = facts.vpn.mtu;
    const most = labTunnelMtu(recommended);
    const ping = (size: number, to: string, seconds: number) =>
      device.machine.succeeds('ping', ['-n', '-c', '2', '-W', `${seconds}`, '-M', 'do', '-s', `${size}`, to]);
    for (const { inside, number } of facts.vpn.tunnels) {
      // The headers of IP and ICMP have 28 bytes.
      expectStep(await ping(most - 28, inside.aws, 5), `a packet of ${most} bytes does not pass tunnel ${number}`);
      expectStep(!(await ping(most - 27, inside.aws, 1)), `a packet of ${most + 1} bytes passes tunnel ${number}`);
    }
    // The values that both ends of a connection exchange when it opens: hospital to cloud, and back.
    const syn = 'tcp flags & (syn | ack) == syn';
    const answer = 'tcp flags & (syn | ack) == (syn | ack)';
    const sizes = (flags: string) => [
      `${flags} tcp option maxseg size <= ${mss}`,
      `${flags} tcp option maxseg size > ${mss}`,
    ];
    const [there, back] = await Promise.all([
      PacketCounter.start(vpc.machine, sizes(syn)),
      PacketCounter.start(lan.machine, sizes(answer)),
    ]);
    await lan.answersTls(facts.endpointAddresses[0]?.address ?? '', lan.workstations[0] ?? '');
    for (const [way, watch] of [
      ['to', there],
      ['from', back],
    ] as const) {
      const [small = 0, large = 0] = await watch.packets();
      expectStep(
        small > 0 && large === 0,
        `a connection ${way} the cloud has an MSS of more than ${mss}: the pack's clamp has no effect`,
      );
    }
    return stepPassed(
      `${most} bytes pass, ${most + 1} don't (the pack recommends ${recommended}; user-space ESP carries at most 1400); MSS at most ${mss} in both directions`,
    );
  },
};
