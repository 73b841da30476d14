import { Template } from 'aws-cdk-lib/assertions';
import { IngestStack } from '../../lib/constructs/ingest-stack';
import { ingestSites } from '../../lib/ingest/sites';
import { anApp } from '../support/app';
import { aFleet, aManagedEnvironment, aSite } from '../support/fixtures';

const make = (changes: Readonly<Record<string, unknown>> = {}): Template => {
  const environment = aManagedEnvironment(changes);
  return Template.fromStack(
    new IngestStack(anApp(), 'IngestStack-sydney', {
      environment,
      sites: ingestSites(aFleet([aSite()], [environment]), 'sydney'),
      folder: 'test/fixtures',
    }),
  );
};
const whole = make();
const alarms: readonly Record<string, unknown>[] = Object.values(whole.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties,
);
const called = (name: string): Record<string, unknown> => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `heartlab-sydney-ingest-${name}`);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
};

/** Name, whether it rings below or from its threshold on, and what silence means. */
const EXPECTED: readonly (readonly [name: string, comparison: string, threshold: number, silence: string])[] = [
  ...['mtls', 'basic'].flatMap((door) => [
    [`${door}-5xx`, 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'] as const,
    [`${door}-4xx-share`, 'GreaterThanOrEqualToThreshold', 20, 'notBreaching'] as const,
    [`${door}-no-healthy-server`, 'LessThanThreshold', 1, 'breaching'] as const,
    [`${door}-one-healthy-server`, 'LessThanThreshold', 2, 'breaching'] as const,
    [`${door}-no-healthy-dimse`, 'LessThanThreshold', 1, 'breaching'] as const,
  ]),
  ['rejected-client-certificates', 'GreaterThanOrEqualToThreshold', 5, 'notBreaching'],
  ['refused-identities', 'GreaterThanOrEqualToThreshold', 5, 'notBreaching'],
  ['database-nearly-full', 'LessThanThreshold', 10 * 1024 ** 3, 'breaching'],
  ['database-busy', 'GreaterThanOrEqualToThreshold', 90, 'breaching'],
  ['task-storage-nearly-full', 'GreaterThanOrEqualToThreshold', 80, 'notBreaching'],
  ['task-memory-nearly-full', 'GreaterThanOrEqualToThreshold', 90, 'breaching'],
];

describe('the alarms of the ingest', () => {
  test.each(EXPECTED)('%s', (name, comparison, threshold, silence) => {
    expect(called(name)).toMatchObject({
      ComparisonOperator: comparison,
      Threshold: threshold,
      TreatMissingData: silence,
    });
    // What is wrong, what it means, what to do: no alarm is a riddle.
    expect(called(name).AlarmDescription).toMatch(/^sydney ingest: .{80,}/);
  });

  test('are these and no others, and each tells the topic of every change', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      EXPECTED.map(([name]) => `heartlab-sydney-ingest-${name}`).sort(),
    );
    const topic = [{ 'Fn::ImportValue': 'heartlab-sydney-alarm-topic-arn' }];
    for (const alarm of alarms)
      expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic, InsufficientDataActions: topic });
    const own = 'arn:aws:sns:ap-southeast-2:111122223333:connectivity-alarms';
    for (const { Properties } of Object.values(make({ alarmTopicArn: own }).findResources('AWS::CloudWatch::Alarm')))
      expect(Properties.AlarmActions).toEqual([own]);
  });

  test('the share of 4xx is of twenty requests at least, and of what ALB and gate both answered', () => {
    const metrics = JSON.stringify(called('mtls-4xx-share').Metrics);
    expect(metrics).toContain('IF(requests >= 20');
    for (const metric of ['RequestCount', 'HTTPCode_ELB_4XX_Count', 'HTTPCode_Target_4XX_Count'])
      expect(metrics).toContain(metric);
    expect(JSON.stringify(called('mtls-5xx').Metrics)).toMatch(/HTTPCode_ELB_5XX_Count.*HTTPCode_Target_5XX_Count/);
  });

  test('what each site has stored is counted by one filter, with the site as its dimension', () => {
    const filters = Object.values(whole.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);
    const bySite = filters.filter(({ MetricTransformations }) =>
      JSON.stringify(MetricTransformations).includes('$.site'),
    );
    expect(bySite).toEqual([
      expect.objectContaining({
        FilterPattern: '{ ($.action = "store") && ($.status = 200) }',
        MetricTransformations: [
          {
            Dimensions: [{ Key: 'Site', Value: '$.site' }],
            MetricName: 'Stored',
            MetricNamespace: 'HeartLab/Ingest',
            MetricValue: '1',
          },
        ],
      }),
    ]);
  });

  test('the dashboard shows them', () => {
    const [dashboard] = Object.values(whole.findResources('AWS::CloudWatch::Dashboard'));
    expect(dashboard?.Properties.DashboardName).toBe('heartlab-sydney-ingest');
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    for (const shown of ['Stored requests by site', 'Healthy servers', 'Index: free storage'])
      expect(body).toContain(shown);
  });
});
