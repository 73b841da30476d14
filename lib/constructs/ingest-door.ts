import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  CfnVPCEndpointService,
  type ISubnet,
  type IVpc,
  Port,
  SecurityGroup,
  VpcEndpointService,
} from 'aws-cdk-lib/aws-ec2';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  CfnLoadBalancer,
  type ITrustStore,
  ListenerAction,
  ListenerCertificate,
  ListenerCondition,
  MutualAuthenticationMode,
  NetworkLoadBalancer,
  NetworkTargetGroup,
  Protocol,
  SslPolicy,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AlbListenerTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogPrefix } from '../site/metadata';
import type { StowAuth } from '../site/model';
import { DIMSE_PORT_NUMBERS, DIMSE_PORTS, STOW_PORT } from '../site/ports';
import { acknowledge } from './acknowledge';
import { keepOnReplacement } from './keep';
import { pinned } from './pinned';

/** The ALB's listener for the NLB's health checks, which can't present a client certificate. */
const HEALTH_PORT = 8443;
const HEALTH_PATH = '/health';

/** Seconds that an upload may take to end when its task is being replaced: a deploy cuts none off that is done by then. */
const DRAIN_SECONDS = 900;

const TLS_POLICY = SslPolicy.TLS13_12_RES_PQ;

export interface IngestDoorProps {
  readonly auth: StowAuth;
  /** The environment's name. */
  readonly environment: string;
  readonly vpc: IVpc;
  /** One a zone. A zone appended keeps the others' addresses. */
  readonly subnets: readonly ISubnet[];
  /** Covers `*.<domain>`. */
  readonly certificateArn: string;
  /** Whose client certificates are let in: for the mTLS door. */
  readonly trustStore: ITrustStore | undefined;
  /** Seconds without a byte after which a connection is closed. */
  readonly idleSeconds: number;
  readonly accessLogs: IBucket;
}

/**
 * One way in: an endpoint service, its NLB, and behind that an ALB for STOW-RS; DIMSE goes from the NLB to the server.
 * Another NLB or service would give every hospital behind this door new addresses: their ids are fixed, and they are kept.
 */
