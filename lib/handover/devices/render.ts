import type { DeviceId } from '../../config/devices';
import { FleetError } from '../../config/fleet-error';
import type { Environment, Site } from '../../config/model';
import { handoverFacts, hasVpn } from '../facts';
import type { LiveSite } from '../live-site';
import type { DeviceFile } from './device-file';
import { deviceFiles } from './index';

/** What the deployed site adds to the files, and another device than the site file's. */
export interface DeviceFileOptions {
  /**
   * The values that AWS assigned: addresses, and the names of the pre-shared keys. Never a secret itself.
   * @default - none: the files have a marked blank for each
   */
  readonly live?: LiveSite;
  /**
   * The device to configure.
   * @default - `vpn.gateway.device` of the site
   */
  readonly device?: DeviceId;
}

/**
 * The configuration that the hospital's administrator pastes into the VPN device, made from the site's settings. The values are the
 * strongest that the device and the site's policy have in common (docs/handover.md).
 *
 * @throws FleetError if the site has no `vpn`
 */
export function renderDeviceFiles(
  site: Site,
  environment: Environment,
  { live = {}, device }: DeviceFileOptions = {},
): readonly DeviceFile[] {
  const facts = handoverFacts(site, environment, live, device);
  if (!hasVpn(facts))
    throw new FleetError([`${site.site}: vpn is missing, and only a VPN has a device to configure; add it`]);
  return deviceFiles(facts);
}
