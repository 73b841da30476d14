import { OBJECTS_STORED } from '../../../lib/config/naming/ingest-names';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const quietAfter = (hours: number, changes: Readonly<Record<string, unknown>> = {}) =>
  aSite({ alarms: { quietAfterHours: hours }, ...changes });
const quietAlarms = (...args: Parameters<typeof siteTemplate>) =>
  Object.values(siteTemplate(...args).findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .filter(({ AlarmName }) => AlarmName.endsWith('-quiet'));

describe('NoStudiesAlarm', () => {
  test.each([1, 24, 168])('is on if none of %d hours has a stored study or any data', (hours) => {
    expect(quietAlarms(quietAfter(hours), aManagedEnvironment())).toEqual([
      expect.objectContaining({
        AlarmName: 'heartlab-auckland-heart-quiet',
        Namespace: OBJECTS_STORED.namespace,
        MetricName: OBJECTS_STORED.metric,
        Dimensions: [{ Name: OBJECTS_STORED.dimension, Value: 'auckland-heart' }],
        Statistic: 'Sum',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 3600,
        EvaluationPeriods: hours,
        DatapointsToAlarm: hours,
        TreatMissingData: 'breaching',
      }),
    ]);
  });

  test('evaluates at most seven days, as CloudWatch requires', () => {
    const [alarm] = quietAlarms(quietAfter(168), aManagedEnvironment());
    expect(alarm?.Period * alarm?.EvaluationPeriods).toBe(7 * 86400);
    expect(() => quietAfter(169)).toThrow();
  });

  test.each([
    ['without alarms.quietAfterHours', aSite(), aManagedEnvironment()],
    ['with an ingest that does not count our studies', quietAfter(24), anEnvironment()],
  ])('%s there is no alarm', (_, site, environment) => {
    expect(quietAlarms(site, environment)).toEqual([]);
    expect(JSON.stringify(siteTemplate(site, environment).toJSON())).not.toContain(OBJECTS_STORED.namespace);
  });

  test('the topic of the environment is notified of every change of state', () => {
    const topic = { 'Fn::ImportValue': 'heartlab-sydney-alarm-topic-arn' };
    expect(quietAlarms(quietAfter(24), aManagedEnvironment())[0]).toMatchObject({
      AlarmActions: [topic],
      OKActions: [topic],
      InsufficientDataActions: [topic],
    });
  });

  test('its description has the problem and what to do', () => {
    const text = (...args: Parameters<typeof quietAlarms>) => quietAlarms(...args)[0]?.AlarmDescription;
    const environment = aManagedEnvironment();
    expect(text(quietAfter(24), environment)).toMatch(
      /^auckland-heart: no object of a study .* for 24 hours, neither by STOW-RS nor by C-STORE\. If .*ask the hospital/,
    );
    expect(text(quietAfter(1), environment)).toContain('for 1 hour, ');
    const dimse = { stow: { auth: 'mtls' }, dimse: { ports: [11112], callingAeTitles: ['AKLCT1'] } };
    const mixed = text(quietAfter(168, { site: 'a'.repeat(32), dicom: dimse }), environment);
    expect(mixed.length).toBeLessThanOrEqual(1024);
  });

  test('the dashboard shows the alarm and the count', () => {
    const dashboard = JSON.stringify(
      siteTemplate(quietAfter(24), aManagedEnvironment()).findResources('AWS::CloudWatch::Dashboard'),
    );
    expect(dashboard).toMatch(/alarms.*AlarmsStudiesQuiet/);
    expect(dashboard).toContain('Stored objects in an hour');
  });
});
