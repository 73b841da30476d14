import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnVPCEndpointService, CfnVPCEndpointServicePermissions } from 'aws-cdk-lib/aws-ec2';
import { CfnListener, CfnLoadBalancer, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import type { ManagedIngest, Site } from '../../config/model';
import { DIMSE_PORTS, type DimsePort, dimsePorts } from '../../config/ports';
import { acknowledgeFindings } from '../common/acknowledge';
import { retainOnReplacement } from '../common/logical-ids';
import type { CellGroups } from './cell-groups';
import type { CellImports } from './cell-imports';
import { nlbToDimse, TLS_POLICY } from './cell-targets';
import { logAttributes, NO_DELETION_PROTECTION, noCertificate } from './stow-path';

export interface CellEntranceProps {
  readonly site: Site;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
  readonly groups: CellGroups;
}

/**
 * The entry point of a cell: an endpoint service and its NLB. Replacing either would change the addresses of the hospital's
 * endpoint. Therefore their logical ids are fixed, their properties do not depend on the authentication method, and they are
 * retained.
 */
export class CellEntrance extends Construct {
  readonly nlb: CfnLoadBalancer;
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  /** The gate's C-STORE service; absent if the site has no `dimse`. */
  readonly dimseTargets: CfnTargetGroup | undefined;
  /** The listeners of the site's DIMSE ports. */
  readonly dimseListeners: readonly CfnResource[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CellEntranceProps,
  ) {
    super(scope, id);
    const { site, imports, groups } = props;
    this.nlb = new CfnLoadBalancer(this, 'Nlb', {
      type: 'network',
      scheme: 'internal',
      subnets: [...imports.balancerSubnetIds],
      // A load balancer that is created without a security group can never get one.
      securityGroups: [groups.nlb.attrGroupId],
      // The rules would apply to addresses of the hospital's own networks. The site's endpoint has its own rules.
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      loadBalancerAttributes: [
        { key: 'load_balancing.cross_zone.enabled', value: 'true' },
        { key: 'deletion_protection.enabled', value: 'false' },
        ...logAttributes(site.site, imports.accessLogBucketName, 'access_logs', 'nlb'),
      ],
    });
    this.nlb.overrideLogicalId('Nlb');
    retainOnReplacement(this.nlb);
    acknowledgeFindings(this.nlb, NO_DELETION_PROTECTION);
    this.serviceName = this.addService();
    this.dimseTargets = site.dicom.dimse === undefined ? undefined : nlbToDimse(this, imports.vpcId);
    const targets = this.dimseTargets;
    this.dimseListeners =
      targets === undefined ? [] : dimsePorts(site).map((port) => this.addDimseListener(port, targets));
  }

  private addDimseListener(port: DimsePort, targets: CfnTargetGroup): CfnListener {
    const { encrypted } = DIMSE_PORTS[port];
    const { certificateArn } = this.props.managed;
    const listener = new CfnListener(this, `Dimse${port}`, {
      loadBalancerArn: this.nlb.ref,
      port,
      ...(encrypted
        ? { protocol: 'TLS', certificates: [{ certificateArn }], sslPolicy: TLS_POLICY }
        : { protocol: 'TCP' }),
      defaultActions: [{ type: 'forward', targetGroupArn: targets.ref }],
    });
    listener.overrideLogicalId(`Dimse${port}`);
    if (!encrypted)
      acknowledgeFindings(
        listener,
        noCertificate(
          byDesign(
            'dimse-in-clear',
            'Modalities without TLS send to this port, inside the tunnel. The site file enables the port explicitly; without a VPN that is a separate finding.',
          ),
        ),
      );
    return listener;
  }

  private addService(): string {
    const service = new CfnVPCEndpointService(this, 'EndpointService', {
      networkLoadBalancerArns: [this.nlb.ref],
      // Only this account may connect: see the permissions.
      acceptanceRequired: false,
    });
    service.overrideLogicalId('EndpointService');
    retainOnReplacement(service);
    const root = Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'root' });
    new CfnVPCEndpointServicePermissions(this, 'Permissions', {
      serviceId: service.attrServiceId,
      allowedPrincipals: [root],
    }).overrideLogicalId('EndpointServicePermissions');
    return `com.amazonaws.vpce.${Stack.of(this).region}.${service.attrServiceId}`;
  }
}

/** The listener of the NLB for STOW-RS. Its logical id is the same for mTLS and Basic, so it is updated in place. */
export function stowListener(scope: Construct, props: Omit<ConstructorParameters<typeof CfnListener>[2], 'port'>) {
  const listener = new CfnListener(scope, 'StowListener', { ...props, port: 443 });
  listener.overrideLogicalId('StowListener');
  return listener;
}
