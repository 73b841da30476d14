import { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Site } from '../../config/model';
import { alarmNotifications, type DashboardGraph, dashboardGraph } from '../common/alarms';
import { logGroupName } from '../common/log-groups';
import { siteTags } from '../common/tags';
import { DeliveryAlarms } from './delivery-alarms';
import { DirectConnectAlarms } from './direct-connect-alarms';
import { NoStudiesAlarm } from './no-studies-alarm';
import type { PacsDelivery } from './pacs-delivery';
import type { SiteDirectConnect } from './site-direct-connect';

/** Seconds. EC2 reports the state of a tunnel every five minutes. */
const PERIOD = 300;

const NAMESPACE = 'AWS/VPN';

export interface SiteAlarmsProps {
  readonly site: Site;
  /**
   * Its tunnels are monitored.
   * @default - the site has no VPN
   */
  readonly vpnConnectionId?: string | undefined;
  /**
   * Its virtual interfaces are monitored.
   * @default - the site has no Direct Connect
   */
  readonly directConnect?: SiteDirectConnect | undefined;
  /**
   * Its destinations are monitored.
   * @default - the site has no `deliverTo`
   */
  readonly delivery?: PacsDelivery | undefined;
  /**
   * `alarms.quietAfterHours`, with a managed ingest, which counts the studies of its sites.
   * @default - no alarm when no study arrives
   */
  readonly quietAfterHours?: number | undefined;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/** The effect of the tunnels' alarms on the hospital, in their descriptions. */
const EFFECTS = {
  vpnOnly: {
    oneTunnelDown: 'Unless the alarm for both tunnels is on too, the hospital is still connected, without redundancy.',
    bothTunnelsDown: "The hospital is cut off, and no study arrives. Call the hospital's network team now.",
  },
  besideDirectConnect: {
    oneTunnelDown: 'Direct Connect is not affected, but its backup has no redundancy.',
    bothTunnelsDown: "If Direct Connect fails, the hospital is cut off. Call the hospital's network team today.",
  },
} as const;

/** The alarms of the tunnels. */
export interface VpnAlarms {
  readonly oneTunnelDown: CfnAlarm;
  readonly bothTunnelsDown: CfnAlarm;
}

/**
 * The alarms of a site and its dashboard: a path to the hospital is down, a PACS of the hospital is out of reach, or no study
 * arrives. CloudFormation does not know the tunnels' addresses, so their alarms use the metrics of the connection.
 *
 * AWS's documents disagree about the TunnelState of a connection while one tunnel is down: one sample of 0.5 (Site-to-Site VPN
 * user guide, "Metrics and dimensions", https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html), or one sample
 * for each tunnel, 0 and 1 (aws/agent-toolkit-for-aws, monitoring-and-troubleshooting-tunnels.md). Both alarms are correct in either
 * case: a minimum below 1 means that one tunnel is down, and a maximum of 0 that both are, as in the example of the guide.
 */
export class SiteAlarms extends Construct {
  /** Absent where the site has no VPN. */
  readonly vpn: VpnAlarms | undefined;
  /** Absent where the site has no Direct Connect. */
  readonly directConnect: DirectConnectAlarms | undefined;
  /** Absent where the site has no `deliverTo`. */
  readonly delivery: DeliveryAlarms | undefined;
  /** Absent without `quietAfterHours`. */
  readonly quiet: NoStudiesAlarm | undefined;

  constructor(scope: Construct, id: string, props: SiteAlarmsProps) {
    super(scope, id);
    const { site, vpnConnectionId, directConnect, delivery, quietAfterHours: hours, topic } = props;
    if (vpnConnectionId !== undefined) this.vpn = this.addVpnAlarms(props, vpnConnectionId);
    if (directConnect !== undefined) {
      const vpnDown = this.vpn?.bothTunnelsDown;
      this.directConnect = new DirectConnectAlarms(this, 'DirectConnect', { site, directConnect, vpnDown, topic });
    }
    if (delivery !== undefined) this.delivery = new DeliveryAlarms(this, 'Delivery', { site, delivery, topic });
    if (hours !== undefined) this.quiet = new NoStudiesAlarm(this, 'Studies', { site, hours, topic });
    this.addDashboard(props);
  }

