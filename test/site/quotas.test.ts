import type { Environment, Site } from '../../lib/site/model';
import { quotaNeeds } from '../../lib/site/quotas';
import { environmentSchema } from '../../lib/site/schema/environment';
import { siteSchema } from '../../lib/site/schema/site';
import { documentedEnvironment, documentedSite } from '../support/folder';

const environment = (name: string): Environment => ({ ...environmentSchema.parse(documentedEnvironment()), name });
const needed = (sites: readonly Site[], environments: readonly Environment[], code: string) =>
  quotaNeeds({ sites, environments }).find(({ quota }) => quota.code === code)?.needed;

describe('what a managed ingest adds to the quotas', () => {
  const site = siteSchema.parse(documentedSite());

  test.each([
    [42, undefined],
    [43, 51],
  ])('interface endpoints of its VPC: its own and one a delivering site (%p)', (count, expected) => {
    expect(needed(Array(count).fill(site), [environment('sydney')], 'L-29B6F2EB')).toBe(expected);
  });

  test('Fargate: its tasks, and those that replace them', () => {
    expect(needed([], [environment('sydney')], 'L-3032A538')).toBe(16);
    const { managed: _, ...ingest } = environment('sydney').ingest;
    expect(needed([], [{ ...environment('sydney'), ingest }], 'L-3032A538')).toBeUndefined();
  });

  test('Application Load Balancers and trust stores, of all environments of an account and Region', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => environment(`sydney-${index}`));
    expect([25, 26].map((count) => needed([], many(count), 'L-53DA6B97'))).toEqual([undefined, 52]);
    expect([20, 21].map((count) => needed([], many(count), 'L-A8F7060B'))).toEqual([undefined, 21]);
  });
});
