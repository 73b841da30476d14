import { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { GATE_CONTAINER } from '../../ingest-containers/containers';

/** The TLS policy of all our listeners. */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';

/**
 * Seconds for which a task continues to run without new requests before ECS sends SIGTERM and Fargate's 120 s begin. A large study takes
 * minutes: a deploy cuts off no upload that ends within 15 minutes.
 */
const DRAIN_SECONDS = 900;

/** The health check of the gate. */
const GATE_HEALTH = {
  healthCheckProtocol: 'HTTPS',
  healthCheckPath: GATE_CONTAINER.healthPath,
  matcher: { httpCode: '200' },
  healthCheckIntervalSeconds: 15,
  healthCheckTimeoutSeconds: 10,
  healthyThresholdCount: 2,
  // 150 s, longer than a failover of the index. ECS stops an unhealthy task and its uploads, and during a failover it would stop
  // both tasks. If a task ends by itself, ECS detects that immediately.
  unhealthyThresholdCount: 10,
};

interface Kind {
  /** Its logical id. Each kind has its own group and id, so that no group is ever replaced. */
  readonly id: string;
  readonly protocol: 'HTTPS' | 'TLS' | 'TCP';
  readonly port: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The cell's tasks, by their addresses, as targets of a load balancer. */
function taskTargets(scope: Construct, vpcId: string, kind: Kind, health: object): CfnTargetGroup {
  const group = new CfnTargetGroup(scope, kind.id, {
    vpcId,
    targetType: 'ip',
    protocol: kind.protocol,
    port: kind.port,
    ...health,
    targetGroupAttributes: Object.entries({
      'deregistration_delay.timeout_seconds': `${DRAIN_SECONDS}`,
      ...kind.attributes,
    }).map(([key, value]) => ({ key, value })),
  });
  group.overrideLogicalId(kind.id);
  return group;
}

/** The gate behind the ALB. */
export const albToGate = (scope: Construct, vpcId: string): CfnTargetGroup =>
  taskTargets(
    scope,
    vpcId,
    {
      id: 'GateTargets',
      protocol: 'HTTPS',
      port: GATE_CONTAINER.httpsPort,
      // One large study causes more load than many small ones.
      attributes: { 'load_balancing.algorithm.type': 'least_outstanding_requests', 'stickiness.enabled': 'false' },
    },
    GATE_HEALTH,
  );

/** The gate behind the TLS listener of the NLB. */
export const nlbToGate = (scope: Construct, vpcId: string): CfnTargetGroup =>
  taskTargets(
    scope,
    vpcId,
    {
      id: 'GateTlsTargets',
      protocol: 'TLS',
      port: GATE_CONTAINER.httpsPort,
      attributes: { 'preserve_client_ip.enabled': 'false' },
    },
    GATE_HEALTH,
  );

/** The gate's C-STORE service. */
export const nlbToDimse = (scope: Construct, vpcId: string): CfnTargetGroup =>
  taskTargets(
    scope,
    vpcId,
    {
      id: 'DimseTargets',
      protocol: 'TCP',
      port: GATE_CONTAINER.dimsePort,
      attributes: { 'preserve_client_ip.enabled': 'false' },
    },
    { healthCheckProtocol: 'TCP', healthCheckIntervalSeconds: 15, unhealthyThresholdCount: 10 },
  );
