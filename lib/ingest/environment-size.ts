import type { Fleet } from '../site/model';
import { gateContainer, SERVER, serverContainer } from './containers';
import { passwordVariable } from './gate-start';
import { type IngestSite, ingestSites } from './sites';

/**
 * Fargate's platform 1.4.0 starts a container with 31 variables of 4 KB each and fails with 32 of them, with
 * "CannotStartContainerError: ResourceInitializationError" (aws/containers-roadmap#1336: 124 KB work, 128 KB don't). The difference
 * to 124 KB is for the variables that ECS and the image add: addresses of credentials and metadata, PATH, HOME.
 */
export const LARGEST_ENVIRONMENT_BYTES = 120_000;

/** Of each password of the door; all are ASCII. */
export const STOW_PASSWORD_LENGTH = 40;

/** The longest that only a deploy knows: a host name of RDS, a bucket's name; user and password that RDS is given. */
const KNOWN_AFTER_DEPLOY: Readonly<Record<string, number>> = {
  [SERVER.variables.databaseHost]: 253,
  [SERVER.variables.studiesBucket]: 63,
  [SERVER.variables.databaseUser]: 16,
  [SERVER.variables.databasePassword]: 128,
};

/** What a container's environment takes: its file, and beside it the variables of the task definition with their values. */
export interface EnvironmentSize {
  readonly container: 'gate' | 'server';
  readonly bytes: number;
}

/** A variable as the kernel keeps it: its name, `=`, its value and a NUL. */
const variableBytes = (name: string, valueBytes: number): number => Buffer.byteLength(name) + valueBytes + 2;

/** Lines of an environment file end with a line feed where a variable ends with a NUL, so that the file's bytes are the variables'. */
export function environmentSizes(options: Parameters<typeof serverContainer>[0]): readonly EnvironmentSize[] {
  const passwords = options.sites.filter(({ auth }) => auth === 'basic').map(({ site }) => passwordVariable(site));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return [
    {
      container: 'gate',
      bytes:
        Buffer.byteLength(gateContainer(options).environmentFile) +
        sum(passwords.map((name) => variableBytes(name, STOW_PASSWORD_LENGTH))),
    },
    {
      container: 'server',
      bytes:
        Buffer.byteLength(serverContainer(options).environmentFile) +
        sum(Object.entries(KNOWN_AFTER_DEPLOY).map(([name, bytes]) => variableBytes(name, bytes))),
    },
  ];
}

/** What is wrong with a configuration that no container could be started with, and what to do. */
export interface TooLarge extends EnvironmentSize {
  readonly wrong: string;
  readonly write: string;
}

export function tooLargeEnvironments(options: Parameters<typeof environmentSizes>[0]): readonly TooLarge[] {
  return environmentSizes(options)
    .filter(({ bytes }) => bytes > LARGEST_ENVIRONMENT_BYTES)
    .map((size) => ({
      ...size,
      wrong: `makes a configuration of ${size.bytes} bytes for the ${size.container} of its ingest, and Fargate starts no container with more than ${LARGEST_ENVIRONMENT_BYTES}: ${filledBy(size.container, options.sites)}`,
      write:
        size.container === 'gate'
          ? 'begin another environment for new sites'
          : 'take out callingAeTitles and deliverTo that nobody uses, or begin another environment for new sites',
    }));
}

function filledBy(container: EnvironmentSize['container'], sites: readonly IngestSite[]): string {
  const count = (of: (site: IngestSite) => number): number => sites.reduce((total, site) => total + of(site), 0);
  return container === 'gate'
    ? `${sites.length} sites, ${count(({ auth }) => (auth === 'basic' ? 1 : 0))} of them with auth: basic`
    : `${sites.length} sites with ${count(({ callingAeTitles }) => callingAeTitles.length)} callingAeTitles and ${count(({ deliveries }) => deliveries.length)} entries of deliverTo`;
}

/** The same of every managed ingest of a fleet, by the environment's name. */
export function tooLargeIngests(
  fleet: Pick<Fleet, 'sites' | 'environments'>,
): readonly (TooLarge & { readonly environment: string })[] {
  return fleet.environments.flatMap(({ name, region, ingest: { managed } }) =>
    managed === undefined
      ? []
      : tooLargeEnvironments({ sites: ingestSites(fleet, name), reads: managed.reads, region }).map((found) => ({
          ...found,
          environment: name,
        })),
  );
}
