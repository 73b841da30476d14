import type { Site } from '../../../lib/config/model';
import { cellAlarmNames } from '../../../lib/config/naming/alarm-names';
import { aFleet, aManagedEnvironment, aSite } from '../../support/builders/sites';
import { templatesOf } from '../../support/programs/cdk-app';

const DIMSE = { ports: [104], callingAeTitles: ['AKLCT1'] };
const MTLS = aSite({ dicom: { stow: { auth: 'mtls' }, dimse: DIMSE } });

interface Alarm {
  readonly AlarmName: string;
  readonly [property: string]: unknown;
}

const alarmsOf = (site: Site): readonly Alarm[] =>
  Object.values(
    templatesOf(aFleet([site], [aManagedEnvironment()]))
      .get(`CellStack-${site.site}`)
      ?.findResources('AWS::CloudWatch::Alarm') ?? {},
  ).map(({ Properties }) => Properties);

const whole = alarmsOf(MTLS);
const alarmNamed = (name: string): Alarm | undefined =>
  whole.find(({ AlarmName }) => AlarmName === `heartlab-auckland-heart-cell-${name}`);

test.each([
  ['mTLS and DIMSE', MTLS],
  ['mTLS', aSite()],
  ['Basic', aSite({ dicom: { stow: { auth: 'basic' } } })],
])('a cell with %s has exactly these alarms', (_, site) => {
  const names = alarmsOf(site).map(({ AlarmName }) => AlarmName);
  expect([...names].sort()).toEqual([...cellAlarmNames(site)].sort());
});

test.each([
  ['failures', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
  ['other-content', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
  ['refused-identities', 'GreaterThanOrEqualToThreshold', 5, 'notBreaching'],
  ['5xx', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
  ['balancer-5xx', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
  ['rejected-client-certificates', 'GreaterThanOrEqualToThreshold', 5, 'notBreaching'],
  ['certificate-expires', 'LessThanThreshold', 30, 'ignore'],
  ['no-healthy-task', 'LessThanThreshold', 1, 'breaching'],
  ['one-healthy-task', 'LessThanThreshold', 2, 'breaching'],
  ['dimse-down', 'LessThanThreshold', 1, 'breaching'],
  ['task-memory', 'GreaterThanOrEqualToThreshold', 90, 'breaching'],
  ['task-storage', 'GreaterThanOrEqualToThreshold', 80, 'notBreaching'],
])(
  '%s: threshold, treatment of missing data, and a description with what to do',
  (name, comparison, threshold, missing) => {
    const topic = [{ 'Fn::ImportValue': 'heartlab-sydney-alarm-topic-arn' }];
    expect(alarmNamed(name)).toMatchObject({
      ComparisonOperator: comparison,
      Threshold: threshold,
      TreatMissingData: missing,
      AlarmActions: topic,
      OKActions: topic,
      InsufficientDataActions: topic,
      AlarmDescription: expect.stringMatching(/^auckland-heart: .{120,}/),
    });
  },
);

test('the gate’s metrics have the dimensions that the gate writes', () => {
  expect(alarmNamed('other-content')).toMatchObject({
    Namespace: 'HeartLab/Ingest',
    MetricName: 'Failures',
    Statistic: 'Sum',
    Dimensions: [
      { Name: 'Site', Value: 'auckland-heart' },
      { Name: 'Reason', Value: 'other-content' },
    ],
  });
  expect(alarmNamed('certificate-expires')).toMatchObject({ MetricName: 'CertificateDays', Statistic: 'Minimum' });
  expect(alarmNamed('failures')).toMatchObject({
    Namespace: 'HeartLab/Ingest',
    MetricName: 'CellFailures',
    Statistic: 'Sum',
    Dimensions: [{ Name: 'Site', Value: 'auckland-heart' }],
  });
});

test('no alarm combines metrics that may not be reported together', () => {
  const expressions = whole.flatMap(({ AlarmName, Metrics }) =>
    ((Metrics as { readonly Expression?: string }[] | undefined) ?? []).flatMap(({ Expression }) =>
      Expression === undefined ? [] : [`${AlarmName}: ${Expression}`],
    ),
  );
  // Container Insights reports both metrics of a task at the same time.
  expect(expressions).toEqual(['heartlab-auckland-heart-cell-task-storage: 100 * used / reserved']);
});
