import { aDeliveringSite, anEnvironment, aPacs, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const pacs = [aPacs(), aPacs({ aeTitle: 'AKLPACS2', address: '10.20.1.16' })];
const deliveryAlarms = (...args: Parameters<typeof siteTemplate>) =>
  Object.values(siteTemplate(...args).findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .filter(({ AlarmName }) => AlarmName.includes('-delivery-'));

describe('DeliveryAlarms', () => {
  test('each PACS has an alarm, which is on if the PACS accepts no connection for 15 minutes or data is missing', () => {
    const fullName = (id: string, what: string) => ({ 'Fn::GetAtt': [id, `${what}FullName`] });
    const expected = (port: number, targetGroup: string) => ({
      AlarmName: `heartlab-auckland-heart-delivery-${port}-down`,
      Namespace: 'AWS/NetworkELB',
      MetricName: 'UnHealthyHostCount',
      Dimensions: [
        { Name: 'TargetGroup', Value: fullName(targetGroup, 'TargetGroup') },
        { Name: 'LoadBalancer', Value: fullName('DeliveryLoadBalancer', 'LoadBalancer') },
      ],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      Period: 300,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
    expect(deliveryAlarms(aDeliveringSite(pacs))).toEqual([
      expect.objectContaining(expected(11112, 'DeliveryTarget010020001015Port11112')),
      expect.objectContaining(expected(11113, 'DeliveryTarget010020001016Port11112')),
    ]);
  });

  test('a site without deliverTo has no such alarm', () => {
    expect(deliveryAlarms(aSite())).toEqual([]);
  });

  test('the topic of the environment is notified of every change of state', () => {
    const topic = 'arn:aws:sns:ap-southeast-2:111122223333:ours';
    const alarms = deliveryAlarms(aDeliveringSite(pacs), anEnvironment({ alarmTopicArn: topic }));
    expect(alarms).toHaveLength(2);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [topic] });
    }
  });

  test('its description has the site, AE title, address and port, the effect, and who to call', () => {
    const [first, second] = deliveryAlarms(aDeliveringSite(pacs)).map(({ AlarmDescription }) => AlarmDescription);
    expect(first).toMatch(/^auckland-heart: .*AKLPACS1 at 10\.20\.1\.15:11112 /);
    expect(second).toMatch(/AKLPACS2 at 10\.20\.1\.16:11112 /);
    expect(first).toMatch(/Results for it wait.*PACS administrator.*network team.*firewall/);
  });

  test('its description fits with the longest names that a site file allows', () => {
    const long = aDeliveringSite([aPacs({ aeTitle: 'A'.repeat(16), address: '100.100.100.100', port: 65534 })], {
      site: 'a'.repeat(32),
    });
    for (const { AlarmDescription } of deliveryAlarms(long)) expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
  });

  test('the dashboard shows each PACS and the traffic', () => {
    const dashboard = JSON.stringify(siteTemplate(aDeliveringSite(pacs)).findResources('AWS::CloudWatch::Dashboard'));
    for (const text of ['AKLPACS1 10.20.1.15:11112', 'AKLPACS2 10.20.1.16:11112', 'ProcessedBytes']) {
      expect(dashboard).toContain(text);
    }
    expect(dashboard).toMatch(/alarms.*AlarmsDeliveryDown11112.*AlarmsDeliveryDown11113/);
    expect(JSON.stringify(siteTemplate(aSite()).findResources('AWS::CloudWatch::Dashboard'))).not.toContain(
      'NetworkELB',
    );
  });
});
