import type { Fleet, StowAuth } from '../site/model';
import { SITE_NAME } from '../site/schema/common';

/** What the ingest of one environment must know of a hospital, and nothing more. */
export interface IngestSite {
  readonly site: string;
  /** The name that the hospital's PACS posts to: `<site>.<domain>`. Behind PrivateLink it is the only sign of which hospital is meant. */
  readonly host: string;
  readonly auth: StowAuth;
  readonly passwordGeneration?: number | undefined;
  /** Who may send by DIMSE; empty where the hospital has no DIMSE. */
  readonly callingAeTitles: readonly string[];
}

const HOST_NAME = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;

/** The sites of one environment, in the order of the fleet. A site that is not listed is refused by gate and server. */
export function ingestSites(fleet: Fleet, environmentName: string): readonly IngestSite[] {
  const environment = fleet.environments.find(({ name }) => name === environmentName);
  if (environment === undefined) throw new Error(`there is no environment ${JSON.stringify(environmentName)}`);
  return fleet.sites
    .filter((site) => site.environment === environmentName)
    .map(({ site, dicom }) => ({
      site,
      host: `${site}.${environment.ingest.domain}`,
      auth: dicom.stow.auth,
      passwordGeneration: dicom.stow.passwordGeneration,
      callingAeTitles: dicom.dimse?.callingAeTitles ?? [],
    }));
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
