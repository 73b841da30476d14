import { CfnDeletionPolicy, CfnResource } from 'aws-cdk-lib';
import { CfnCustomerGateway, CfnVPNConnection, CfnVPNConnectionRoute } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { cidrBlock } from '../../config/addressing/ipv4';
import { gatewayHistory, type SiteName, STATIC_ASN, type VpnSettings } from '../../config/model';
import {
  baselineTunnel,
  desiredTunnels,
  type TunnelLogs,
  type TunnelOptions,
  VPN_TUNNELS_TYPE,
  type VpnTunnelsProperties,
} from '../../config/tunnels';
import { SiteLogGroup } from '../common/log-groups';
import { addressDigits, retainOnReplacement } from '../common/logical-ids';
import { siteTags } from '../common/tags';

/** The largest ASN that `BgpAsn` accepts; CloudFormation requires `BgpAsnExtended` for a larger one. */
const LARGEST_BGP_ASN = 2147483647;

/** The two ends of the connection, and its settings. */
export interface SiteVpnProps {
  /** The hospital: names and tags contain it. A `Site` will do. A change of its name replaces the connection. */
  readonly site: SiteName;
  /** The settings of the VPN: a site's `vpn`, or what {@link defineVpn} returns. The documentation of a setting states the effect of a change. */
  readonly vpn: VpnSettings;
  /**
   * The hospital's IPv4 CIDR blocks, for which the connection gets static routes. A change modifies the connection for some
   * seconds; tunnels and keys stay. With BGP they are not used.
   */
  readonly hospitalCidrs: readonly string[];
  /** The id of the virtual private gateway, the AWS end. A change replaces the connection. */
  readonly vpnGatewayId: string;
  /** Encrypts the tunnel and BGP logs. Its policy must allow CloudWatch Logs to use it. */
  readonly key: IKey;
  /**
   * The provider that changes the tunnels in place: the `serviceToken` of a {@link VpnTunnelsProvider} of the same account and
   * Region. It is fixed: with another provider the tunnels could not be changed before the stack is deployed.
   */
  readonly vpnTunnelsProviderArn: string;
  /**
   * Comes before the logical ids, which are fixed. A stack with the connections of several hospitals needs a prefix for all but
   * one. A change replaces the connection.
   * @default - no prefix: the connection is `VpnConnection`
   */
  readonly logicalIdPrefix?: string;
}

/**
 * The dual-tunnel IPsec VPN.
 *
 * A change of any property of the connection except its tags means replacement, which cuts the hospital off until its network team
 * has entered new addresses and keys. So the connection is created with a baseline that never changes: none of its properties may
 * depend on a setting that can change. The settings are the desired state of a custom resource, which changes the connection in
 * place.
 *
 * It needs a virtual private gateway of any VPC and a {@link VpnTunnelsProvider}, but no `SiteStack`.
 */
