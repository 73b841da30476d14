import type { DesiredTunnel, VpnTunnelsProperties } from '../../config/tunnels';
import { type LogEntry, runInvocation } from '../../custom-resources/vpn-tunnels/update';
import { ikeProposals } from '../cloud/proposals';
import { storedCount } from '../hospital/stow-client';
import { CLOCK_SPEED, FastClock, hostOf } from '../in-place/clock';
import { REHEARSED_CONNECTION, RehearsedPort } from '../in-place/port';
import { startUpload } from '../in-place/upload';
import { sleepSeconds, waitUntil } from '../lab/run';
import { expectStep, type RehearsalStep, StepFailure, stepPassed } from '../step';
import type { Testbed } from '../testbed';

const only = <T>(value: T): readonly { readonly Value: T }[] => [{ Value: value }];

/** The same tunnel, restricted to the proposal that the pack recommends. */
function narrowedTunnel(tunnel: DesiredTunnel, { facts }: Testbed): DesiredTunnel {
  const { phase1, phase2 } = facts.vpn.proposals.recommended;
  const after = {
    ...tunnel,
    Phase1EncryptionAlgorithms: only(phase1.encryption),
    Phase1DHGroupNumbers: only(phase1.dhGroup),
    Phase1IntegrityAlgorithms: phase1.prf === undefined ? tunnel.Phase1IntegrityAlgorithms : only(phase1.prf),
    Phase2EncryptionAlgorithms: only(phase2.encryption),
    Phase2IntegrityAlgorithms:
      phase2.integrity === undefined ? tunnel.Phase2IntegrityAlgorithms : only(phase2.integrity),
    Phase2DHGroupNumbers: only(phase2.dhGroup),
  };
  // If the policy can't be narrower, another option is changed.
  return JSON.stringify(after) === JSON.stringify(tunnel)
    ? {
        ...after,
        Phase2LifetimeSeconds: tunnel.Phase2LifetimeSeconds + (tunnel.Phase2LifetimeSeconds > 960 ? -60 : 60),
      }
    : after;
}

/** Runs the deploy's planner from its first poll to its last. */
async function update(
  testbed: Testbed,
  port: RehearsedPort,
  clock: FastClock,
  before: Tunnels,
  after: Tunnels,
): Promise<readonly string[]> {
  const logged: string[] = [];
  const log = ({ outcome, detail }: LogEntry) => logged.push(`${outcome}: ${detail}`);
  const desired: VpnTunnelsProperties = {
    VpnConnectionId: REHEARSED_CONNECTION.id,
    CustomerGatewayId: REHEARSED_CONNECTION.gateway,
    AcceptOutage: false,
    Tunnels: after,
  };
  const run = { id: `run-${clock.now()}`, startedAt: clock.now() };
  const previousKeys = new Map(before.map(({ TunnelInsideCidr, KeyGeneration }) => [TunnelInsideCidr, KeyGeneration]));
  const task = { site: testbed.facts.site, run, desired, previousKeys };
  try {
    // Like CloudFormation's provider: each poll is a separate invocation.
    while (!(await runInvocation(task, port, hostOf(clock, log))).done) await sleepSeconds(30 / CLOCK_SPEED);
  } catch (error) {
    throw new StepFailure(error instanceof Error ? error.message : String(error), logged.slice(-8));
  }
  return logged;
}

type Tunnels = readonly [DesiredTunnel, DesiredTunnel];

const REFUSED = /received NO_PROPOSAL_CHOSEN notify error/g;

/** Checks a narrower policy: the device offers, on tunnel 2, a value that is no longer permitted. */
async function checkRemovedRefused({ device }: Testbed, before: DesiredTunnel, after: DesiredTunnel): Promise<string> {
  const kept = after.Phase1EncryptionAlgorithms.map(({ Value }) => Value);
  const removed = before.Phase1EncryptionAlgorithms.filter(({ Value }) => !kept.includes(Value));
  if (removed.length === 0) return '';
  const names = removed.map(({ Value }) => Value).join(', ');
  const charon = device.charon(2);
  const refusals = () => [...charon.log().matchAll(REFUSED)].length;
  const earlier = refusals();
  await device.offer(2, ikeProposals({ ...before, Phase1EncryptionAlgorithms: removed }));
  await waitUntil(`AWS refuses values that the policy no longer permits (${names})`, () => refusals() > earlier, 15);
  await device.offer(2);
  await waitUntil('tunnel 2 is up with a permitted proposal', () => charon.up(), 40);
  return ` (then refused: ${names})`;
}

export const inPlace: RehearsalStep = {
  name: 'in-place changes (a narrower policy, a new key) while a study is uploaded: the upload finishes',
  async run(testbed) {
    const { cloud, device } = testbed;
    const clock = new FastClock();
    const port = new RehearsedPort(testbed, clock);
    const upload = await startUpload(testbed);
    const narrow: Tunnels = [narrowedTunnel(cloud.tunnels[0], testbed), narrowedTunnel(cloud.tunnels[1], testbed)];
    await update(testbed, port, clock, cloud.tunnels, narrow);
    expectStep(port.changes === 2, `the planner changed ${port.changes} tunnels, not 2`);
    const refused = await checkRemovedRefused(testbed, cloud.tunnels[1], narrow[1]);
    const rotated: Tunnels = [narrow[0], { ...narrow[1], KeyGeneration: narrow[1].KeyGeneration + 1 }];
    await update(testbed, port, clock, narrow, rotated);
    const key = port.newKeys.get(2);
    if (key === undefined) throw new StepFailure('the planner gave tunnel 2 no new key');
    // Without the new key the tunnel can't come up; the device may need dead peer detection to notice.
    await waitUntil(
      'tunnel 2 is down while the hospital has its old key',
      async () => !(await device.charon(2).up()),
      60,
    );
    await device.enterKey(2, key);
    await waitUntil('tunnel 2 is up with its new key', () => device.charon(2).up(), 40);
    expectStep(port.changes === 3, `the planner made ${port.changes} changes, not 3`);
    const { sent, megabytes, answer } = await upload.finish();
    const end = answer.lastIndexOf('\n');
    const reply = { status: answer.slice(end + 1), body: answer.slice(0, Math.max(end, 0)) };
    expectStep(
      reply.status === '200' && storedCount(reply) === sent,
      `${sent} objects were sent; the answer ${reply.status} lists ${storedCount(reply)} as stored`,
      [answer.slice(-200)],
    );
    return stepPassed(
      `both tunnels narrowed${refused}, tunnel 2 with a new key; ${sent} objects (${megabytes.toFixed(0)} MB) in one request, all stored`,
    );
  },
};
