import { strongswan } from '../../handover/devices/strongswan';
import type { VpnHandoverFacts } from '../../handover/facts';
import { AwsEndpoint } from '../cloud/endpoint';
import { cloudVpn } from '../cloud/template';
import { HospitalDevice } from '../hospital/device';
import { joinInternet, newKeys } from '../lab/internet';
import type { Lab } from '../lab/lab';
import { CommandError } from '../lab/run';
import { rehearsedFacts, type Subject } from '../subject';
import type { Fault, SmallScene } from './fault';

/** A silent peer is given up after four seconds in place of 165: the log is the same. */
const IMPATIENT = `charon {
    install_routes = no
    retransmit_timeout = 0.4
    retransmit_base = 1.3
    retransmit_tries = 4
}`;

function changed(fault: Fault, facts: VpnHandoverFacts) {
  const files = strongswan(facts).filter(({ name }) => fault.bgp === true || name !== 'frr.conf');
  const { edit } = fault;
  if (edit === undefined) return files;
  const after = files.map(({ name, text }) => ({ name, text: edit(name, text, facts) }));
  if (after.every(({ text }, index) => text === files[index]?.text))
    throw new CommandError(`${fault.mistake}: the pack has no place for it`);
  return after;
}

export async function buildSmallScene(lab: Lab, subject: Subject, fault: Fault): Promise<SmallScene> {
  const facts = rehearsedFacts(subject);
  const template = cloudVpn(subject.template);
  // Without BGP nothing of the routing is looked at.
  const cloud = fault.bgp === true ? template : { ...template, staticRoutes: [] };
  const [keys, [one]] = [newKeys(), facts.vpn.tunnels];
  const inet = await lab.machine('inet');
  const dev = await lab.machine('device');
  const aws = await lab.machine('aws1');
  await joinInternet(inet, [
    { machine: dev, address: fault.publicIp ?? facts.vpn.publicIp },
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
      ...(selectors === undefined ? {} : { selectors }),
    },
    keys[0],
  );
  const device = new HospitalDevice(dev, {
    ...{ facts, files: changed(fault, facts), tunnels: [one], settings: IMPATIENT },
    keys: [fault.key ?? keys[0], keys[1]],
    ...(fault.insideOf === undefined ? {} : { insideOf: fault.insideOf }),
    ...(fault.plugins === undefined ? {} : { plugins: fault.plugins }),
    withoutTrack: true,
  });
  if (fault.blocked !== undefined)
    for (const machine of [dev, aws])
      await machine.nft(
        `table inet block { chain in { type filter hook prerouting priority raw; udp dport ${fault.blocked} drop; }; }`,
      );
  const scene = { facts, device, endpoint };
  await fault.prepare?.(scene);
  // The hospital begins: what AWS begins with would only show the same from the other side.
  await endpoint.start('add');
  await device.start();
  return scene;
}