  private addVpnAlarms(props: SiteAlarmsProps, vpnConnectionId: string): VpnAlarms {
    const { site } = props.site;
    const tunnelLogs = logGroupName(site, 'tunnels');
    const effect = props.directConnect === undefined ? EFFECTS.vpnOnly : EFFECTS.besideDirectConnect;
    return {
      oneTunnelDown: this.addAlarm(props, vpnConnectionId, 'OneTunnelDown', {
        alarmName: `heartlab-${site}-one-tunnel-down`,
        statistic: 'Minimum',
        comparisonOperator: 'LessThanThreshold',
        threshold: 1,
        // An update or AWS maintenance takes a tunnel down for some minutes, which must not raise the alarm.
        evaluationPeriods: 3,
        alarmDescription: `${site}: a VPN tunnel has been down for 15 minutes. ${effect.oneTunnelDown} The dashboard heartlab-${site} shows both tunnels. The log group ${tunnelLogs} shows the reason, by outside address. Ask the hospital's network team whether its device was changed. If AWS maintenance is in progress, wait 30 minutes.`,
      }),
      bothTunnelsDown: this.addAlarm(props, vpnConnectionId, 'BothTunnelsDown', {
        alarmName: `heartlab-${site}-both-tunnels-down`,
        statistic: 'Maximum',
        comparisonOperator: 'LessThanOrEqualToThreshold',
        threshold: 0,
        evaluationPeriods: 1,
        alarmDescription: `${site}: both VPN tunnels are down. ${effect.bothTunnelsDown} The log group ${tunnelLogs} shows the reason. The usual cause for both is the hospital's internet line, its device, or a change to them.`,
      }),
    };
  }

  private addAlarm(
    { site, topic }: SiteAlarmsProps,
    vpnConnectionId: string,
    id: string,
    alarm: {
      readonly alarmName: string;
      readonly statistic: 'Minimum' | 'Maximum';
      readonly comparisonOperator: 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
      readonly threshold: 0 | 1;
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
      // Without data it is unknown whether a tunnel is up.
      treatMissingData: 'breaching',
      ...alarmNotifications(site, topic),
    });
  }

  private addDashboard({ site, vpnConnectionId }: SiteAlarmsProps): void {
    const { region } = Stack.of(this);
    const { vpn, directConnect, delivery, quiet } = this;
    const graphs = [
      ...(vpnConnectionId === undefined ? [] : tunnelGraphs(region, vpnConnectionId)),
      ...(directConnect?.graphs(region) ?? []),
      ...(delivery?.graphs(region) ?? []),
      ...(quiet === undefined ? [] : [quiet.graph(region)]),
    ];
    const tunnels = vpn === undefined ? [] : [vpn.bothTunnelsDown.attrArn, vpn.oneTunnelDown.attrArn];
    const others = [...(delivery?.down ?? []), ...(quiet === undefined ? [] : [quiet.alarm])];
    const body = {
      widgets: [
        {
          type: 'alarm',
          x: 0,
          y: 0,
          width: 24,
          height: 3,
          properties: {
            title: site.name,
            alarms: [...(directConnect?.alarmArns ?? []), ...tunnels, ...others.map(({ attrArn }) => attrArn)],
          },
        },
        ...graphs.map((properties, index) => ({
          type: 'metric',
          x: 12 * (index % 2),
          y: 3 + 6 * Math.floor(index / 2),
          width: 12,
          height: 6,
          properties,
        })),
      ],
    };
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: `heartlab-${site.site}`,
      // The tokens are ids and ARNs, which need no escaping. toJsonString would resolve the whole body three times.
      dashboardBody: JSON.stringify(body),
      tags: siteTags(site),
    });
  }
}

function tunnelGraphs(region: string, vpnConnectionId: string): readonly DashboardGraph[] {
  const metric = (name: string, stat: string, label: string): readonly unknown[] => [
    NAMESPACE,
    name,
    'VpnId',
    vpnConnectionId,
    { stat, label },
  ];
  return [
    dashboardGraph(region, 'Tunnels (both lines at 1: both are up)', [
      metric('TunnelState', 'Minimum', 'minimum; below 1, a tunnel is down'),
      metric('TunnelState', 'Maximum', 'maximum; at 0, both tunnels are down'),
    ]),
    dashboardGraph(region, 'Traffic (bytes in 5 minutes)', [
      metric('TunnelDataIn', 'Sum', 'from the hospital'),
      metric('TunnelDataOut', 'Sum', 'to the hospital'),
    ]),
  ];
}
