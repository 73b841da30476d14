import { anEnvironment, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const platformTopic = { 'Fn::ImportValue': 'heartlab-sydney-alarm-topic-arn' };

describe('SiteAlarms', () => {
  test.each([
    ['one tunnel', 'heartlab-auckland-heart-one-tunnel-down', 3, 'Minimum', 'LessThanThreshold', 1],
    ['both tunnels', 'heartlab-auckland-heart-both-tunnels-down', 1, 'Maximum', 'LessThanOrEqualToThreshold', 0],
  ])(
    'the alarm for %s is on if it is down or data is missing',
    (_, name, periods, statistic, comparison, threshold) => {
      siteTemplate(aSite()).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: name,
        Namespace: 'AWS/VPN',
        MetricName: 'TunnelState',
        Dimensions: [{ Name: 'VpnId', Value: { Ref: 'VpnConnection' } }],
        Statistic: statistic,
        Period: 300,
        EvaluationPeriods: periods,
        ComparisonOperator: comparison,
        Threshold: threshold,
        TreatMissingData: 'breaching',
      });
    },
  );

  test.each([
    ["the platform's topic", anEnvironment(), platformTopic],
    [
      'the topic of the environment',
      anEnvironment({ alarmTopicArn: 'arn:aws:sns:ap-southeast-2:111122223333:ours' }),
      'arn:aws:sns:ap-southeast-2:111122223333:ours',
    ],
  ])('every change of state notifies %s', (_, environment, topic) => {
    for (const { Properties } of Object.values(
      siteTemplate(aSite(), environment).findResources('AWS::CloudWatch::Alarm'),
    )) {
      expect(Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [topic] });
    }
  });

  test('the description of each alarm has the site, the effect, and what to do', () => {
    const alarms = Object.values(siteTemplate(aSite()).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(2);
    for (const { Properties } of alarms) {
      const description = String(Properties.AlarmDescription);
      expect(description).toMatch(/^auckland-heart: /);
      expect(description).toContain('log group /aws/vendedlogs/heartlab/auckland-heart/tunnels');
      expect(description).toMatch(/(Call|Ask) the hospital's network team/);
      expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('one dashboard shows the tunnels of the site', () => {
    const template = siteTemplate(aSite());
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'heartlab-auckland-heart' });
    const dashboard = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    for (const words of ['TunnelDataIn', 'minimum; below 1, a tunnel is down', 'maximum; at 0, both tunnels are down'])
      expect(dashboard).toContain(words);
  });
});