export class IngestDoor extends Construct {
  readonly auth: StowAuth;
  readonly nlb: NetworkLoadBalancer;
  readonly alb: ApplicationLoadBalancer;
  readonly service: VpcEndpointService;
  /** The gate's port for this door. */
  readonly stowTargets: ApplicationTargetGroup;
  /** The server's DIMSE port. */
  readonly dimseTargets: NetworkTargetGroup;
  /** From here DIMSE reaches the tasks. */
  readonly nlbGroup: SecurityGroup;
  private readonly albGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: IngestDoorProps) {
    super(scope, id);
    const { auth, environment, vpc, subnets } = props;
    this.auth = auth;
    const prefix = auth === 'mtls' ? 'Mtls' : 'Basic';
    const group = (name: string, description: string): SecurityGroup =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    this.nlbGroup = group(
      'NlbGroup',
      `The ${auth} door of ${environment}: who may connect is said by its endpoint service`,
    );
    this.albGroup = group('AlbGroup', `STOW-RS by ${auth} in ${environment}`);

    this.alb = new ApplicationLoadBalancer(this, 'Alb', {
      vpc,
      vpcSubnets: { subnets: [...subnets] },
      internetFacing: false,
      securityGroup: this.albGroup,
      deletionProtection: true,
      idleTimeout: Duration.seconds(props.idleSeconds),
      dropInvalidHeaderFields: true,
      preserveHostHeader: true,
    });
    this.alb.logAccessLogs(props.accessLogs, accessLogPrefix(auth, 'alb'));
    this.alb.logConnectionLogs(props.accessLogs, accessLogPrefix(auth, 'alb-connections'));
    this.nlb = new NetworkLoadBalancer(this, 'Nlb', {
      vpc,
      vpcSubnets: { subnets: [...subnets] },
      internetFacing: false,
      crossZoneEnabled: true,
      deletionProtection: true,
      securityGroups: [this.nlbGroup],
      // It would be held against addresses of the hospitals' own networks, which overlap. Each site's endpoint has rules of its own.
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: false,
    });
    this.nlb.logAccessLogs(props.accessLogs, accessLogPrefix(auth, 'nlb'));

    const certificate = ListenerCertificate.fromArn(props.certificateArn);
    this.stowTargets = this.addStowTargets(vpc);
    const listeners = this.addAlbListeners(props, certificate);
    const toAlb = this.nlb.addListener('Stow', {
      port: STOW_PORT,
      protocol: Protocol.TCP,
      defaultTargetGroups: [this.addAlbTargets(vpc, listeners.stow)],
    });
    acknowledge(
      toAlb,
      noCertificate('The ALB behind it ends TLS, with a certificate of ACM: it must see the client certificate.'),
    );
    for (const listener of [listeners.stow, listeners.health])
      listener.connections.allowFrom(this.nlbGroup, Port.tcp(listener.port), `From the NLB of the ${auth} door`);

    this.dimseTargets = new NetworkTargetGroup(this, 'DimseTargets', {
      vpc,
      // The target's port is what its container listens on.
      port: DIMSE_PORT_NUMBERS[1],
      protocol: Protocol.TCP,
      targetType: TargetType.IP,
      preserveClientIp: false,
      deregistrationDelay: Duration.seconds(DRAIN_SECONDS),
      healthCheck: { protocol: Protocol.TCP },
    });
    for (const port of DIMSE_PORT_NUMBERS) {
      const listener = this.nlb.addListener(`Dimse${port}`, {
        port,
        defaultTargetGroups: [this.dimseTargets],
        ...(DIMSE_PORTS[port].encrypted
          ? { protocol: Protocol.TLS, certificates: [certificate], sslPolicy: TLS_POLICY }
          : { protocol: Protocol.TCP }),
      });
      if (!DIMSE_PORTS[port].encrypted)
        acknowledge(
          listener,
          noCertificate(
            'Modalities that know no TLS send to this port, inside the tunnel; a site file turns it on by name, and without a VPN that is a finding of its own.',
          ),
        );
    }

    this.service = new VpcEndpointService(this, 'Service', {
      vpcEndpointServiceLoadBalancers: [this.nlb],
      acceptanceRequired: false,
      allowedPrincipals: [new ArnPrincipal(`arn:${Aws.PARTITION}:iam::${Stack.of(this).account}:root`)],
    });
    acknowledge(this.alb, {
      'NIST.800.53.R5::NIST.800.53.R5-ALBWAFEnabled':
        'Only the hospitals’ own networks reach it, each through its endpoint, and each proves who it is. WAF reads the first 8 KB of a body; a study has gigabytes.',
    });
    keepOnReplacement(pinned(this.alb, CfnLoadBalancer, `${prefix}Alb`));
    keepOnReplacement(pinned(this.nlb, CfnLoadBalancer, `${prefix}Nlb`));
    keepOnReplacement(pinned(this.service.node.findChild('Service'), CfnVPCEndpointService, `${prefix}Service`));
  }

  private addStowTargets(vpc: IVpc): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'StowTargets', {
      vpc,
      // The target's port is what its container listens on.
      port: STOW_PORT,
      protocol: ApplicationProtocol.HTTPS,
      targetType: TargetType.IP,
      // One large study weighs more than many small ones.
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.seconds(DRAIN_SECONDS),
      healthCheck: {
        protocol: Protocol.HTTPS,
        path: HEALTH_PATH,
        healthyHttpCodes: '200',
        interval: Duration.seconds(15),
        timeout: Duration.seconds(10),
        healthyThresholdCount: 2,
        // 150 s, longer than the index takes to fail over: ECS stops a task that is unhealthy, its uploads with it, and would stop
        // both. A task that ends is seen at once by ECS itself.
        unhealthyThresholdCount: 10,
      },
    });
  }

  private addAlbListeners(
    { trustStore }: IngestDoorProps,
    certificate: ListenerCertificate,
  ): { readonly stow: ApplicationListener; readonly health: ApplicationListener } {
    const common = {
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: TLS_POLICY,
      open: false,
      defaultAction: ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'Not here.' }),
    };
    const stow = this.alb.addListener('StowListener', {
      ...common,
      port: STOW_PORT,
      ...(trustStore === undefined
        ? {}
        : {
            mutualAuthentication: {
              mutualAuthenticationMode: MutualAuthenticationMode.VERIFY,
              trustStore,
              ignoreClientCertificateExpiry: false,
            },
          }),
    });
    stow.addAction('Dicomweb', {
      priority: 1,
      conditions: [
        ListenerCondition.pathPatterns(['/dicomweb/*']),
        ListenerCondition.httpRequestMethods(['POST', 'GET']),
      ],
      action: ListenerAction.forward([this.stowTargets]),
    });
    const health = this.alb.addListener('HealthListener', { ...common, port: HEALTH_PORT });
    health.addAction('Health', {
      priority: 1,
      conditions: [ListenerCondition.pathPatterns([HEALTH_PATH]), ListenerCondition.httpRequestMethods(['GET'])],
      action: ListenerAction.forward([this.stowTargets]),
    });
    return { stow, health };
  }

  private addAlbTargets(vpc: IVpc, listener: ApplicationListener): NetworkTargetGroup {
    return new NetworkTargetGroup(this, 'AlbTargets', {
      vpc,
      port: STOW_PORT,
      protocol: Protocol.TCP,
      targetType: TargetType.ALB,
      targets: [new AlbListenerTarget(listener)],
      healthCheck: { protocol: Protocol.HTTPS, port: `${HEALTH_PORT}`, path: HEALTH_PATH, healthyHttpCodes: '200' },
    });
  }
}

const noCertificate = (reason: string): Readonly<Record<string, string>> => ({
  'HIPAA.Security::HIPAA.Security-ELBv2ACMCertificateRequired': reason,
  'NIST.800.53.R5::NIST.800.53.R5-ELBv2ACMCertificateRequired': reason,
});
