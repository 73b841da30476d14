import { CfnListener, type CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { deliveriesOf, type SiteDelivery } from '../../config/delivery';
import type { Site } from '../../config/model';
import { acknowledgeFindings } from '../common/acknowledge';
import { addressDigits } from '../common/logical-ids';
import { siteTags } from '../common/tags';

export interface DeliveryDestinationsProps {
  /**
   * `dicom.deliverTo`. An entry added, changed or removed touches its own listener and target group; only a listener whose
   * entry moved to another port (see `deliveries`) is touched with it.
   */
  readonly site: Site;
  /** The site's VPC. */
  readonly vpcId: string;
  readonly loadBalancer: CfnLoadBalancer;
}

/** One PACS, and where the load balancer holds it. */
export interface DeliveryDestination {
  readonly delivery: SiteDelivery;
  readonly listener: CfnListener;
  /** Shared by entries with one address and port, which differ in the AE title alone. */
  readonly targetGroup: CfnTargetGroup;
}

/**
 * A listener for each entry of `dicom.deliverTo`, and the target group that it leads to.
 *
 * Listener ports are unique in a load balancer, and CloudFormation makes before it deletes: a listener that is replaced, or
 * moves to the port of one that is about to go, fails with "a listener already exists on this port". So a listener's id is
 * its port, which therefore never changes, and what does change is where it leads, in place. A target group's id is address
 * and port, which a change would replace; no position in the file is part of any id, so that removing the first entry
 * leaves the others alone.
 */
export class DeliveryDestinations extends Construct {
  /** One an entry, in the order of the file. */
  readonly all: readonly DeliveryDestination[];

  constructor(scope: Construct, id: string, props: DeliveryDestinationsProps) {
    super(scope, id);
    const reason =
      'C-STORE passes to the PACS as it is: a listener that ended TLS would encrypt the part inside AWS alone. To the hospital the VPN encrypts; Direct Connect does not.';
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
      // Behind the VGW, in no zone of ours: every zone's node sends there.
      targets: [{ id: address, port, availabilityZone: 'all' }],
      healthCheckProtocol: 'TCP',
      healthCheckIntervalSeconds: 30,
      targetGroupAttributes: [
        // The hospital's firewall allows the load balancer's addresses, not those of the ingest.
        { key: 'preserve_client_ip.enabled', value: 'false' },
        // A PACS that is busy with our study may have no connection left for a health check: that must not cut the study off.
        { key: 'target_health_state.unhealthy.connection_termination.enabled', value: 'false' },
        // An address that the file no longer names: at most a minute for a study under way, then nothing more.
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
