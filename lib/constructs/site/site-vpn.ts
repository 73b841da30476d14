import { CfnDeletionPolicy, CfnResource } from 'aws-cdk-lib';
import { CfnCustomerGateway, CfnVPNConnection, CfnVPNConnectionRoute, type CfnVPNGateway } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { cidrBlock } from '../../config/addressing/ipv4';
import { gatewayHistory, type Site, STATIC_ASN, type VpnSettings } from '../../config/model';
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

/** The largest ASN that `BgpAsn` takes; beyond it CloudFormation wants `BgpAsnExtended`. */
const LARGEST_BGP_ASN = 2147483647;

export interface SiteVpnProps {
  readonly site: Site;
  /** The site's `vpn`. */
  readonly vpn: VpnSettings;
  /** The AWS end. Another one would replace the connection. */
  readonly vpnGateway: CfnVPNGateway;
  /** Encrypts the tunnel and BGP logs. */
  readonly key: IKey;
  /** The function that takes the changes of the tunnels: the platform's. It never changes. */
  readonly vpnTunnelsProviderArn: string;
}

/**
 * The dual-tunnel IPsec VPN.
 *
 * Every property of the connection but its tags means replacement, and a replacement cuts the hospital off until its own
 * network team has entered new addresses and keys. The connection is therefore created with a baseline that never changes:
 * nothing here may depend on a setting that the site file allows to change. What the file says now are
 * {@link vpnTunnelsProperties}, the desired state of the custom resource beside it, which changes the connection in place.
 */
export class SiteVpn extends Construct {
  readonly connection: CfnVPNConnection;
  /** What the site file says of the connection now. Every routine change shows here, and nowhere else. */
  readonly tunnels: CfnResource;
  /** The gateway in use now: the last of the history. */
  readonly customerGateway: CfnCustomerGateway;
  readonly tunnelLogGroup: SiteLogGroup;
  /** Only with BGP. */
  readonly bgpLogGroup: SiteLogGroup | undefined;
  /** Absent with BGP. In the order of `network.hospitalCidrs`. */
  readonly staticRoutes: readonly CfnVPNConnectionRoute[];
  /** Where the tunnels log to. */
  readonly logs: TunnelLogs;

  constructor(scope: Construct, id: string, props: SiteVpnProps) {
    super(scope, id);
    const { site, vpn } = props;

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
      vpnGatewayId: props.vpnGateway.ref,
      staticRoutesOnly: vpn.routing === 'static',
      preSharedKeyStorage: 'SecretsManager',
      vpnTunnelOptionsSpecifications: vpn.tunnels.map(({ insideCidr }) =>
        tunnel(baselineTunnel(insideCidr, this.logs)),
      ),
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    this.connection.overrideLogicalId('VpnConnection');
    retainOnReplacement(this.connection);
    // A gateway in use can't be deleted, and after a move that may be any of them: all go after the connection.
    for (const gateway of gateways.all) this.connection.addResourceDependency(gateway);
    for (const group of [this.tunnelLogGroup, this.bgpLogGroup])
      if (group) this.connection.addResourceDependency(group);

    this.staticRoutes = vpn.routing === 'static' ? site.network.hospitalCidrs.map((cidr) => this.addRoute(cidr)) : [];
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
    tunnels.overrideLogicalId('VpnTunnels');
    // There is nothing to delete: the tunnels go with the connection. A call for it could only fail, and hold up the rest.
    tunnels.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    tunnels.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    // Routes modify the connection too, and EC2 does one thing at a time. A gateway that isn't used yet may be next.
    for (const earlier of [...this.staticRoutes, ...gateways]) tunnels.addResourceDependency(earlier);
    return tunnels;
  }

  /** One resource for each distinct gateway that the hospital has had. */
  private addCustomerGateways(site: Site, vpn: VpnSettings) {
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

  private addCustomerGateway(site: Site, logicalId: string, publicIp: string, asn: number): CfnCustomerGateway {
    const gateway = new CfnCustomerGateway(this, logicalId, {
      type: 'ipsec.1',
      ipAddress: publicIp,
      ...(asn > LARGEST_BGP_ASN ? { bgpAsnExtended: asn } : { bgpAsn: asn }),
      // EC2 hands out an existing gateway of the same address and ASN unless the device name differs; and a change of
      // it means replacement, so the device's model has no place in it.
      deviceName: `heartlab-${site.site}`,
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    gateway.overrideLogicalId(logicalId);
    retainOnReplacement(gateway);
    return gateway;
  }

  private addLogGroup({ site, key }: SiteVpnProps, id: string, log: 'tunnels' | 'bgp'): SiteLogGroup {
    const group = new SiteLogGroup(this, id, { site, log, key });
    group.overrideLogicalId(id);
    return group;
  }

  private addRoute(cidr: string): CfnVPNConnectionRoute {
    const { prefix } = cidrBlock(cidr);
    const id = `StaticRoute${addressDigits(cidr.slice(0, cidr.indexOf('/')))}Prefix${String(prefix).padStart(2, '0')}`;
    const route = new CfnVPNConnectionRoute(this, id, {
      destinationCidrBlock: cidr,
      vpnConnectionId: this.connection.ref,
    });
    route.overrideLogicalId(id);
    return route;
  }
}

/** The options of a tunnel, under the names of the CDK. */
function tunnel(options: TunnelOptions): CfnVPNConnection.VpnTunnelOptionsSpecificationProperty {
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

/** What the desired state of a connection refers to. */
export interface VpnTunnelsReferences {
  readonly vpnConnectionId: string;
  /** The gateway in use now. */
  readonly customerGatewayId: string;
  readonly logs: TunnelLogs;
}

/** What the site file says of the connection now: the properties of `Custom::HeartLabVpnTunnels`. */
export function vpnTunnelsProperties(vpn: VpnSettings, to: VpnTunnelsReferences): VpnTunnelsProperties {
  return {
    VpnConnectionId: to.vpnConnectionId,
    CustomerGatewayId: to.customerGatewayId,
    AcceptOutage: vpn.acceptOutage,
    Tunnels: desiredTunnels(vpn, to.logs),
  };
}
