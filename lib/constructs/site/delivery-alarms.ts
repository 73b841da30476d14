import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Site } from '../../config/model';
import { alarmNotifications, type DashboardGraph, dashboardGraph } from '../common/alarms';
import type { DeliveryDestination } from './delivery-destinations';
import type { PacsDelivery } from './pacs-delivery';

const PERIOD = 300;

const NAMESPACE = 'AWS/NetworkELB';

export interface DeliveryAlarmsProps {
  readonly site: Site;
  /** Each of its destinations gets an alarm. */
  readonly delivery: PacsDelivery;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/** An alarm for each PACS that receives results. It is raised while the PACS can't be reached. */
export class DeliveryAlarms extends Construct {
  /** One for each entry of `deliverTo`, in the order of the file. */
  readonly down: readonly CfnAlarm[];
  private readonly props: DeliveryAlarmsProps;

  constructor(scope: Construct, id: string, props: DeliveryAlarmsProps) {
    super(scope, id);
    this.props = props;
    this.down = props.delivery.destinations.map((destination) => this.addDown(destination));
  }

  /** The graphs of the dashboard: PACS out of reach, and traffic. */
  graphs(region: string): readonly DashboardGraph[] {
    const { loadBalancer, destinations } = this.props.delivery;
    const name = loadBalancer.attrLoadBalancerFullName;
    const unhealthy = destinations.map(({ delivery, targetGroup }) => [
      NAMESPACE,
      'UnHealthyHostCount',
      'TargetGroup',
      targetGroup.attrTargetGroupFullName,
      'LoadBalancer',
      name,
      { stat: 'Maximum', label: `${delivery.aeTitle} ${delivery.address}:${delivery.port}` },
    ]);
    const traffic = [NAMESPACE, 'ProcessedBytes', 'LoadBalancer', name, { stat: 'Sum', label: 'to and from the PACS' }];
    return [
      dashboardGraph(region, 'Delivery: PACS out of reach (1 = down)', unhealthy),
      dashboardGraph(region, 'Delivery: traffic (bytes in 5 minutes)', [traffic]),
    ];
  }

  private addDown({ delivery, targetGroup }: DeliveryDestination): CfnAlarm {
    const { topic } = this.props;
    const { site } = this.props.site;
    const { aeTitle, address, port, listenerPort } = delivery;
    // The listener's port is the id: it is unique and never changes.
    return new CfnAlarm(this, `Down${listenerPort}`, {
      ...alarmNotifications(this.props.site, topic),
      alarmName: `heartlab-${site}-delivery-${listenerPort}-down`,
      alarmDescription: `${site}: the hospital's PACS ${aeTitle} at ${address}:${port} has not accepted a TCP connection for 15 minutes. Results for it wait, and none is delivered. Studies from the hospital are not affected. If an alarm of the tunnels or of Direct Connect is on too, that is the cause. If not, call the hospital. Ask its PACS administrator whether the PACS runs and listens there, and its network team whether the firewall still allows the delivery addresses to that port. The dashboard heartlab-${site} shows when it began.`,
      namespace: NAMESPACE,
      metricName: 'UnHealthyHostCount',
      dimensions: [
        { name: 'TargetGroup', value: targetGroup.attrTargetGroupFullName },
        { name: 'LoadBalancer', value: this.props.delivery.loadBalancer.attrLoadBalancerFullName },
      ],
      statistic: 'Maximum',
      period: PERIOD,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      // A PACS that restarts is back within 15 minutes, which must not raise the alarm.
      evaluationPeriods: 3,
      // Without data it is unknown whether the PACS can be reached.
      treatMissingData: 'breaching',
    });
  }
}
