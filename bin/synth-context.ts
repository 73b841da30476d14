import { readFileSync } from 'node:fs';
import { FleetError } from '../lib/config/fleet-error';
import { showValue } from '../lib/config/problem';

/** The app's settings from `-c`. */
export interface SynthContext {
  /** The folder of the site files. */
  readonly sites: string;
  /**
   * Selects one site.
   * @default - all sites
   */
  readonly site?: string;
}

/** The qualifiers that the CDK's bootstrap template allows. The names of a deploy's roles and bucket contain the qualifier. */
const QUALIFIER = /^[A-Za-z0-9_-]{1,10}$/;
const QUALIFIER_KEY = '@aws-cdk/core:bootstrapQualifier';

/**
 * Reads a key of the context that the CDK's command passes to the app: the values of -c, cdk.json and cdk.context.json. Values that do
 * not fit into an environment variable are in a file. The CDK's own App reads the same.
 */
export function contextFromCommand(env: NodeJS.ProcessEnv): (key: string) => unknown {
  const overflow = env.CONTEXT_OVERFLOW_LOCATION_ENV;
  const context = {
    ...Object(JSON.parse(env.CDK_CONTEXT_JSON ?? '{}')),
    ...Object(overflow === undefined ? {} : JSON.parse(readFileSync(overflow, 'utf8'))),
  };
  return (key) => context[key];
}

/**
 * Reads the context from the command line, cdk.json and cdk.context.json, which may contain any value.
 *
 * @throws FleetError with every invalid value.
 */
export function synthContext(read: (key: string) => unknown): SynthContext {
  const given = read('sites');
  const sites = given === undefined ? 'sites' : given;
  const site = read('site');
  const qualifier = read(QUALIFIER_KEY);
  const wrong = [
    ...(isText(sites)
      ? []
      : [`-c sites= ${found(sites, 'a folder')}; name the folder of the site files, like -c sites=sites`]),
    ...(site === undefined || isText(site)
      ? []
      : [
          `-c site= ${found(site, "a site's name")}; write one, like -c site=auckland-heart, or leave it out for all sites`,
        ]),
    ...(qualifier === undefined || (isText(qualifier) && QUALIFIER.test(qualifier))
      ? []
      : [
          `-c ${QUALIFIER_KEY}= ${found(qualifier, 'a qualifier of a CDK bootstrap')}; write the one that the account was bootstrapped with: 1 to 10 letters, digits, hyphens and underscores`,
        ]),
  ];
  if (!isText(sites) || !(site === undefined || isText(site)) || wrong.length > 0) throw new FleetError(wrong);
  return { sites, site };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const found = (value: unknown, expected: string): string =>
  value === '' ? 'is empty' : `${showValue(value)} is not ${expected}`;
