import { DIMSE_PORT_NUMBERS, dicomPorts } from '../../config/ports';
import { SERVER_CONTAINER } from '../../ingest-containers/containers';
import { tunDevice } from '../hospital/device';
import { SILENT_SECONDS } from '../hospital/lan';
import { PacketCounter } from '../lab/watch';
import { LAB_ADDRESSES } from '../plan';
import { expectStep, type RehearsalStep, type StepOutcome, stepPassed } from '../step';
import type { Testbed } from '../testbed';
import { checkCellIsolation } from './cells';

export const closedPorts: RehearsalStep = {
  name: 'ports that the site file does not open are refused',
  run: (testbed) => testbed.device.withOpenFilter(() => checkClosedPorts(testbed)),
};

async function checkClosedPorts({ target, facts, lan, vpc }: Testbed): Promise<StepOutcome> {
  const open = dicomPorts(target.site);
  const closed = [...DIMSE_PORT_NUMBERS, 80, 22, SERVER_CONTAINER.httpPort, 8443].filter(
    (port) => !open.includes(port),
  );
  const knocks = facts.endpointAddresses.flatMap(({ address }) =>
    [...open, ...closed].map(async (port) => {
      const expected = open.includes(port) ? 'open' : 'silent';
      return { address, port, expected, answer: await lan.knock(address, port, expected) };
    }),
  );
  const wrong = (await Promise.all(knocks)).filter(({ expected, answer }) => answer !== expected);
  const answers = wrong.map(({ address, port, answer }) => `${address}:${port} is ${answer}`);
  expectStep(
    wrong.length === 0,
    `only ${open.join(', ')} may answer, and all other ports must be silent: ${answers.join(', ')}`,
  );
  // Only the hospital's own addresses have access: no packet from this address may pass the security groups.
  const watch = await PacketCounter.start(vpc.machine, [
    `ip saddr ${LAB_ADDRESSES.lan.lan} tcp flags & (syn | ack) == syn`,
  ]);
  for (const { address } of facts.endpointAddresses)
    await lan.answersTls(address, LAB_ADDRESSES.lan.lan, SILENT_SECONDS);
  const [strange = 0] = await watch.packets();
  expectStep(
    strange === 0,
    `the endpoint accepts connections from ${LAB_ADDRESSES.lan.lan}, which is in no hospital CIDR`,
  );
  return stepPassed(
    `${closed.join(', ')} time out; ${open.join(', ')} answer; no connection is accepted from outside the hospital's CIDRs`,
  );
}

export const neighbourStep: RehearsalStep = {
  name: "a neighbour site with the same CIDRs and its studies can't be reached",
  run: (testbed) => testbed.device.withOpenFilter(() => checkNeighbour(testbed)),
};

async function checkNeighbour(testbed: Testbed): Promise<StepOutcome> {
  const { neighbour: other, device, lan, ingest } = testbed;
  const isolation = await checkCellIsolation(testbed);
  const arrived = await PacketCounter.start(other.machine, ['iifname "vpc"']);
  const targets = [
    ["the neighbour's endpoint", other.endpoint],
    ['the cell itself', LAB_ADDRESSES.privateLink.ingest],
  ] as const;
  for (const [what, address] of targets) {
    // A hospital could add its own route into the tunnel.
    const route = [`${address}/32`, 'dev', tunDevice(1)];
    await device.machine.ip('route', 'add', ...route);
    try {
      expectStep((await lan.knock(address, 443, 'silent')) !== 'open', `${what} (${address}) answers`);
      const ping = ['-n', '-c', '1', '-W', '1', address];
      expectStep(!(await lan.machine.succeeds('ping', ping)), `${what} (${address}) answers a ping`);
    } finally {
      await device.machine.ip('route', 'delete', ...route);
    }
  }
  // Both sides have the same CIDRs, so an answer would be misrouted: a missing answer proves nothing.
  const [packets = 0] = await arrived.packets();
  expectStep(packets === 0, `the VPC has a route to the neighbour: ${packets} packets arrived there`);
  const hospital = await ingest.own.machine.succeeds('ping', ['-n', '-c', '1', '-W', '1', lan.workstations[0] ?? '']);
  expectStep(!hospital, 'the cell reaches the hospital without a delivery');
  return stepPassed(
    `the hospital reaches neither ${other.cidr} nor the cell without PrivateLink; the cell does not reach the hospital; ${isolation}`,
  );
}
