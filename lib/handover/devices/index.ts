import type { DeviceId } from '../../config/devices';
import type { VpnHandoverFacts } from '../facts';
import { ciscoAsa } from './cisco-asa';
import { ciscoIosXe } from './cisco-ios-xe';
import type { DeviceFile, Renderer } from './device-file';
import { fortigate } from './fortigate';
import { generic } from './generic';
import { juniperSrx } from './juniper-srx';
import { mikrotik } from './mikrotik';
import { paloAlto } from './palo-alto';
import { strongswan } from './strongswan';
import { vyos } from './vyos';

export const RENDERERS: Readonly<Record<DeviceId, Renderer>> = {
  'cisco-ios-xe': ciscoIosXe,
  'cisco-asa': ciscoAsa,
  'juniper-srx': juniperSrx,
  'palo-alto': paloAlto,
  fortigate,
  strongswan,
  mikrotik,
  vyos,
  generic,
};

/** The files of the device that the facts are for. */
export const deviceFiles = (facts: VpnHandoverFacts): readonly DeviceFile[] => RENDERERS[facts.vpn.device](facts);
