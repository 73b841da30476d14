import type { Site, VirtualInterface } from '../../config/model';
import { sameJson } from '../../template/json';
import type { HospitalAction, LetterPart } from '../impact';
import { BY_SECRET_CHANNEL, TEST_STUDY } from './letter';
import { TUNNELS_UP } from './tunnels';

/** The paths of a hospital that are added, changed or removed, and the ones that it still has meanwhile. */

const INTERFACES_UP = 'Check that the BGP session of each Direct Connect virtual interface is up.';

const interfacesOf = (site: Site): readonly VirtualInterface[] => site.directConnect?.virtualInterfaces ?? [];

/** @param tunnelsChange whether the same deploy changes the tunnels. */
export function pathsPart(before: Site, after: Site, tunnelsChange: boolean): LetterPart {
  const [from, to] = [interfacesOf(before), interfacesOf(after)];
  const same = from.filter((one) => to.some((other) => sameJson(carried(one), carried(other))));
  const added = to.filter(({ name }) => from.every((one) => one.name !== name));
  const removed = from.filter(({ name }) => to.every((one) => one.name !== name));
  const changed = to.flatMap((one) => {
    const old = from.find(({ name }) => name === one.name);
    return old === undefined || same.includes(old) ? [] : [{ old, one }];
  });
  const vpnAdded = before.vpn === undefined && after.vpn !== undefined;
  const vpnRemoved = before.vpn !== undefined && after.vpn === undefined;
  if (added.length + removed.length + changed.length === 0 && !vpnAdded && !vpnRemoved) return {};
  const vpnStays = before.vpn !== undefined && after.vpn !== undefined;
  const remaining = [
    ...same.map(({ name }) => `the Direct Connect virtual interface ${name}`),
    ...(vpnStays && !tunnelsChange ? ['the VPN'] : []),
  ];
  return {
    actions: [
      ...(from.length === 0 && to.length > 0 && vpnStays ? [preferDirectConnect(after)] : []),
      ...(vpnRemoved ? removedVpnActions(before, same.length > 0) : []),
      ...(vpnAdded ? [ADDED_VPN] : []),
      ...changed.flatMap(({ old, one }) => changedInterface(old, one)),
      ...added.map(addedInterface),
      ...removed.flatMap((one) => removedInterface(one, remaining.length > 0)),
    ],
    sees: [
      ...changed.map(({ old, one }) => changedSees(old, one)),
      ...removed.map(({ name }) => `The virtual interface ${name} goes down permanently.`),
      ...(vpnRemoved ? ['Both VPN tunnels go down permanently. Their addresses and keys cannot be restored.'] : []),
      ...(changed.length + removed.length > 0 || vpnRemoved ? [meanwhile(remaining)] : unchanged(remaining)),
      ...(vpnAdded && same.length > 0
        ? ['While Direct Connect is up, HeartLab sends its answers over it. The VPN is the backup.']
        : []),
      ...(added.length > 0 && from.length === 0 && vpnStays
        ? ['As soon as a BGP session of Direct Connect is up, HeartLab sends its answers over it.']
        : []),
      ...(added.length > 0 && same.length > 0
        ? ['Virtual interfaces on which you announce the same subnets share the traffic.']
        : []),
    ],
    checks: [...(to.length > 0 ? [INTERFACES_UP] : []), ...(after.vpn === undefined ? [] : [TUNNELS_UP]), TEST_STUDY],
  };
}

/** The settings whose change interrupts an interface for longer than half a minute. */
const carried = ({ mtu: _, ...rest }: VirtualInterface): Omit<VirtualInterface, 'mtu'> => rest;
const withoutKey = ({ authKeySecret: _, ...rest }: VirtualInterface): object => rest;

function meanwhile(remaining: readonly string[]): string {
  return remaining.length === 0
    ? 'No studies can be sent until a path is up again.'
    : `These paths are not changed, and can carry your traffic: ${remaining.join(' and ')}.`;
}

const unchanged = (remaining: readonly string[]): readonly string[] =>
  remaining.length === 0 ? [] : [`We do not change ${remaining.join(' and ')}.`];

/** docs/direct-connect.md, "Onto a live VPN site" and section 4. */
const preferDirectConnect = ({ network: { cloudCidr, hospitalCidrs } }: Site): HospitalAction => ({
  when: 'before',
  text: `Set your router to prefer Direct Connect over the VPN for ${cloudCidr}, and to announce exactly the same subnets on both: ${hospitalCidrs.join(', ')}.`,
});

const ADDED_VPN: HospitalAction = {
  when: 'after',
  text: `Configure both tunnels on your VPN device as the handover pack describes. We send you the pack. We send the pre-shared keys ${BY_SECRET_CHANNEL}.`,
};

/** The steps to remove the VPN from the hospital's devices. */
export const removedTunnels = ({ vpn }: Site): string =>
  `Remove both VPN tunnels with their pre-shared keys, the ${vpn?.routing === 'bgp' ? 'BGP neighbours' : 'static routes'} of HeartLab, and the firewall rules for UDP 500, UDP 4500 and ESP to HeartLab.`;

const removedVpnActions = (before: Site, overDirectConnect: boolean): readonly HospitalAction[] => [
  ...(overDirectConnect
    ? [{ when: 'before', text: 'Check that your traffic to HeartLab uses Direct Connect.' } as const]
    : []),
  { when: 'after', text: removedTunnels(before) },
];

function changedInterface(old: VirtualInterface, one: VirtualInterface): readonly HospitalAction[] {
  const texts = [
    ...(sameJson(withoutKey(old), withoutKey(one))
      ? []
      : [`Set the Direct Connect virtual interface ${one.name} on your router to the new values above.`]),
    ...(old.authKeySecret === one.authKeySecret
      ? []
      : [
          `Enter the new BGP key of the Direct Connect virtual interface ${one.name} on your router. We send the key ${BY_SECRET_CHANNEL}.`,
        ]),
  ];
  return texts.map((text) => ({ when: 'together', text }));
}

const changedSees = (old: VirtualInterface, { name, connectionId }: VirtualInterface): string =>
  old.connectionId === connectionId
    ? `The BGP session of ${name} is down until both sides have the new values.`
    : `The virtual interface ${name} moves to the other connection. It carries no traffic until the BGP session is up there.`;

const addedInterface = ({ name }: VirtualInterface): HospitalAction => ({
  when: 'after',
  text: `Configure the Direct Connect virtual interface ${name} on your router, with the values above and the others in the handover pack. We send you the pack. We send the BGP key ${BY_SECRET_CHANNEL}.`,
});

const removedInterface = ({ name, vlan }: VirtualInterface, otherPath: boolean): readonly HospitalAction[] => [
  ...(otherPath
    ? [
        {
          when: 'before',
          text: `Shut down the BGP session of the Direct Connect virtual interface ${name}, and check that your traffic to HeartLab uses another path.`,
        } as const,
      ]
    : []),
  { when: 'after', text: endedInterface(name, vlan) },
];

/** A hosted connection belongs to the carrier (docs/removing-a-hospital.md). */
export const endedInterface = (name: string, vlan: number): string =>
  `Remove the virtual interface ${name} (VLAN ${vlan}) and its BGP session from your router. If a carrier provides the connection only for this interface, cancel that order, because the carrier charges for it until then.`;
