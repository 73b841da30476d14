import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Site } from '../../config/model';
import { OBJECTS_STORED } from '../../config/naming/ingest-names';
import { alarmNotifications, type DashboardGraph, dashboardGraph } from '../common/alarms';

/** Seconds. An alarm can evaluate seven days, 168 hours, only with periods of an hour or more. */
const HOUR = 3600;

export interface NoStudiesAlarmProps {
  readonly site: Site;
  /** `alarms.quietAfterHours`: 1 to 168. */
  readonly hours: number;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/** Alarm for a hospital that has sent no study for a number of hours. Only a managed ingest counts studies. */
export class NoStudiesAlarm extends Construct {
  readonly alarm: CfnAlarm;
  private readonly site: string;

  constructor(scope: Construct, id: string, props: NoStudiesAlarmProps) {
    super(scope, id);
    const { hours, topic } = props;
    const { site } = props.site;
    this.site = site;
    this.alarm = new CfnAlarm(this, 'Quiet', {
      ...alarmNotifications(props.site, topic),
      alarmName: `heartlab-${site}-quiet`,
      alarmDescription: `${site}: no object of a study has been stored for ${hours} ${hours === 1 ? 'hour' : 'hours'}, neither by STOW-RS nor by C-STORE. If an alarm of the tunnels or of Direct Connect is on too, that is the cause. If not, the connection is up, and either nothing is sent or the ingest refuses it. Check the responses in the log of the cell's gate, then ask the hospital's PACS administrator whether the PACS's queue has stopped. For a new site the alarm is on until the first study. The number of hours is alarms.quietAfterHours in the site file.`,
      namespace: OBJECTS_STORED.namespace,
      metricName: OBJECTS_STORED.metric,
      dimensions: [{ name: OBJECTS_STORED.dimension, value: site }],
      statistic: 'Sum',
      period: HOUR,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      // CloudWatch has no data for an hour without an object.
      treatMissingData: 'breaching',
    });
  }

  /** The graph of the dashboard: stored objects by hour. */
  graph(region: string): DashboardGraph {
    const { namespace, metric, dimension } = OBJECTS_STORED;
    const stored = [namespace, metric, dimension, this.site, { stat: 'Sum', label: 'stored' }];
    return dashboardGraph(region, 'Stored objects in an hour', [stored], HOUR);
  }
}
