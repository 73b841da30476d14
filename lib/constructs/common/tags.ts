import type { CfnTag } from 'aws-cdk-lib';
import type { SiteName } from '../../config/model';
import { ENVIRONMENT_TAG, SITE_TAG } from '../../config/naming/stack-contract';

/**
 * The tags of a site's resource. Each resource gets them directly, because an aspect would visit every construct of every site.
 *
 * @param name the name in the console, for types without a name property
 */
export function siteTags({ site, environment }: SiteName, name?: string): CfnTag[] {
  const tags = [
    { key: ENVIRONMENT_TAG, value: environment },
    { key: SITE_TAG, value: site },
  ];
  return name === undefined ? tags : [...tags, { key: 'Name', value: name }];
}
