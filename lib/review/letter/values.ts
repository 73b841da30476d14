import type { Site, VirtualInterface } from '../../config/model';
import { effectivePolicy } from '../../config/proposals';
import type { OwnCell } from './credentials';

/** The values of a connection in the words of a letter. A hospital knows none of the names of our settings. */

type Values = readonly (readonly [label: string, value: string | undefined])[];

const AUTH = { mtls: 'client certificate', basic: 'user name and password' } as const;
const STARTS = { start: 'HeartLab or your device', add: 'your device only' } as const;

function pathValues({ network, vpn }: Site): Values {
  return [
    ['Public address of your VPN gateway', vpn?.gateway.publicIp],
    ['ASN of your VPN gateway', vpn?.gateway.asn?.toString()],
    ['Your subnets', network.hospitalCidrs.join(', ')],
    ["HeartLab's subnet", network.cloudCidr],
  ];
}

/** @param cell whether the hospital's own ingest cell receives its studies. Otherwise the calling AE titles have no effect. */
function dicomValues({ dicom }: Site, cell: boolean): Values {
  return [
    ['How your PACS authenticates', AUTH[dicom.stow.auth]],
    ['DIMSE ports of HeartLab', dicom.dimse?.ports.join(', ')],
    ['Calling AE titles that HeartLab accepts', cell ? dicom.dimse?.callingAeTitles?.join(', ') : undefined],
    [
      'Your PACS that receive results',
      dicom.deliverTo?.map(({ aeTitle, address, port }) => `${aeTitle} at ${address}, port ${port}`).join('; '),
    ],
  ];
}

function tunnelValues({ vpn }: Site): Values {
  if (vpn === undefined) return [];
  const { phase1, phase2 } = effectivePolicy(vpn.ipsec);
  return [
    ['Phase 1 encryption that HeartLab accepts', phase1.encryption.join(', ')],
    ['Phase 1 integrity that HeartLab accepts', phase1.integrity.join(', ')],
    ['Phase 1 DH groups that HeartLab accepts', phase1.dhGroups.join(', ')],
    ['Phase 1 lifetime', `${phase1.lifetimeSeconds} s`],
    ['Phase 2 encryption that HeartLab accepts', phase2.encryption.join(', ')],
    ['Phase 2 integrity that HeartLab accepts', phase2.integrity.join(', ')],
    ['Phase 2 PFS groups that HeartLab accepts', phase2.dhGroups.join(', ')],
    ['Phase 2 lifetime', `${phase2.lifetimeSeconds} s`],
    ["HeartLab's timeout of dead peer detection (DPD)", `${vpn.dpdTimeoutSeconds} s`],
    ['Which side starts the tunnels', STARTS[vpn.startup]],
  ];
}

const IN_PACK = 'see the handover pack';

const interfaceValues = ({ connectionId, vlan, asn, peering, mtu }: VirtualInterface): Values => [
  ['connection', connectionId],
  ['VLAN', `${vlan}`],
  ['your ASN', `${asn}`],
  ['your address', peering?.hospital ?? IN_PACK],
  ['AWS address', peering?.aws ?? IN_PACK],
  ['MTU', `${mtu}`],
];

const lineName = ({ name }: VirtualInterface): string => `Direct Connect virtual interface ${name}`;
const interfacesOf = ({ directConnect }: Site): readonly VirtualInterface[] => directConnect?.virtualInterfaces ?? [];

const lineText = (line: VirtualInterface): string =>
  interfaceValues(line)
    .map(([label, value]) => `${label} ${value}`)
    .join(', ');
const wholeLines = (site: Site): Values => interfacesOf(site).map((line) => [lineName(line), lineText(line)]);

/** An interface that stays has a line for each changed value. */
const lineValues = (site: Site, other: Site): Values =>
  interfacesOf(site).flatMap((line): Values => {
    if (interfacesOf(other).every(({ name }) => name !== line.name)) return [[lineName(line), lineText(line)]];
    return interfaceValues(line).map(([label, value]) => [`${lineName(line)}, ${label}`, value]);
  });

/** Each changed value, old and new. */
export function changedValues(before: Site, after: Site, cell: OwnCell): readonly string[] {
  const all = (site: Site, other: Site, hasCell: boolean): ReadonlyMap<string, string | undefined> =>
    new Map([
      ...pathValues(site),
      ...dicomValues(site, hasCell),
      // A VPN that is added or removed as a whole has no changed options.
      ...(other.vpn === undefined ? [] : tunnelValues(site)),
      ...lineValues(site, other),
    ]);
  const from = all(before, after, cell.before);
  const to = all(after, before, cell.after);
  const changed = [...new Set([...from.keys(), ...to.keys()])]
    .filter((label) => from.get(label) !== to.get(label))
    .map((label) => `${label}: ${from.get(label) ?? 'none'} → ${to.get(label) ?? 'none'}`);
  return [...changed, ...changedSecrets(before, after)];
}

/** The values of secrets are in no letter. */
function changedSecrets(before: Site, after: Site): readonly string[] {
  return [
    ...(after.vpn?.tunnels ?? []).flatMap(({ insideCidr, keyGeneration }, index) => {
      const generation = before.vpn?.tunnels[index]?.keyGeneration ?? keyGeneration;
      return generation === keyGeneration
        ? []
        : [`Pre-shared key of tunnel ${index + 1} (inside addresses ${insideCidr}): the current key → a new key`];
    }),
    ...interfacesOf(after).flatMap((line) => {
      const earlier = interfacesOf(before).find(({ name }) => name === line.name);
      return earlier === undefined || earlier.authKeySecret === line.authKeySecret
        ? []
        : [`${lineName(line)}, BGP key: the current key → a new key`];
    }),
  ];
}

const present = (values: Values): readonly string[] =>
  values.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}`]));

/** The values of a new connection. */
export const allValues = (site: Site, hasCell: boolean): readonly string[] =>
  present([...pathValues(site), ...dicomValues(site, hasCell), ...wholeLines(site)]);

/** The values of a connection that ends. */
export const endedValues = (site: Site): readonly string[] => present([...pathValues(site), ...wholeLines(site)]);
