import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment, Site } from '../../config/model';
import { SITE_METADATA_KEY, SITE_OUTPUTS, virtualInterfaceOutputs } from '../../config/naming/stack-contract';
import { acknowledgeForSite } from '../common/acknowledge';
import { platformNames } from '../platform/platform-names';
import { DicomSecurityGroup } from './dicom-security-group';
import { PacsDelivery } from './pacs-delivery';
import { SiteAlarms } from './site-alarms';
import { SiteDirectConnect } from './site-direct-connect';
import { SiteNetwork } from './site-network';
import { SiteVpn } from './site-vpn';
import { StowEndpoint } from './stow-endpoint';

/** The hospital of the stack, and its environment. */
export interface SiteStackProps {
  /** The hospital, from a site file or from `defineSite`. The documentation of a setting states the effect of a change on the hospital. */
  readonly site: Site;
  /** The environment that `site.environment` names. Its PlatformStack must be deployed first. */
  readonly environment: Environment;
}

/**
 * The connectivity of one hospital: its network, VPN or Direct Connect, endpoint and alarms.
 *
 * @throws FleetError when the environment has no ingest service for the site's `dicom.stow.auth`.
 */
export class SiteStack extends Stack {
  /** The hospital. */
  readonly site: Site;
  /** The VPC, its subnets and its virtual private gateway. */
  readonly network: SiteNetwork;
  /** Absent where the site has no `vpn`. */
  readonly vpn: SiteVpn | undefined;
  /** Absent where the site has no `directConnect`. */
  readonly directConnect: SiteDirectConnect | undefined;
  /** The endpoint that the hospital sends to. */
  readonly endpoint: StowEndpoint;
  /** Absent where the site has no `deliverTo`. */
  readonly delivery: PacsDelivery | undefined;
  private readonly zones: readonly string[];

  constructor(scope: Construct, id: string, props: SiteStackProps) {
    const { site, environment } = props;
    super(scope, id, {
      env: { account: environment.account, region: environment.region },
      description: `HeartLab connectivity of ${site.name}`,
      // Deleting the stack cuts the hospital off for weeks.
      terminationProtection: true,
    });
    this.site = site;
    this.zones = environment.availabilityZones;
    this.templateOptions.metadata = { [SITE_METADATA_KEY]: site };
    acknowledgeForSite(this, site);

    const names = platformNames(environment.name);
    const key = Key.fromKeyArn(this, 'Key', Fn.importValue(names.keyArn));
    const flowLogRole = Role.fromRoleArn(this, 'FlowLogRole', Fn.importValue(names.flowLogRoleArn));
    const topicArn = environment.alarmTopicArn ?? Fn.importValue(names.alarmTopicArn);
    const topic = Topic.fromTopicArn(this, 'AlarmTopic', topicArn);

    this.network = new SiteNetwork(this, 'Network', {
      site,
      environment,
      key,
      flowLogRole,
      defaultSecurityGroupProviderArn: Fn.importValue(names.defaultSecurityGroupProviderArn),
      addressReservationProviderArn: Fn.importValue(names.addressReservationProviderArn),
    });
    const vpcId = this.network.vpc.ref;
    const subnetIds = this.network.subnets.map((subnet) => subnet.ref);
    const reservedAddresses = this.network.deliveryAddresses;
    const groups = new DicomSecurityGroup(this, 'Dicom', {
      site,
      vpcId,
      hospitalCidrs: site.network.hospitalCidrs,
      dimsePorts: site.dicom.dimse?.ports,
    });
    this.endpoint = new StowEndpoint(this, 'Stow', {
      site,
      environment,
      vpcId,
      subnetIds,
      reservedAddresses,
      securityGroupIds: groups.groupIds,
    });
    if (site.dicom.deliverTo !== undefined) {
      this.delivery = new PacsDelivery(this, 'Delivery', { site, environment, vpcId, subnetIds, reservedAddresses });
    }
    if (site.vpn !== undefined) {
      this.vpn = new SiteVpn(this, 'Vpn', {
        site,
        vpn: site.vpn,
        hospitalCidrs: site.network.hospitalCidrs,
        vpnGatewayId: this.network.vpnGateway.ref,
        key,
        vpnTunnelsProviderArn: Fn.importValue(names.vpnTunnelsProviderArn),
      });
    }
    if (site.directConnect !== undefined) {
      this.directConnect = new SiteDirectConnect(this, 'DirectConnect', {
        site,
        directConnect: site.directConnect,
        network: this.network,
        key,
      });
    }
    new SiteAlarms(this, 'Alarms', {
      site,
      vpnConnectionId: this.vpn?.connection.ref,
      directConnect: this.directConnect,
      delivery: this.delivery,
      // Only a managed ingest counts studies.
      quietAfterHours: environment.ingest.managed === undefined ? undefined : site.alarms?.quietAfterHours,
      topic,
    });
    this.addOutputs();
  }

  /** The zones of the environment, so that synth never looks them up. */
  override get availabilityZones(): string[] {
    return [...this.zones];
  }

  /** The outputs that the handover pack and the commands for operators read after the deploy. */
  private addOutputs(): void {
    const { vpn, directConnect, delivery } = this;
    const outputs: readonly (readonly [name: string, value: string | undefined])[] = [
      [SITE_OUTPUTS.vpcId, this.network.vpc.ref],
      [SITE_OUTPUTS.vpnGatewayId, this.network.vpnGateway.ref],
      [SITE_OUTPUTS.vpnConnectionId, vpn?.connection.ref],
      [SITE_OUTPUTS.customerGatewayId, vpn?.customerGateway.ref],
      [SITE_OUTPUTS.vpnTunnelsReport, vpn?.tunnels.getAtt('Report').toString()],
      [SITE_OUTPUTS.endpointId, this.endpoint.endpointId],
      [SITE_OUTPUTS.endpointDnsName, this.endpoint.dnsName],
      [SITE_OUTPUTS.hostName, this.endpoint.hostName],
      [SITE_OUTPUTS.tunnelLogGroup, vpn?.tunnelLogGroup.groupName],
      [SITE_OUTPUTS.bgpLogGroup, vpn?.bgpLogGroup?.groupName],
      [SITE_OUTPUTS.flowLogGroup, this.network.flowLogGroup.groupName],
      [SITE_OUTPUTS.deliveryServiceName, delivery?.serviceName],
      [SITE_OUTPUTS.deliveryEndpointId, delivery?.endpoint?.endpointId],
      [SITE_OUTPUTS.directConnectGatewayId, directConnect?.gateway.attrDirectConnectGatewayId],
      ...(directConnect?.interfaces ?? []).flatMap(({ settings, interfaceId, authKeySecret }) => {
        const names = virtualInterfaceOutputs(settings.name);
        return [[names.id, interfaceId] as const, [names.authKeySecret, authKeySecret] as const];
      }),
    ];
    for (const [name, value] of outputs) if (value !== undefined) new CfnOutput(this, name, { value });
  }
}