export class SiteVpn extends Construct {
  /** The connection. No property of it but its tags ever changes. */
  readonly connection: CfnVPNConnection;
  /** The desired state of the connection. Every routine change appears only here. */
  readonly tunnels: CfnResource;
  /** The gateway in use: the last of the history. */
  readonly customerGateway: CfnCustomerGateway;
  /** The log of both tunnels, as JSON. */
  readonly tunnelLogGroup: SiteLogGroup;
  /** The log of the BGP sessions. Only with BGP. */
  readonly bgpLogGroup: SiteLogGroup | undefined;
  /** Absent with BGP. In the order of `hospitalCidrs`. */
  readonly staticRoutes: readonly CfnVPNConnectionRoute[];
  /** The log groups of the tunnels. */
  readonly logs: TunnelLogs;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, props: SiteVpnProps) {
    super(scope, id);
    const { site, vpn } = props;
    this.prefix = props.logicalIdPrefix ?? '';

    const gateways = this.addCustomerGateways(site, vpn);
    this.customerGateway = gateways.current;

    this.tunnelLogGroup = this.addLogGroup(props, 'TunnelLogs', 'tunnels');
    this.bgpLogGroup = vpn.routing === 'bgp' ? this.addLogGroup(props, 'BgpLogs', 'bgp') : undefined;
    this.logs = {
      tunnelLogGroupArn: this.tunnelLogGroup.groupArn,
      bgpLogGroupArn: this.bgpLogGroup?.groupArn,
    };

    this.connection = new CfnVPNConnection(this, 'Connection', {
      type: 'ipsec.1',
      customerGatewayId: gateways.first.ref,
      vpnGatewayId: props.vpnGatewayId,
      staticRoutesOnly: vpn.routing === 'static',
      preSharedKeyStorage: 'SecretsManager',
      vpnTunnelOptionsSpecifications: vpn.tunnels.map(({ insideCidr }) =>
        tunnelSpecification(baselineTunnel(insideCidr, this.logs)),
      ),
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    this.connection.overrideLogicalId(`${this.prefix}VpnConnection`);
    retainOnReplacement(this.connection);
    // EC2 does not delete a gateway in use, and after a move that may be any of them: the connection must be deleted before all of them.
    for (const gateway of gateways.all) this.connection.addResourceDependency(gateway);
    for (const group of [this.tunnelLogGroup, this.bgpLogGroup])
      if (group) this.connection.addResourceDependency(group);

    this.staticRoutes = vpn.routing === 'static' ? props.hospitalCidrs.map((cidr) => this.addRoute(cidr)) : [];
    this.tunnels = this.addTunnels(props, gateways.all);
  }

  private addTunnels(
    { vpn, vpnTunnelsProviderArn }: SiteVpnProps,
    gateways: readonly CfnCustomerGateway[],
  ): CfnResource {
    const tunnels = new CfnResource(this, 'Tunnels', {
      type: VPN_TUNNELS_TYPE,
      properties: {
        ServiceToken: vpnTunnelsProviderArn,
        ...vpnTunnelsProperties(vpn, {
          vpnConnectionId: this.connection.ref,
          customerGatewayId: this.customerGateway.ref,
          logs: this.logs,
        }),
      },
    });
    tunnels.overrideLogicalId(`${this.prefix}VpnTunnels`);
    // The tunnels are deleted with the connection. A Delete call could only fail and delay the rest.
    tunnels.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    tunnels.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    // Routes modify the connection too, and EC2 allows one change at a time. The tunnels may change to a new gateway.
    for (const earlier of [...this.staticRoutes, ...gateways]) tunnels.addResourceDependency(earlier);
    return tunnels;
  }

  /** One resource for each distinct gateway of the history. */
  private addCustomerGateways(site: SiteName, vpn: VpnSettings) {
    const byKey = new Map<string, CfnCustomerGateway>();
    const history = gatewayHistory(vpn.gateway).map(({ publicIp, asn = STATIC_ASN }) => {
      const key = `${addressDigits(publicIp)}As${String(asn).padStart(10, '0')}`;
      const logicalId = byKey.size === 0 ? 'CustomerGateway' : `CustomerGateway${key}`;
      const gateway = byKey.get(key) ?? this.addCustomerGateway(site, logicalId, publicIp, asn);
      byKey.set(key, gateway);
      return gateway;
    });
    const [first] = history;
    const current = history.at(-1);
    if (first === undefined || current === undefined) throw new RangeError(`the VPN of ${site.site} has no gateway`);
    return { first, current, all: [...byKey.values()] };
  }

  private addCustomerGateway(site: SiteName, logicalId: string, publicIp: string, asn: number): CfnCustomerGateway {
    const gateway = new CfnCustomerGateway(this, logicalId, {
      type: 'ipsec.1',
      ipAddress: publicIp,
      ...(asn > LARGEST_BGP_ASN ? { bgpAsnExtended: asn } : { bgpAsn: asn }),
      // EC2 returns an existing gateway of the same address and ASN unless the device name differs. A change of the name means
      // replacement, so it does not contain the device's model.
      deviceName: `heartlab-${site.site}`,
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    gateway.overrideLogicalId(`${this.prefix}${logicalId}`);
    retainOnReplacement(gateway);
    return gateway;
  }

  private addLogGroup({ site, key }: SiteVpnProps, id: string, log: 'tunnels' | 'bgp'): SiteLogGroup {
    const group = new SiteLogGroup(this, id, { site, log, key });
    group.overrideLogicalId(`${this.prefix}${id}`);
    return group;
  }

  private addRoute(cidr: string): CfnVPNConnectionRoute {
    const { prefix } = cidrBlock(cidr);
    const id = `StaticRoute${addressDigits(cidr.slice(0, cidr.indexOf('/')))}Prefix${String(prefix).padStart(2, '0')}`;
    const route = new CfnVPNConnectionRoute(this, id, {
      destinationCidrBlock: cidr,
      vpnConnectionId: this.connection.ref,
    });
    route.overrideLogicalId(`${this.prefix}${id}`);
    return route;
  }
}

/** The options of a tunnel, as the CDK names them. */
function tunnelSpecification(options: TunnelOptions): CfnVPNConnection.VpnTunnelOptionsSpecificationProperty {
  const values = <T>(items: readonly { readonly Value: T }[]) => items.map(({ Value }) => ({ value: Value }));
  const logs = options.LogOptions.CloudWatchLogOptions;
  return {
    tunnelInsideCidr: options.TunnelInsideCidr,
    ikeVersions: values(options.IKEVersions),
    phase1EncryptionAlgorithms: values(options.Phase1EncryptionAlgorithms),
    phase1IntegrityAlgorithms: values(options.Phase1IntegrityAlgorithms),
    phase1DhGroupNumbers: values(options.Phase1DHGroupNumbers),
    phase1LifetimeSeconds: options.Phase1LifetimeSeconds,
    phase2EncryptionAlgorithms: values(options.Phase2EncryptionAlgorithms),
    phase2IntegrityAlgorithms: values(options.Phase2IntegrityAlgorithms),
    phase2DhGroupNumbers: values(options.Phase2DHGroupNumbers),
    phase2LifetimeSeconds: options.Phase2LifetimeSeconds,
    dpdTimeoutSeconds: options.DPDTimeoutSeconds,
    dpdTimeoutAction: options.DPDTimeoutAction,
    startupAction: options.StartupAction,
    enableTunnelLifecycleControl: options.EnableTunnelLifecycleControl,
    logOptions: {
      cloudwatchLogOptions: {
        logEnabled: logs.LogEnabled,
        logGroupArn: logs.LogGroupArn,
        logOutputFormat: logs.LogOutputFormat,
        bgpLogEnabled: logs.BgpLogEnabled,
        bgpLogGroupArn: logs.BgpLogGroupArn,
        bgpLogOutputFormat: logs.BgpLogOutputFormat,
      },
    },
  };
}

/** The resources that the desired state of a connection refers to. */
export interface VpnTunnelsReferences {
  readonly vpnConnectionId: string;
  /** The gateway in use. */
  readonly customerGatewayId: string;
  readonly logs: TunnelLogs;
}

/** The desired state of the connection: the properties of `Custom::HeartLabVpnTunnels`. */
export function vpnTunnelsProperties(vpn: VpnSettings, references: VpnTunnelsReferences): VpnTunnelsProperties {
  return {
    VpnConnectionId: references.vpnConnectionId,
    CustomerGatewayId: references.customerGatewayId,
    AcceptOutage: vpn.acceptOutage,
    Tunnels: desiredTunnels(vpn, references.logs),
  };
}
