import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Site } from '../../config/model';
import { alarmNotifications, type DashboardGraph, dashboardGraph } from '../common/alarms';
import type { SiteDirectConnect, SiteVirtualInterface } from './site-direct-connect';

/** Seconds: Direct Connect reports every five minutes. */
const PERIOD = 300;

const NAMESPACE = 'AWS/DX';

/** AWS accepts 100 prefixes a BGP session, and drops the session at the next. */
const PREFIXES_NEAR_LIMIT = 90;

export interface DirectConnectAlarmsProps {
  readonly site: Site;
  /** Its interfaces are monitored. */
  readonly directConnect: SiteDirectConnect;
  /**
   * The alarm for both tunnels of the VPN, the other path.
   * @default - there is no VPN
   */
  readonly vpnDown?: CfnAlarm | undefined;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/**
 * Alarms for Direct Connect: a connection is down, the BGP session of a virtual interface is down, or every path of the site is.
 *
 * The BGP alarms query only by virtual interface. AWS also reports the metrics by connection, which may change, and by address
 * family, a dimension that AWS's documents spell in different ways. An alarm on a metric that does not name all dimensions exactly
 * never has data.
 */
export class DirectConnectAlarms extends Construct {
  /** One for each interface, in the order of the file. */
  readonly sessionsDown: readonly CfnAlarm[];
  /** One for each connection. A LAG has none, because AWS reports no state for it. */
  readonly connectionsDown: readonly CfnAlarm[];
  /** One for each interface, in the order of the file. */
  readonly manyPrefixes: readonly CfnAlarm[];
  /** Every path of the site: all interfaces, and both tunnels if there is a VPN. */
  readonly cutOff: CfnCompositeAlarm;
  private readonly props: DirectConnectAlarmsProps;

  constructor(scope: Construct, id: string, props: DirectConnectAlarmsProps) {
    super(scope, id);
    this.props = props;
    const { interfaces } = props.directConnect;
    this.sessionsDown = interfaces.map((one) => this.addSessionDown(one));
    this.manyPrefixes = interfaces.map((one) => this.addManyPrefixes(one));
    const connectionIds = new Set(interfaces.map(({ settings }) => settings.connectionId));
    this.connectionsDown = [...connectionIds]
      .filter((connectionId) => connectionId.startsWith('dxcon-'))
      .map((connectionId) => this.addConnectionDown(connectionId));
    this.cutOff = this.addCutOff();
  }

  /** For the dashboard, the most severe first. */
  get alarmArns(): readonly string[] {
    return [this.cutOff, ...this.sessionsDown, ...this.connectionsDown, ...this.manyPrefixes].map(
      ({ attrArn }) => attrArn,
    );
  }

  /** The graphs of the dashboard: BGP sessions, and traffic. */
  graphs(region: string): readonly DashboardGraph[] {
    const interfaces = this.props.directConnect.interfaces.map(
      ({ interfaceId }) => `VirtualInterfaceId="${interfaceId}"`,
    );
    const search = (metric: string, label: string) => [
      {
        expression: `SEARCH('Namespace="${NAMESPACE}" MetricName="${metric}" (${interfaces.join(' OR ')})', 'Maximum', ${PERIOD})`,
        label,
      },
    ];
    return [
      dashboardGraph(region, 'Direct Connect: BGP sessions (1 = up)', [search('VirtualInterfaceBgpStatus', '')]),
      dashboardGraph(region, 'Direct Connect: traffic (bits a second)', [
        search('VirtualInterfaceBpsIngress', 'from the hospital'),
        search('VirtualInterfaceBpsEgress', 'to the hospital'),
      ]),
    ];
  }

