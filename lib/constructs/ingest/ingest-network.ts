import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnFlowLog,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISubnet,
  type IVpc,
  Port,
  VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint as PrivateDnsFor,
  SecurityGroup,
  Subnet,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { ingestSubnets } from '../../config/addressing/ingest-addressing';
import { DELIVERY_ZONE } from '../../config/delivery';
import { byDesign } from '../../config/design-decisions';
import type { Environment } from '../../config/model';
import { acknowledgeFindings } from '../common/acknowledge';
import { LOG_GROUP_PREFIX } from '../common/log-groups';
import { retainOnReplacement } from '../common/logical-ids';
import { emptyDefaultSecurityGroup } from '../common/security-groups';
import { platformNames } from '../platform/platform-names';
import { endpointStatements } from './endpoint-policies';

/** The AWS services that the tasks use, each through its own endpoint, since there is no internet access. The last item is the prefix of the service's actions. */
const SERVICES = [
  ['EcrApi', InterfaceVpcEndpointAwsService.ECR, 'ecr'],
  ['EcrDocker', InterfaceVpcEndpointAwsService.ECR_DOCKER, 'ecr'],
  ['Logs', InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, 'logs'],
  ['SecretsManager', InterfaceVpcEndpointAwsService.SECRETS_MANAGER, 'secretsmanager'],
  // Not the free gateway endpoint: the id of its prefix list is not known at synth, so the tasks would need open egress. A
  // security group can restrict egress to an interface endpoint.
  ['S3', InterfaceVpcEndpointAwsService.S3, 's3'],
] as const;

const KINDS = ['endpoints', 'balancers', 'tasks'] as const;
export type IngestSubnetKind = (typeof KINDS)[number];

export interface IngestNetworkProps {
  /** `ingest.managed.cidr` is fixed for life. `availabilityZones` is append-only: a zone's position determines its addresses. */
  readonly environment: Environment;
  readonly cidr: string;
  /** Encrypts the flow logs: the platform's key. */
  readonly logKey: IKey;
}

/**
 * The ingest's VPC: three isolated subnets a zone, no internet gateway, no NAT, no peering. Hospitals connect only through
 * PrivateLink, tasks reach AWS services through endpoints, and results leave through the sites' delivery endpoints.
 */
