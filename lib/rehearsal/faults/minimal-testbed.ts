import { renderStrongswan } from '../../handover/devices/strongswan';
import type { VpnHandoverFacts } from '../../handover/facts';
import { type CloudVpn, cloudVpn } from '../cloud/cloud-vpn';
import { AwsEndpoint } from '../cloud/endpoint';
import { HospitalDevice } from '../hospital/device';
import type { RehearsalLab } from '../lab/lab';
import { CommandError } from '../lab/run';
import { newKeys } from '../plan';
import { type RehearsalTarget, rehearsedFacts } from '../target';
import { joinInternet } from '../topology';
import type { HospitalMistake, MinimalTestbed } from './fault';

/** A silent peer is given up after 4 s instead of 165 s. The log is the same. */
const SHORT_TIMEOUTS = `charon {
    retransmit_timeout = 0.4
    retransmit_base = 1.3
    retransmit_tries = 4
}`;

function editedFiles(fault: HospitalMistake, facts: VpnHandoverFacts) {
  const files = renderStrongswan(facts).filter(({ name }) => fault.bgp === true || name !== 'frr.conf');
  const { edit } = fault;
  if (edit === undefined) return files;
  const after = files.map(({ name, text }) => ({ name, text: edit(name, text, facts) }));
  if (after.every(({ text }, index) => text === files[index]?.text))
    throw new CommandError(`the pack has no setting for the mistake "${fault.mistake}"`);
  return after;
}

export async function buildMinimalTestbed(
  lab: RehearsalLab,
  target: RehearsalTarget,
  fault: HospitalMistake,
): Promise<MinimalTestbed> {
  const facts = rehearsedFacts(target);
  const template = cloudVpn(target.template);
  const [first, second] = template.tunnels;
  const cloud: CloudVpn = {
    ...template,
    // Only the hospital initiates: the mistake looks the same if AWS does.
    tunnels: [{ ...first, StartupAction: 'add' }, second],
    // Without BGP the routing is irrelevant.
    staticRoutes: fault.bgp === true ? template.staticRoutes : [],
  };
  const keys = newKeys();
  const [one] = facts.vpn.tunnels;
  const [inet, dev, aws] = await Promise.all([lab.machine('inet'), lab.machine('device'), lab.machine('aws1')]);
  await joinInternet(inet, [
    { machine: dev, address: fault.publicIp?.(facts) ?? facts.vpn.publicIp },
    { machine: aws, address: one.outsideAddress },
  ]);
  const selectors = fault.selectors?.(facts);
  const endpoint = new AwsEndpoint(
    aws,
    {
      cloud,
      number: 1,
      outsideAddress: one.outsideAddress,
      mtu: facts.vpn.mtu.mtu,
      selectors,
    },
    keys[0],
  );
  const device = new HospitalDevice(dev, {
    facts,
    files: editedFiles(fault, facts),
    tunnels: [one],
    settings: SHORT_TIMEOUTS,
    keys: [fault.key ?? keys[0], keys[1]],
    insideOf: fault.insideOf,
    plugins: fault.plugins,
    withoutTrack: true,
  });
  if (fault.blocked !== undefined)
    for (const machine of [dev, aws])
      await machine.nft(
        `table inet block { chain in { type filter hook prerouting priority raw; udp dport ${fault.blocked} drop; }; }`,
      );
  const testbed = { facts, device, endpoint };
  await fault.prepare?.(testbed);
  await endpoint.start();
  await device.start();
  return testbed;
}
