import type { AvailabilityZone } from '@aws-sdk/client-ec2';
import { zonesCheck } from '../../../lib/preflight/checks/zones';
import { type Answers, checked } from '../../support/fake-aws/preflight-world';

const zone = (letter: string, changes: Partial<AvailabilityZone> = {}): AvailabilityZone => ({
  ZoneName: `ap-southeast-2${letter}`,
  ZoneId: `apse2-az-${letter}`,
  ZoneType: 'availability-zone',
  State: 'available',
  OptInStatus: 'opt-in-not-required',
  RegionName: 'ap-southeast-2',
  ...changes,
});
const answering = (...there: readonly AvailabilityZone[]): Answers => ({
  'ec2:DescribeAvailabilityZones': () => ({ AvailabilityZones: there }),
});
const rows = async (...there: readonly AvailabilityZone[]) =>
  (await checked(zonesCheck, { answers: answering(...there) })).rows;

test('passes if the zones are available, and reports their zone ids', async () => {
  expect(await rows(zone('a'), zone('b', { State: 'information' }), zone('c'))).toEqual([
    { outcome: 'PASS', found: 'ap-southeast-2a (apse2-az-a), ap-southeast-2b (apse2-az-b)' },
  ]);
});

test('fails for a zone that the account does not have, and lists the zones that it has', async () => {
  const local = zone('b', { ZoneName: 'ap-southeast-2-per-1a', ZoneType: 'local-zone', OptInStatus: 'not-opted-in' });
  expect(await rows(zone('c'), zone('a'), local)).toEqual([
    {
      outcome: 'FAIL',
      found: 'the account has no zone ap-southeast-2b',
      remedy: 'choose availabilityZones of environment sydney from: ap-southeast-2a, ap-southeast-2c',
    },
  ]);
});

test('fails for a zone that is not an availability zone', async () => {
  expect(await rows(zone('a'), zone('b', { ZoneType: 'local-zone' }))).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: 'ap-southeast-2b is a local-zone' }),
  ]);
});

test('fails for an unavailable zone and warns of an impaired one, with the message of AWS', async () => {
  expect(
    await rows(
      zone('a', { State: 'unavailable' }),
      zone('b', { State: 'impaired', Messages: [{ Message: 'Power was lost.' }] }),
    ),
  ).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: 'ap-southeast-2a is unavailable' }),
    {
      outcome: 'WARN',
      found: 'ap-southeast-2b is impaired: Power was lost.',
      remedy: 'deploy when aws ec2 describe-availability-zones --region ap-southeast-2 shows it as available',
    },
  ]);
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(zonesCheck, { answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not ec2:DescribeAvailabilityZones'), unanswered: true },
  ]);
});