export class IngestNetwork extends Construct {
  readonly cfnVpc: CfnVPC;
  readonly vpc: IVpc;
  /** One a zone, in the order of the environment's zones. */
  readonly subnets: Readonly<Record<IngestSubnetKind, readonly ISubnet[]>>;
  readonly deliveryZone: PrivateHostedZone;
  /** The security group of the endpoints of AWS services: see `allowServices`. */
  readonly serviceEndpointGroup: SecurityGroup;
  /** The endpoints of AWS services. */
  readonly serviceEndpoints: readonly InterfaceVpcEndpoint[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngestNetworkProps,
  ) {
    super(scope, id);
    const { environment, cidr } = props;
    const { availabilityZones } = environment;
    const names = platformNames(environment.name);
    acknowledgeFindings(this, {
      'CloudFormation-Validate::W3010': byDesign(
        'zones-from-file',
        'The zones come from environments.yaml. A lookup would make the template depend on credentials and on the date.',
      ),
    });

    this.cfnVpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: [{ key: 'Name', value: `heartlab-${environment.name}-ingest` }],
    });
    this.cfnVpc.overrideLogicalId('Vpc');
    retainOnReplacement(this.cfnVpc);
    emptyDefaultSecurityGroup(this, this.cfnVpc, Fn.importValue(names.defaultSecurityGroupProviderArn));

    const slots = availabilityZones.map((zone, slot) => this.addZone(environment.name, cidr, zone, slot));
    const ofKind = (kind: IngestSubnetKind): readonly ISubnet[] => slots.map((slot) => slot[kind]);
    this.subnets = { endpoints: ofKind('endpoints'), balancers: ofKind('balancers'), tasks: ofKind('tasks') };
    this.vpc = Vpc.fromVpcAttributes(this, 'Network', {
      vpcId: this.cfnVpc.ref,
      vpcCidrBlock: cidr,
      availabilityZones: [...availabilityZones],
      isolatedSubnetNames: [...KINDS],
      isolatedSubnetIds: KINDS.flatMap((kind) => this.subnets[kind].map(({ subnetId }) => subnetId)),
      isolatedSubnetRouteTableIds: KINDS.flatMap((kind) =>
        this.subnets[kind].map(({ routeTable }) => routeTable.routeTableId),
      ),
    });
    this.addFlowLog(environment.name, Fn.importValue(names.flowLogRoleArn), props.logKey);
    this.serviceEndpointGroup = new SecurityGroup(this, 'ServiceEndpointGroup', {
      vpc: this.vpc,
      description: 'Interface endpoints of AWS services',
      allowAllOutbound: false,
    });
    this.serviceEndpoints = SERVICES.map(([name, service]) => this.addServiceEndpoint(name, service));
    this.deliveryZone = new PrivateHostedZone(this, 'DeliveryZone', {
      vpc: this.vpc,
      zoneName: DELIVERY_ZONE,
      comment: 'The way to the PACS of each hospital that results are delivered to',
    });
  }

  private addZone(
    environment: string,
    cidr: string,
    availabilityZone: string,
    slot: number,
  ): Readonly<Record<IngestSubnetKind, ISubnet>> {
    const blocks = ingestSubnets(cidr, slot);
    const tags = [{ key: 'Name', value: `heartlab-${environment}-ingest-${availabilityZone}` }];
    const table = new CfnRouteTable(this, `RouteTable${slot + 1}`, { vpcId: this.cfnVpc.ref, tags });
    table.overrideLogicalId(`RouteTable${slot + 1}`);
    const add = (kind: IngestSubnetKind): ISubnet => {
      const id = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}Subnet${slot + 1}`;
      const subnet = new CfnSubnet(this, id, {
        vpcId: this.cfnVpc.ref,
        availabilityZone,
        cidrBlock: blocks[kind],
        mapPublicIpOnLaunch: false,
        tags: [{ key: 'Name', value: `heartlab-${environment}-ingest-${kind}-${availabilityZone}` }],
      });
      subnet.overrideLogicalId(id);
      new CfnSubnetRouteTableAssociation(this, `RouteTableOf${id}`, {
        subnetId: subnet.ref,
        routeTableId: table.ref,
      }).overrideLogicalId(`RouteTableOf${id}`);
      return Subnet.fromSubnetAttributes(this, `${id}Reference`, {
        subnetId: subnet.ref,
        availabilityZone,
        routeTableId: table.ref,
        ipv4CidrBlock: blocks[kind],
      });
    };
    return { endpoints: add('endpoints'), balancers: add('balancers'), tasks: add('tasks') };
  }

  private addFlowLog(environment: string, roleArn: string, key: IKey): void {
    const group = new LogGroup(this, 'FlowLogs', {
      logGroupName: `${LOG_GROUP_PREFIX}ingest/${environment}/flows`,
      encryptionKey: key,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.cfnVpc.ref,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: group.logGroupName,
      deliverLogsPermissionArn: roleArn,
    });
  }

  private addServiceEndpoint(id: string, service: InterfaceVpcEndpointAwsService): InterfaceVpcEndpoint {
    return new InterfaceVpcEndpoint(this, id, {
      vpc: this.vpc,
      service,
      // If the interface of a zone fails, those of the others take over: the private name resolves to all.
      subnets: { subnets: [...this.subnets.endpoints] },
      securityGroups: [this.serviceEndpointGroup],
      open: false,
      privateDnsEnabled: true,
      privateDnsOnlyForInboundResolverEndpoint: id === 'S3' ? PrivateDnsFor.ALL_RESOLVERS : undefined,
    });
  }

  /** Restricts the endpoints of AWS services to what these statements allow. */
  limitServices(statements: readonly PolicyStatement[]): void {
    SERVICES.forEach(([, , prefix], index) => {
      for (const statement of endpointStatements(prefix, this.props.environment, statements))
        this.serviceEndpoints[index]?.addToPolicy(statement);
    });
  }

  /** Allows a security group to reach the AWS services. */
  allowServices(from: SecurityGroup): void {
    from.connections.allowTo(this.serviceEndpointGroup, Port.tcp(443), 'AWS services, through their endpoints');
  }
}
