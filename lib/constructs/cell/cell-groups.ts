import { CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ingestSubnets } from '../../config/addressing/ingest-addressing';
import type { Environment, ManagedIngest, Site } from '../../config/model';
import { STOW_PORT } from '../../config/ports';
import { cellDeliveryPorts } from '../../config/security-rules';
import { GATE_CONTAINER } from '../../ingest-containers/containers';
import { retainOnReplacement } from '../common/logical-ids';
import { NO_EGRESS } from '../common/security-groups';
import type { CellImports } from './cell-imports';

/** The ALB's listener for the NLB's health checks, which can't present a client certificate. */
export const ALB_HEALTH_PORT = 8443;

export interface CellGroupsProps {
  readonly site: Site;
  readonly environment: Environment;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
}

/** The security groups of a cell: NLB → (ALB →) tasks → delivery endpoint, each open only on its ports. */
export class CellGroups extends Construct {
  /** The NLB's. It has no inbound rules: the endpoint service determines who may connect. */
  readonly nlb: CfnSecurityGroup;
  /** The ALB's; absent without mTLS. */
  readonly alb: CfnSecurityGroup | undefined;
  /** The tasks' own group. Access to the database and to AWS services comes from a group of the ingest. */
  readonly tasks: CfnSecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CellGroupsProps,
  ) {
    super(scope, id);
    const { site, dicom } = props.site;
    this.nlb = this.addGroup('NlbGroup', `The entrance of the ingest cell of ${site}`, [...NO_EGRESS]);
    const fromNlb = (port: number, description: string): CfnSecurityGroup.IngressProperty => ({
      ...tcp(port, description),
      sourceSecurityGroupId: this.nlb.attrGroupId,
    });
    this.alb =
      dicom.stow.auth === 'mtls'
        ? this.addGroup(
            'AlbGroup',
            `Client certificates of the ingest cell of ${site}`,
            [...NO_EGRESS],
            [fromNlb(STOW_PORT, 'STOW-RS from the NLB'), fromNlb(ALB_HEALTH_PORT, 'Health checks of the NLB')],
          )
        : undefined;
    this.tasks = this.addGroup('TaskGroup', `The tasks of the ingest cell of ${site}`, this.deliveryRules());
    // The site's stack imports its id: it can't be replaced while a delivery endpoint references it.
    retainOnReplacement(this.tasks);
    // A rule from another group has another logical id. A change between mTLS and Basic deletes the old rules in the cleanup of
    // the update, after the old tasks have stopped: until then uploads in progress continue.
    const source = this.alb ?? this.nlb;
    const from = this.alb === undefined ? 'Nlb' : 'Alb';
    this.addEgress(`${from}ToTasks`, source, this.tasks, GATE_CONTAINER.httpsPort, 'STOW-RS and health checks');
    this.addIngress(`TasksFrom${from}`, source, this.tasks, GATE_CONTAINER.httpsPort, 'STOW-RS and health checks');
    if (dicom.dimse !== undefined) {
      this.addEgress('DimseToTasks', this.nlb, this.tasks, GATE_CONTAINER.dimsePort, 'C-STORE and health checks');
      this.addIngress('DimseFromNlb', this.nlb, this.tasks, GATE_CONTAINER.dimsePort, 'C-STORE and health checks');
    }
    if (this.alb !== undefined) {
      this.addEgress('StowToAlb', this.nlb, this.alb, STOW_PORT, 'STOW-RS');
      this.addEgress('HealthToAlb', this.nlb, this.alb, ALB_HEALTH_PORT, 'Health checks');
    }
  }

  private deliveryRules(): CfnSecurityGroup.EgressProperty[] {
    const { site, environment, managed } = this.props;
    const ports = cellDeliveryPorts(site);
    if (ports.length === 0) return [...NO_EGRESS];
    return environment.availabilityZones.flatMap((_, slot) =>
      ports.map(({ from, to }) => ({
        cidrIp: ingestSubnets(managed.cidr, slot).endpoints,
        ipProtocol: 'tcp',
        fromPort: from,
        toPort: to,
        description: 'Results to the delivery endpoint of the site',
      })),
    );
  }

  private addGroup(
    id: string,
    groupDescription: string,
    securityGroupEgress: CfnSecurityGroup.EgressProperty[],
    securityGroupIngress?: CfnSecurityGroup.IngressProperty[],
  ): CfnSecurityGroup {
    const group = new CfnSecurityGroup(this, id, {
      // A change of the description means replacement: it contains only facts that never change.
      groupDescription,
      vpcId: this.props.imports.vpcId,
      securityGroupIngress,
      securityGroupEgress,
    });
    group.overrideLogicalId(id);
    return group;
  }

  private addIngress(id: string, from: CfnSecurityGroup, to: CfnSecurityGroup, port: number, text: string): void {
    new CfnSecurityGroupIngress(this, id, {
      groupId: to.attrGroupId,
      sourceSecurityGroupId: from.attrGroupId,
      ...tcp(port, text),
    }).overrideLogicalId(id);
  }

  private addEgress(id: string, from: CfnSecurityGroup, to: CfnSecurityGroup, port: number, text: string): void {
    new CfnSecurityGroupEgress(this, id, {
      groupId: from.attrGroupId,
      destinationSecurityGroupId: to.attrGroupId,
      ...tcp(port, text),
    }).overrideLogicalId(id);
  }
}

const tcp = (port: number, description: string) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port, description });
