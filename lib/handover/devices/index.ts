import type { DeviceId } from '../../config/devices';
import type { VpnHandoverFacts } from '../facts';
import { ciscoAsa } from './cisco-asa';
import { ciscoIosXe } from './cisco-ios-xe';
import type { DeviceFile, DeviceRenderer } from './device-file';
import { renderFortigate } from './fortigate';
import { renderGeneric } from './generic';
import { juniperSrx } from './juniper-srx';
import { renderMikrotik } from './mikrotik';
import { paloAlto } from './palo-alto';
import { renderStrongswan } from './strongswan';
import { renderVyos } from './vyos';

export const DEVICE_RENDERERS: Readonly<Record<DeviceId, DeviceRenderer>> = {
  'cisco-ios-xe': ciscoIosXe,
  'cisco-asa': ciscoAsa,
  'juniper-srx': juniperSrx,
  'palo-alto': paloAlto,
  fortigate: renderFortigate,
  strongswan: renderStrongswan,
  mikrotik: renderMikrotik,
  vyos: renderVyos,
  generic: renderGeneric,
};

export const deviceFiles = (facts: VpnHandoverFacts): readonly DeviceFile[] =>
  DEVICE_RENDERERS[facts.vpn.device](facts);
