import { aDirectSite, aManagedEnvironment, anInterface, aSite } from '../support/builders/sites';
import { World } from '../support/fake-aws/operate-world';
import { filesOf } from '../support/programs/operate-commands';

/** Accounts for the suites of `drift`. */

export const MANAGED = aManagedEnvironment();
export const PEERING = { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' };
export const DIRECT = aDirectSite([anInterface({ peering: PEERING })], { vpn: aSite().vpn });

export function deployed(site = DIRECT, environment = MANAGED) {
  return { world: new World([site, environment]), folder: filesOf([site, environment]) };
}

/** What somebody changes in the account. */
export type WorldChange = (world: World) => void;

export const tunnelOptions =
  (options: object): WorldChange =>
  (world) =>
    Object.assign(world.tunnel(1).options, options);
