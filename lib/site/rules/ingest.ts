import {
  endpointCapacity,
  LARGEST_INGEST,
  OWN_ENDPOINTS,
  prefixForEndpoints,
  SMALLEST_INGEST,
} from '../ingest-addressing';
import { overlap, parseBlock, UNUSABLE } from '../ipv4';
import { type EnvironmentRule, environmentOf, type FleetEntries, type SiteEntry, type SiteRule } from './rule';

const CIDR_PATH = ['ingest', 'managed', 'cidr'];

const sitesOf = (environment: string, { sites }: FleetEntries): readonly SiteEntry[] =>
  sites.filter(({ site }) => site.environment === environment);

export const ingestCidrUsable: EnvironmentRule = {
  id: 'ingest-cidr-usable',
  holds: `The managed ingest's CIDR is /${LARGEST_INGEST} to /${SMALLEST_INGEST} and touches no link-local, loopback, multicast or reserved address.`,
  *check({ environment }) {
    const text = environment.ingest?.managed?.cidr;
    const block = text === undefined ? undefined : parseBlock(text);
    if (block === undefined) return;
    const found = `"${block.text}"`;
    const unusable = UNUSABLE.find((range) => overlap(range.block, block));
    if (unusable !== undefined)
      yield { path: CIDR_PATH, found, wrong: `touches ${unusable.what}`, write: 'write it like 10.255.0.0/22' };
    if (!cuttable(block.prefix))
      yield {
        path: CIDR_PATH,
        found,
        wrong: `is not between /${LARGEST_INGEST} and /${SMALLEST_INGEST}: it is cut into subnets for load balancers, tasks and the endpoints of sites`,
        write: 'write it like 10.255.0.0/22',
      };
  },
};

const cuttable = (prefix: number): boolean => prefix >= LARGEST_INGEST && prefix <= SMALLEST_INGEST;

/** The ingest's stack is tested with so many sites: its template and its gate's configuration grow with them. */
export const MOST_MANAGED_SITES = 300;

export const ingestHoldsSites: EnvironmentRule = {
  id: 'ingest-holds-sites',
  holds: `At most ${MOST_MANAGED_SITES} sites live in an environment with a managed ingest.`,
  *check({ name, environment }, fleet) {
    const count = environment.ingest?.managed === undefined ? 0 : sitesOf(name, fleet).length;
    if (count > MOST_MANAGED_SITES)
      yield {
        path: [],
        at: 'key',
        wrong: `has ${count} sites, and a managed ingest is built for ${MOST_MANAGED_SITES}`,
        write: 'begin another environment for new sites',
      };
  },
};

export const ingestHoldsEndpoints: EnvironmentRule = {
  id: 'ingest-holds-endpoints',
  holds: "The managed ingest's CIDR has addresses for the endpoints of all sites with `deliverTo` and its own.",
  *check({ name, environment }, fleet) {
    const text = environment.ingest?.managed?.cidr;
    const block = text === undefined ? undefined : parseBlock(text);
    if (block === undefined || !cuttable(block.prefix)) return;
    const delivering = sitesOf(name, fleet).filter(({ site }) => site.dicom?.deliverTo !== undefined).length;
    const needed = delivering + OWN_ENDPOINTS;
    const capacity = endpointCapacity(block.text);
    const prefix = prefixForEndpoints(needed);
    if (needed > capacity)
      yield {
        path: CIDR_PATH,
        found: `"${block.text}"`,
        wrong: `has addresses for ${capacity} interface endpoints a zone, and ${needed} are needed: ${delivering} of sites with deliverTo, ${OWN_ENDPOINTS} of the ingest itself`,
        write: `${prefix === undefined ? '' : `write a /${prefix} if the ingest is not deployed yet (its VPC is fixed for life); otherwise `}begin another environment for new sites`,
      };
  },
};

export const readsApart: EnvironmentRule = {
  id: 'reads-apart',
  holds: '`reads: all` stands only where one site lives: the server knows no owner of a study (a warning).',
  *check({ name, environment }, fleet) {
    const count = sitesOf(name, fleet).length;
    if (environment.ingest?.managed?.reads === 'all' && count > 1)
      yield {
        path: ['ingest', 'managed', 'reads'],
        severity: 'warning',
        found: 'all',
        wrong: `lets each of the ${count} hospitals of this environment read the studies of every other`,
        write: 'write existence, or give a hospital that must read an environment of its own',
      };
  },
};

export const quietCountsStow: SiteRule = {
  id: 'quiet-counts-stow',
  holds: '`quietAfterHours` counts STOW-RS alone: what arrives by DIMSE does not end the quiet (a note).',
  *check(entry, fleet) {
    const { alarms, dicom } = entry.site;
    const managed = environmentOf(entry, fleet)?.environment.ingest?.managed;
    if (managed !== undefined && alarms?.quietAfterHours !== undefined && dicom?.dimse !== undefined)
      yield {
        path: ['alarms', 'quietAfterHours'],
        severity: 'note',
        wrong: 'counts what arrives by STOW-RS alone: C-STOREs of this site do not count',
        write: 'remove it if the hospital sends by DIMSE only',
      };
  },
};
