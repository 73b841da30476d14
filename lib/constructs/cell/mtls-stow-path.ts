import type { CfnResource } from 'aws-cdk-lib';
import { CfnListener, CfnListenerRule, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import { IDLE_SECONDS } from '../../config/dicom-service';
import { STOW_PORT } from '../../config/ports';
import { GATE_CONTAINER } from '../../ingest-containers/containers';
import { acknowledgeFindings } from '../common/acknowledge';
import { retainOnReplacement } from '../common/logical-ids';
import { stowListener } from './cell-entrance';
import { ALB_HEALTH_PORT } from './cell-groups';
import { albToGate, TLS_POLICY } from './cell-targets';
import { logAttributes, NO_DELETION_PROTECTION, noCertificate, type StowPath, type StowPathProps } from './stow-path';

/** STOW-RS of an `mtls` site: the NLB forwards TCP to an ALB, which requires a client certificate and ends TLS. */
export class MtlsStowPath extends Construct implements StowPath {
  readonly targets: CfnTargetGroup;
  readonly balancer: CfnLoadBalancer;
  readonly attachments: readonly CfnResource[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StowPathProps,
  ) {
    super(scope, id);
    this.targets = albToGate(this, props.imports.vpcId);
    this.balancer = this.addAlb();
    const stow = this.addListener('AlbStowListener', STOW_PORT, {
      mutualAuthentication: {
        mode: 'verify',
        trustStoreArn: props.imports.trustStoreArn,
        ignoreClientCertificateExpiry: false,
      },
    });
    const health = this.addListener('AlbHealthListener', ALB_HEALTH_PORT, {});
    this.attachments = [
      this.addRule('AlbStowRule', stow, '/dicomweb/*'),
      this.addRule('AlbHealthRule', health, GATE_CONTAINER.healthPath, ['GET']),
    ];
    const toAlb = stowListener(this, {
      loadBalancerArn: props.nlb.ref,
      protocol: 'TCP',
      defaultActions: [{ type: 'forward', targetGroupArn: this.addAlbTargets([stow, health]).ref }],
    });
    acknowledgeFindings(
      toAlb,
      noCertificate(
        byDesign(
          'tls-ends-in-cell',
          'The ALB behind it ends TLS with an ACM certificate, because it must verify the client certificate.',
        ),
      ),
    );
  }

  private addAlb(): CfnLoadBalancer {
    const { site, imports, groups } = this.props;
    const { accessLogBucketName: bucket } = imports;
    const alb = new CfnLoadBalancer(this, 'Alb', {
      type: 'application',
      scheme: 'internal',
      subnets: [...imports.balancerSubnetIds],
      securityGroups: groups.alb && [groups.alb.attrGroupId],
      loadBalancerAttributes: [
        { key: 'idle_timeout.timeout_seconds', value: `${IDLE_SECONDS}` },
        { key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' },
        { key: 'routing.http.preserve_host_header.enabled', value: 'true' },
        { key: 'deletion_protection.enabled', value: 'false' },
        ...logAttributes(site.site, bucket, 'access_logs', 'alb'),
        ...logAttributes(site.site, bucket, 'connection_logs', 'alb-connections'),
      ],
    });
    alb.overrideLogicalId('Alb');
    retainOnReplacement(alb);
    acknowledgeFindings(alb, {
      ...NO_DELETION_PROTECTION,
      'NIST.800.53.R5::NIST.800.53.R5-ALBWAFEnabled': byDesign(
        'no-web-firewall',
        'Only the hospital’s own networks can reach it, through its endpoint, and each request is authenticated. WAF inspects the first 8 KB of a body; a study has gigabytes.',
      ),
    });
    return alb;
  }

  private addListener(
    id: string,
    port: number,
    options: { readonly mutualAuthentication?: CfnListener.MutualAuthenticationProperty },
  ): CfnListener {
    const listener = new CfnListener(this, id, {
      loadBalancerArn: this.balancer.ref,
      port,
      protocol: 'HTTPS',
      certificates: [{ certificateArn: this.props.managed.certificateArn }],
      sslPolicy: TLS_POLICY,
      defaultActions: [
        {
          type: 'fixed-response',
          fixedResponseConfig: { statusCode: '404', contentType: 'text/plain', messageBody: 'Not found.' },
        },
      ],
      ...options,
    });
    listener.overrideLogicalId(id);
    return listener;
  }

  /** @param methods the HTTP methods that the rule matches; empty for every method */
  private addRule(id: string, listener: CfnListener, path: string, methods: string[] = []): CfnListenerRule {
    const rule = new CfnListenerRule(this, id, {
      listenerArn: listener.ref,
      priority: 1,
      conditions: [
        { field: 'path-pattern', pathPatternConfig: { values: [path] } },
        ...(methods.length === 0
          ? []
          : [{ field: 'http-request-method', httpRequestMethodConfig: { values: methods } }]),
      ],
      actions: [{ type: 'forward', targetGroupArn: this.targets.ref }],
    });
    rule.overrideLogicalId(id);
    return rule;
  }

  private addAlbTargets(listeners: readonly CfnListener[]): CfnTargetGroup {
    const group = new CfnTargetGroup(this, 'AlbTargets', {
      vpcId: this.props.imports.vpcId,
      targetType: 'alb',
      protocol: 'TCP',
      port: STOW_PORT,
      targets: [{ id: this.balancer.ref, port: STOW_PORT }],
      healthCheckProtocol: 'HTTPS',
      healthCheckPort: `${ALB_HEALTH_PORT}`,
      healthCheckPath: GATE_CONTAINER.healthPath,
      matcher: { httpCode: '200' },
    });
    group.overrideLogicalId('AlbTargets');
    // An ALB without a listener on the port can't be a target.
    for (const listener of listeners) group.addResourceDependency(listener);
    return group;
  }
}
