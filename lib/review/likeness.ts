import { compareAscending } from '../config/ascending';
import type { Site } from '../config/model';
import type { FindingChange } from './findings';
import type { SecurityGroupChange } from './security-groups';

/**
 * Equal for new hospitals that differ only in their own names, addresses and numbers: they share one row, one section and one
 * letter. A port that is open to another address than the hospital's own makes a difference.
 */
export function newSiteLikeness(
  site: Site,
  ports: readonly SecurityGroupChange[],
  findings: readonly FindingChange[],
): string {
  const { vpn, directConnect, dicom, alarms } = site;
  const lines = [...ports, ...findings].map((line) => withoutOwn(JSON.stringify(line), site));
  return JSON.stringify([
    vpn && [vpn.routing, vpn.ipsec, vpn.startup, vpn.dpdTimeoutSeconds, vpn.acceptOutage],
    directConnect?.virtualInterfaces.map(({ mtu }) => mtu),
    dicom.stow.auth,
    dicom.dimse?.ports,
    dicom.deliverTo?.map(({ port }) => port),
    alarms,
    [...new Set(lines)].sort(compareAscending),
  ]);
}

/** The text without the hospital's own values, the longest first: one may be the beginning of another. */
function withoutOwn(text: string, { site, network, dicom }: Site): string {
  const peers = (dicom.deliverTo ?? []).map(({ address }) => `${address}/32`);
  const own = [site, network.cloudCidr, ...network.hospitalCidrs, ...peers].map((value) => JSON.stringify(value));
  return own.sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, '"its own"'), text);
}
