import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Site } from '../site/model';

/** How often EC2 reports a tunnel's state. */
const PERIOD = Duration.minutes(5);

export interface SiteAlarmsProps {
  readonly site: Site;
  readonly vpnConnectionId: string;
  /** The SNS topic that every alarm tells, of every change of its state. */
  readonly topicArn: string;
}

/**
 * Tells the operators when a tunnel is down. CloudFormation doesn't know the tunnels' addresses, so the alarms go by the
 * connection: over both tunnels, a minimum below 1 means that one is down, a maximum below 1 that both are.
 */
export class SiteAlarms extends Construct {
  readonly oneTunnelDown: Alarm;
  readonly bothTunnelsDown: Alarm;

  constructor(scope: Construct, id: string, props: SiteAlarmsProps) {
    super(scope, id);
    const { site } = props;
    const metric = (metricName: string, statistic: string, label: string) =>
      new Metric({
        namespace: 'AWS/VPN',
        metricName,
        dimensionsMap: { VpnId: props.vpnConnectionId },
        statistic,
        period: PERIOD,
        label,
      });

    this.oneTunnelDown = this.addAlarm(props, 'OneTunnelDown', {
      metric: metric('TunnelState', 'Minimum', 'worse tunnel up'),
      // A change of the tunnels, ours or AWS's maintenance, takes one down for some minutes: that alone tells nobody.
      evaluationPeriods: 3,
      name: 'one-tunnel-down',
      description: `${site.site}: a VPN tunnel has been down for 15 minutes. The hospital is still connected, without redundancy. Run "npx heartlab status ${site.site}" to see which; then look at the tunnel log of that address, and ask the hospital's network team whether its device changed. AWS maintenance: wait 30 minutes.`,
    });
    this.bothTunnelsDown = this.addAlarm(props, 'BothTunnelsDown', {
      metric: metric('TunnelState', 'Maximum', 'better tunnel up'),
      evaluationPeriods: 1,
      name: 'both-tunnels-down',
      description: `${site.site}: both VPN tunnels are down, the hospital is cut off and no study arrives. Call the hospital's network team now. Run "npx heartlab status ${site.site}" and look at the tunnel logs: one cause for both is most often the hospital's internet line, its device, or a change there.`,
    });

    new Dashboard(this, 'Dashboard', {
      dashboardName: `heartlab-${site.site}`,
      widgets: [
        [new AlarmStatusWidget({ title: site.name, width: 24, alarms: [this.bothTunnelsDown, this.oneTunnelDown] })],
        [
          new GraphWidget({
            title: 'Tunnels (1 = up)',
            width: 12,
            left: [this.oneTunnelDown.metric, this.bothTunnelsDown.metric],
            leftYAxis: { min: 0, max: 1 },
          }),
          new GraphWidget({
            title: 'Traffic (bytes in 5 minutes)',
            width: 12,
            left: [
              metric('TunnelDataIn', 'Sum', 'from the hospital'),
              metric('TunnelDataOut', 'Sum', 'to the hospital'),
            ],
          }),
        ],
      ],
    });
  }

  private addAlarm(
    { site, topicArn }: SiteAlarmsProps,
    id: string,
    alarm: {
      readonly metric: Metric;
      readonly evaluationPeriods: number;
      readonly name: string;
      readonly description: string;
    },
  ): Alarm {
    const tell = { bind: () => ({ alarmActionArn: topicArn }) };
    const made = new Alarm(this, id, {
      alarmName: `heartlab-${site.site}-${alarm.name}`,
      alarmDescription: alarm.description,
      metric: alarm.metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: alarm.evaluationPeriods,
      // A connection that reports nothing is not known to be up.
      treatMissingData: TreatMissingData.BREACHING,
    });
    made.addAlarmAction(tell);
    made.addOkAction(tell);
    made.addInsufficientDataAction(tell);
    return made;
  }
}
