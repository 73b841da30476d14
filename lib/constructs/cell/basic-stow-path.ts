import type { CfnResource } from 'aws-cdk-lib';
import type { CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { stowListener } from './cell-entrance';
import { nlbToGate, TLS_POLICY } from './cell-targets';
import type { StowPath, StowPathProps } from './stow-path';

/** STOW-RS of a `basic` site: the NLB ends TLS, and forwards requests to the gate over a new TLS connection. */
export class BasicStowPath extends Construct implements StowPath {
  readonly targets: CfnTargetGroup;
  readonly balancer: CfnLoadBalancer;
  readonly attachments: readonly CfnResource[];

  constructor(scope: Construct, id: string, { managed, imports, nlb }: StowPathProps) {
    super(scope, id);
    this.targets = nlbToGate(this, imports.vpcId);
    this.balancer = nlb;
    this.attachments = [
      stowListener(this, {
        loadBalancerArn: nlb.ref,
        protocol: 'TLS',
        certificates: [{ certificateArn: managed.certificateArn }],
        sslPolicy: TLS_POLICY,
        defaultActions: [{ type: 'forward', targetGroupArn: this.targets.ref }],
      }),
    ];
  }
}