  private addSessionDown(one: SiteVirtualInterface): CfnAlarm {
    const { site } = this.props.site;
    const { name, connectionId, vlan } = one.settings;
    return new CfnAlarm(this, `SessionDown-${name}`, {
      ...this.notifications,
      ...this.query(one, 'VirtualInterfaceBgpStatus'),
      alarmName: `heartlab-${site}-dx-${name}-bgp-down`,
      alarmDescription: `${site}: the BGP session of virtual interface ${name} (${connectionId}, VLAN ${vlan}) is down and carries no traffic. ${this.otherPaths()} Check the dashboard heartlab-${site}. If the connection is down too, follow its alarm. If not, ask the hospital's network team: VLAN, peer addresses, ASN and BGP key must be those of the handover pack, and at most 100 prefixes may be advertised.`,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: 1,
      // Without data it is unknown whether the session is up.
      treatMissingData: 'breaching',
    });
  }

  private addManyPrefixes(one: SiteVirtualInterface): CfnAlarm {
    const { site, network } = this.props.site;
    const { name } = one.settings;
    return new CfnAlarm(this, `ManyPrefixes-${name}`, {
      ...this.notifications,
      ...this.query(one, 'VirtualInterfaceBgpPrefixesAccepted'),
      alarmName: `heartlab-${site}-dx-${name}-many-prefixes`,
      alarmDescription: `${site}: the hospital advertises ${PREFIXES_NEAR_LIMIT} prefixes or more on virtual interface ${name}. AWS accepts 100, and drops the BGP session at the next one. The hospital is still connected. Ask the hospital's network team to advertise exactly its hospitalCidrs (${network.hospitalCidrs.length}) there, and no other route.`,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: PREFIXES_NEAR_LIMIT,
      evaluationPeriods: 1,
      // Without a session there are no prefixes; the alarm for the session covers that.
      treatMissingData: 'notBreaching',
    });
  }

  private addConnectionDown(connectionId: string): CfnAlarm {
    const { site } = this.props.site;
    return new CfnAlarm(this, `ConnectionDown-${connectionId}`, {
      ...this.notifications,
      alarmName: `heartlab-${site}-${connectionId}-down`,
      alarmDescription: `${site}: Direct Connect connection ${connectionId} is down, and so is every virtual interface on it. ${this.otherPaths()} Check the AWS Health Dashboard for maintenance. Then ask the carrier and the hospital about the cross-connect, its optics and the port.`,
      namespace: NAMESPACE,
      metricName: 'ConnectionState',
      dimensions: [{ name: 'ConnectionId', value: connectionId }],
      statistic: 'Minimum',
      period: PERIOD,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: 'breaching',
    });
  }

  private addCutOff(): CfnCompositeAlarm {
    const { vpnDown } = this.props;
    const { site } = this.props.site;
    const paths = vpnDown === undefined ? this.sessionsDown : [...this.sessionsDown, vpnDown];
    const which = vpnDown === undefined ? 'every virtual interface is' : 'Direct Connect and both VPN tunnels are';
    return new CfnCompositeAlarm(this, 'CutOff', {
      ...this.notifications,
      alarmName: `heartlab-${site}-cut-off`,
      alarmRule: paths.map(({ attrArn }) => `ALARM("${attrArn}")`).join(' AND '),
      alarmDescription: `${site}: ${which} down. The hospital is cut off, and no study arrives. Call the hospital's network team now. The dashboard heartlab-${site} shows every path. The usual cause for all paths is the hospital's own router or power. The alarm of each path lists what to check.`,
    });
  }

  /** The state of the other paths of the site, as a sentence. */
  private otherPaths(): string {
    const { directConnect, vpnDown } = this.props;
    if (vpnDown !== undefined) return 'The VPN takes over, if it is up.';
    return directConnect.interfaces.length > 1
      ? 'The other virtual interface takes over, if it is up.'
      : 'There is no other path: the hospital is cut off.';
  }

  private get notifications() {
    return alarmNotifications(this.props.site, this.props.topic);
  }

  private query({ interfaceId }: SiteVirtualInterface, metric: string) {
    return {
      metrics: [
        {
          id: 'q1',
          expression: `SELECT MAX(${metric}) FROM "${NAMESPACE}" WHERE VirtualInterfaceId = '${interfaceId}'`,
          period: PERIOD,
          returnData: true,
        },
      ],
    };
  }
}
