import type { CfnTag } from 'aws-cdk-lib';
import type { Site } from '../../config/model';
import { ENVIRONMENT_TAG, SITE_TAG } from '../../config/naming/stack-contract';

/**
 * The tags of a site's resource, given to each one of them: an aspect over the tree would visit every construct of every site.
 *
 * @param name what the console shows, for the types that have no name of their own
 */
export function siteTags({ site, environment }: Site, name?: string): CfnTag[] {
  return [
    { key: ENVIRONMENT_TAG, value: environment },
    { key: SITE_TAG, value: site },
    ...(name === undefined ? [] : [{ key: 'Name', value: name }]),
  ];
}
