import { CfnListener, type CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { deliveriesOf, type SiteDelivery } from '../../config/delivery';
import { byDesign } from '../../config/design-decisions';
import type { Site } from '../../config/model';
import { acknowledgeFindings } from '../common/acknowledge';
import { addressDigits } from '../common/logical-ids';
import { siteTags } from '../common/tags';

export interface DeliveryDestinationsProps {
  /**
   * `dicom.deliverTo`. Adding, changing or removing an entry changes its own listener and target group, and the listener of an
   * entry that moves to another port (see `deliveries`).
   */
  readonly site: Site;
  /** The site's VPC. */
  readonly vpcId: string;
  readonly loadBalancer: CfnLoadBalancer;
}

/** One PACS, with its listener and target group. */
export interface DeliveryDestination {
  readonly delivery: SiteDelivery;
  readonly listener: CfnListener;
  /** Shared by entries with the same address and port, which differ only in the AE title. */
  readonly targetGroup: CfnTargetGroup;
}

/**
 * A listener for each entry of `dicom.deliverTo`, and its target group.
 *
 * Listener ports are unique in a load balancer, and CloudFormation creates before it deletes. A listener that is replaced, or that
 * gets the port of a deleted one, would fail with "a listener already exists on this port". So the port is part of a listener's
 * logical id, and an update changes its target in place. A target group's logical id contains address and port, whose change means
 * replacement. No id contains a position in the file, so that removing the first entry does not affect the others.
 */
export class DeliveryDestinations extends Construct {
  /** One for each entry, in the order of the file. */
  readonly all: readonly DeliveryDestination[];

  constructor(scope: Construct, id: string, props: DeliveryDestinationsProps) {
    super(scope, id);
    const reason = byDesign(
      'dimse-in-clear',
      'C-STORE is forwarded to the PACS unchanged. TLS on the listener would encrypt only the part inside AWS. Between AWS and the hospital a VPN encrypts it; Direct Connect does not.',
    );
    acknowledgeFindings(this, {
      'HIPAA.Security::HIPAA.Security-ELBv2ACMCertificateRequired': reason,
      'NIST.800.53.R5::NIST.800.53.R5-ELBv2ACMCertificateRequired': reason,
    });
    const groups = new Map<string, CfnTargetGroup>();
    this.all = deliveriesOf(props.site).map((delivery) => {
      const groupId = targetGroupId(delivery);
      const targetGroup = groups.get(groupId) ?? this.addTargetGroup(props, groupId, delivery);
      groups.set(groupId, targetGroup);
      return { delivery, targetGroup, listener: this.addListener(props, delivery, targetGroup) };
    });
  }

  private addTargetGroup({ site, vpcId }: DeliveryDestinationsProps, id: string, { address, port }: SiteDelivery) {
    const group = new CfnTargetGroup(this, id, {
      vpcId,
      targetType: 'ip',
      protocol: 'TCP',
      port,
      // The target is behind the VGW, outside of any zone, so the nodes of all zones send to it.
      targets: [{ id: address, port, availabilityZone: 'all' }],
      healthCheckProtocol: 'TCP',
      healthCheckIntervalSeconds: 30,
      targetGroupAttributes: [
        // The hospital's firewall allows the load balancer's addresses, not those of the ingest.
        { key: 'preserve_client_ip.enabled', value: 'false' },
        // A PACS that is receiving a study may have no connection left for a health check. The study must not be interrupted.
        { key: 'target_health_state.unhealthy.connection_termination.enabled', value: 'false' },
        // If the file no longer has the address, a study in progress gets one more minute.
        { key: 'deregistration_delay.timeout_seconds', value: '60' },
        { key: 'deregistration_delay.connection_termination.enabled', value: 'true' },
      ],
      tags: siteTags(site, `heartlab-${site.site}-${address}-${port}`),
    });
    group.overrideLogicalId(id);
    return group;
  }

  private addListener(
    { site, loadBalancer }: DeliveryDestinationsProps,
    delivery: SiteDelivery,
    targetGroup: CfnTargetGroup,
  ) {
    const id = `DeliveryListener${delivery.listenerPort}`;
    const listener = new CfnListener(this, id, {
      loadBalancerArn: loadBalancer.ref,
      protocol: 'TCP',
      port: delivery.listenerPort,
      defaultActions: [{ type: 'forward', targetGroupArn: targetGroup.ref }],
      tags: siteTags(site, `heartlab-${site.site}-${delivery.listenerPort}`),
    });
    listener.overrideLogicalId(id);
    return listener;
  }
}

/** `DeliveryTarget010020001015Port11112` */
function targetGroupId({ address, port }: SiteDelivery): string {
  return `DeliveryTarget${addressDigits(address)}Port${port}`;
}
