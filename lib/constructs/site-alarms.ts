import { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Site } from '../site/model';
import { siteTags } from './tags';

/** Seconds: EC2 reports a tunnel's state every five minutes. */
const PERIOD = 300;

const NAMESPACE = 'AWS/VPN';

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
  readonly oneTunnelDown: CfnAlarm;
  readonly bothTunnelsDown: CfnAlarm;

  constructor(scope: Construct, id: string, props: SiteAlarmsProps) {
    super(scope, id);
    const { site } = props.site;
    this.oneTunnelDown = this.addAlarm(props, 'OneTunnelDown', {
      alarmName: `heartlab-${site}-one-tunnel-down`,
      statistic: 'Minimum',
      // A change of the tunnels, ours or AWS's maintenance, takes one down for some minutes: that alone tells nobody.
      evaluationPeriods: 3,
      alarmDescription: `${site}: a VPN tunnel has been down for 15 minutes. The hospital is still connected, without redundancy. Run "npx heartlab status ${site}" to see which; then look at the tunnel log of that address, and ask the hospital's network team whether its device changed. AWS maintenance: wait 30 minutes.`,
    });
    this.bothTunnelsDown = this.addAlarm(props, 'BothTunnelsDown', {
      alarmName: `heartlab-${site}-both-tunnels-down`,
      statistic: 'Maximum',
      evaluationPeriods: 1,
      alarmDescription: `${site}: both VPN tunnels are down, the hospital is cut off and no study arrives. Call the hospital's network team now. Run "npx heartlab status ${site}" and look at the tunnel logs: one cause for both is most often the hospital's internet line, its device, or a change there.`,
    });
    this.addDashboard(props);
  }

  private addAlarm(
    { site, vpnConnectionId, topicArn }: SiteAlarmsProps,
    id: string,
    alarm: {
      readonly alarmName: string;
      readonly statistic: 'Minimum' | 'Maximum';
      readonly evaluationPeriods: number;
      readonly alarmDescription: string;
    },
  ): CfnAlarm {
    return new CfnAlarm(this, id, {
      ...alarm,
      namespace: NAMESPACE,
      metricName: 'TunnelState',
      dimensions: [{ name: 'VpnId', value: vpnConnectionId }],
      period: PERIOD,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      // A connection that reports nothing is not known to be up.
      treatMissingData: 'breaching',
      alarmActions: [topicArn],
      okActions: [topicArn],
      insufficientDataActions: [topicArn],
      tags: siteTags(site),
    });
  }

  private addDashboard({ site, vpnConnectionId }: SiteAlarmsProps): void {
    const { region } = Stack.of(this);
    const graph = (title: string, metrics: readonly (readonly [name: string, stat: string, label: string])[]) => ({
      title,
      region,
      view: 'timeSeries',
      period: PERIOD,
      metrics: metrics.map(([name, stat, label]) => [NAMESPACE, name, 'VpnId', vpnConnectionId, { stat, label }]),
    });
    const body = {
      widgets: [
        {
          ...{ type: 'alarm', x: 0, y: 0, width: 24, height: 3 },
          properties: { title: site.name, alarms: [this.bothTunnelsDown.attrArn, this.oneTunnelDown.attrArn] },
        },
        {
          ...{ type: 'metric', x: 0, y: 3, width: 12, height: 6 },
          properties: graph('Tunnels (1 = up)', [
            ['TunnelState', 'Minimum', 'the worse tunnel'],
            ['TunnelState', 'Maximum', 'the better tunnel'],
          ]),
        },
        {
          ...{ type: 'metric', x: 12, y: 3, width: 12, height: 6 },
          properties: graph('Traffic (bytes in 5 minutes)', [
            ['TunnelDataIn', 'Sum', 'from the hospital'],
            ['TunnelDataOut', 'Sum', 'to the hospital'],
          ]),
        },
      ],
    };
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: `heartlab-${site.site}`,
      // Ids and ARNs, known after the deploy, need no escaping: toJsonString would resolve the whole body for them, three times.
      dashboardBody: JSON.stringify(body),
      tags: siteTags(site),
    });
  }
}
