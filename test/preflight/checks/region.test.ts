import { regionCheck } from '../../../lib/preflight/checks/region';
import { anEnvironment } from '../../support/builders/sites';
import { type Answers, checked } from '../../support/fake-aws/preflight-world';

const melbourne = anEnvironment({
  region: 'ap-southeast-4',
  availabilityZones: ['ap-southeast-4a', 'ap-southeast-4b'],
});
const status = (OptInStatus: string): Answers => ({
  'ec2:DescribeRegions': ({ get }) => {
    expect(get('AllRegions')).toBe('true');
    return {
      Regions: [
        { RegionName: 'ap-southeast-2', OptInStatus: 'opt-in-not-required' },
        { RegionName: 'ap-southeast-4', OptInStatus },
      ],
    };
  },
});

test('passes for a Region that needs no opt-in, and for one that the account opted into', async () => {
  expect((await checked(regionCheck, { answers: status('not-opted-in') })).rows).toEqual([
    { outcome: 'PASS', found: 'ap-southeast-2 is enabled (no opt-in is needed)' },
  ]);
  expect((await checked(regionCheck, { environment: melbourne, answers: status('opted-in') })).rows).toEqual([
    { outcome: 'PASS', found: 'ap-southeast-4 is enabled (the account opted in)' },
  ]);
});

test('fails for a Region that is not enabled, with the command that enables it', async () => {
  expect((await checked(regionCheck, { environment: melbourne, answers: status('not-opted-in') })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: 'ap-southeast-4 is not enabled for account 111122223333',
      remedy: expect.stringContaining('aws account enable-region --region-name ap-southeast-4'),
    },
  ]);
});

test('fails for a Region that AWS does not have', async () => {
  const environment = anEnvironment({ region: 'ap-southeast-9' });
  expect((await checked(regionCheck, { environment, answers: status('opted-in') })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: 'AWS has no Region ap-southeast-9',
      remedy: 'correct the region of environment sydney in environments.yaml',
    },
  ]);
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(regionCheck, { answers: {} })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringContaining('may not ec2:DescribeRegions in account 111122223333, ap-southeast-2'),
      unanswered: true,
    },
  ]);
});
