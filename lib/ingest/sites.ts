import { deliveries, deliveryHost } from '../site/delivery';
import type { Fleet, StowAuth } from '../site/model';
import { SITE_NAME } from '../site/schema/common';

/** What the ingest of one environment must know of a hospital, and nothing more. */
export interface IngestSite {
  readonly site: string;
  /** The name that the hospital's PACS posts to: `<site>.<domain>`. Behind PrivateLink it is the only sign of which hospital is meant. */
  readonly host: string;
  readonly auth: StowAuth;
  /** Of the site's password, which a higher number replaces; undefined where it has none (mTLS). */
  readonly passwordGeneration: number | undefined;
  /** Who may send by DIMSE; empty where the hospital has no DIMSE. */
  readonly callingAeTitles: readonly string[];
  /** Where results go, in the order of the site's file. */
  readonly deliveries: readonly IngestDelivery[];
}

/** The way to a PACS of the hospital: a port of the site's delivery endpoint, not the PACS's own address. */
export interface IngestDelivery {
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
}

const HOST_NAME = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;

/** The sites of one environment, in the order of the fleet. A site that is not listed is refused by gate and server. */
export function ingestSites(
  fleet: Pick<Fleet, 'sites' | 'environments'>,
  environmentName: string,
): readonly IngestSite[] {
  const environment = fleet.environments.find(({ name }) => name === environmentName);
  if (environment === undefined) throw new Error(`there is no environment ${JSON.stringify(environmentName)}`);
  return fleet.sites
    .filter((site) => site.environment === environmentName)
    .map((one) => {
      const { site, dicom } = one;
      return {
        site,
        host: `${site}.${environment.ingest.domain}`,
        auth: dicom.stow.auth,
        passwordGeneration: dicom.stow.auth === 'basic' ? (dicom.stow.passwordGeneration ?? 1) : undefined,
        callingAeTitles: dicom.dimse?.callingAeTitles ?? [],
        deliveries: deliveries(one).map(({ aeTitle, listenerPort }) => ({
          aeTitle,
          host: deliveryHost(site),
          port: listenerPort,
        })),
      };
    });
}

/**
 * Site and host name stand in configuration texts and a shell script. The loader has checked them; a fleet that did not
 * come from it is refused here, because a quote in a name would be a line of nginx.
 */
export function assertPlainNames(sites: readonly IngestSite[]): void {
  for (const { site, host } of sites) {
    if (!SITE_NAME.test(site)) throw new Error(`${JSON.stringify(site)} is not a site's name`);
    if (!HOST_NAME.test(host)) throw new Error(`${JSON.stringify(host)} is not a host name`);
  }
}
