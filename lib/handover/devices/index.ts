import type { DeviceId } from '../../config/devices';
import type { VpnHandoverFacts } from '../facts';
import { renderAzureVpnGateway } from './azure-vpn-gateway';
import { ciscoAsa } from './cisco-asa';
import { ciscoIosXe } from './cisco-ios-xe';
import type { DeviceFile, DeviceRenderer } from './device-file';
import { renderFortigate } from './fortigate';
import { renderGeneric } from './generic';
import { renderCheckPoint } from './guide/check-point';
import { renderCiscoFtd } from './guide/cisco-ftd';
import { renderDraytek } from './guide/draytek';
import { renderMerakiMx } from './guide/meraki-mx';
import { renderOpnsense } from './guide/opnsense';
import { renderPfsense } from './guide/pfsense';
import { renderSonicwall } from './guide/sonicwall';
import { renderSophos } from './guide/sophos';
import { renderUnifi } from './guide/unifi';
import { renderWatchguard } from './guide/watchguard';
import { juniperSrx } from './juniper-srx';
import { DeviceLimitError, deviceLimits, modeLimits } from './limits';
import { renderMikrotik } from './mikrotik';
import { paloAlto } from './palo-alto';
import { renderStrongswan } from './strongswan';
import { renderVyos } from './vyos';

const DEVICE_RENDERERS: Readonly<Record<DeviceId, DeviceRenderer>> = {
  'cisco-ios-xe': ciscoIosXe,
  'cisco-asa': ciscoAsa,
  'juniper-srx': juniperSrx,
  'palo-alto': paloAlto,
  fortigate: renderFortigate,
  strongswan: renderStrongswan,
  mikrotik: renderMikrotik,
  vyos: renderVyos,
  'cisco-ftd': renderCiscoFtd,
  sophos: renderSophos,
  'meraki-mx': renderMerakiMx,
  'check-point': renderCheckPoint,
  watchguard: renderWatchguard,
  sonicwall: renderSonicwall,
  pfsense: renderPfsense,
  opnsense: renderOpnsense,
  draytek: renderDraytek,
  unifi: renderUnifi,
  'azure-vpn-gateway': renderAzureVpnGateway,
  generic: renderGeneric,
};

/**
 * The table of `generic`, if a recorded value is not a known one of the device.
 *
 * @throws DeviceLimitError if the device can't do what the site needs
 */
export function deviceFiles(facts: VpnHandoverFacts): readonly DeviceFile[] {
  const { device, routing, tunnels, release, proposals } = facts.vpn;
  const needs = { routing: routing.kind, insideCidrs: tunnels.map(({ inside }) => inside.cidr) };
  const [limit] = [...modeLimits(release), ...deviceLimits(device, needs)];
  if (limit !== undefined) throw new DeviceLimitError(limit);
  return DEVICE_RENDERERS[proposals.known ? device : 'generic'](facts);
}
