import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { GATE_METRICS } from '../../../services/gate/metrics';
import type { FailureReason } from '../../../services/gate/store/outcome';
import { cellServiceName } from '../../config/naming/cell-names';

/** The metrics of a cell, in the form that alarms need. */

export type AlarmMetric = CfnAlarm.MetricProperty;

const dimensions = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** A metric of the gate's log. */
export const gateMetric = (site: string, metricName: string, reason?: FailureReason): AlarmMetric => ({
  namespace: GATE_METRICS.namespace,
  metricName,
  dimensions: dimensions({
    [GATE_METRICS.site]: site,
    ...(reason === undefined ? {} : { [GATE_METRICS.reason]: reason }),
  }),
});

const namespaceOf = ({ type }: CfnLoadBalancer) => (type === 'network' ? 'AWS/NetworkELB' : 'AWS/ApplicationELB');

/** A metric of a load balancer. */
export const balancerMetric = (balancer: CfnLoadBalancer, metricName: string): AlarmMetric => ({
  namespace: namespaceOf(balancer),
  metricName,
  dimensions: dimensions({ LoadBalancer: balancer.attrLoadBalancerFullName }),
});

/** A metric of the tasks behind a load balancer. */
export const targetMetric = (balancer: CfnLoadBalancer, targets: CfnTargetGroup, metricName: string): AlarmMetric => ({
  namespace: namespaceOf(balancer),
  metricName,
  dimensions: dimensions({
    TargetGroup: targets.attrTargetGroupFullName,
    LoadBalancer: balancer.attrLoadBalancerFullName,
  }),
});

/** A metric of the ECS service. */
export const serviceMetric = (
  site: string,
  clusterName: string,
  namespace: string,
  metricName: string,
): AlarmMetric => ({
  namespace,
  metricName,
  dimensions: dimensions({ ClusterName: clusterName, ServiceName: cellServiceName(site) }),
});
