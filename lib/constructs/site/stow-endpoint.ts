import { type CfnResource, Fn } from 'aws-cdk-lib';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { FleetError } from '../../config/fleet-error';
import type { Environment, Site } from '../../config/model';
import { cellNames } from '../../config/naming/cell-names';
import { siteTags } from '../common/tags';

export interface StowEndpointProps {
  /** `dicom.stow.auth` selects the service of `ingest.service`. With a managed ingest both methods have one service. */
  readonly site: Site;
  /** `ingest.managed` or `ingest.service`, `ingest.domain`, `ingest.hostedZoneId`. A change of the service replaces the endpoint and its addresses. */
  readonly environment: Environment;
  readonly vpcId: string;
  /** The endpoint has one network interface, with one address, in each. Appending a subnet does not change the others. */
  readonly subnetIds: readonly string[];
  /** The endpoint depends on them: otherwise its network interfaces could get one of these addresses, for life. */
  readonly reservedAddresses: readonly CfnResource[];
  /** Up to five. */
  readonly securityGroupIds: readonly string[];
}

/** The interface endpoint through which the hospital reaches the ingest: one-way, and with any overlap of addresses. */
export class StowEndpoint extends Construct {
  readonly endpointId: string;
  /** The Regional DNS name, which resolves to the addresses in all zones. */
  readonly dnsName: string;
  /** `<site>.<domain>`: the host that a PACS posts to and checks the server's certificate against. */
  readonly hostName: string;

  constructor(scope: Construct, id: string, props: StowEndpointProps) {
    super(scope, id);
    const { site, environment } = props;
    // No endpoint policy: only AWS services support one (`endpointStatements`).
    const endpoint = new CfnVPCEndpoint(this, 'Endpoint', {
      vpcEndpointType: 'Interface',
      serviceName: ingestService(site, environment),
      vpcId: props.vpcId,
      subnetIds: [...props.subnetIds],
      securityGroupIds: [...props.securityGroupIds],
      // No client in the VPC resolves the name.
      privateDnsEnabled: false,
      tags: siteTags(site, `heartlab-${site.site}-stow`),
    });
    endpoint.overrideLogicalId('StowEndpoint');
    for (const reservation of props.reservedAddresses) endpoint.addResourceDependency(reservation);
    this.endpointId = endpoint.ref;
    this.hostName = `${site.site}.${environment.ingest.domain}`;

    const regional = regionalDnsEntry(endpoint);
    this.dnsName = regional.dnsName;
    if (environment.ingest.hostedZoneId !== undefined) {
      new CfnRecordSet(this, 'Record', {
        hostedZoneId: environment.ingest.hostedZoneId,
        name: this.hostName,
        type: 'A',
        aliasTarget: { ...regional, evaluateTargetHealth: false },
      });
    }
  }
}

/** The endpoint service: of the site's cell, or the existing one that the environment names. */
function ingestService(site: Site, environment: Environment): string {
  const { auth } = site.dicom.stow;
  if (environment.ingest.managed !== undefined) return Fn.importValue(cellNames(site.site).service);
  const name = environment.ingest.service?.[auth];
  if (name === undefined) {
    throw new FleetError([
      `${site.site}: dicom.stow.auth: environment ${environment.name} has no endpoint service for ${auth}; add ${environment.name}.ingest.service.${auth} to environments.yaml`,
    ]);
  }
  return name;
}

/**
 * The target of an alias record for an interface endpoint: its Regional DNS name, which resolves to the addresses in all zones,
 * and the hosted zone of that name.
 */
export function regionalDnsEntry(endpoint: CfnVPCEndpoint): {
  readonly hostedZoneId: string;
  readonly dnsName: string;
} {
  // Each entry is `<hosted zone>:<name>`. The Regional name is the first.
  const entry = Fn.split(':', Fn.select(0, endpoint.attrDnsEntries));
  return { hostedZoneId: Fn.select(0, entry), dnsName: Fn.select(1, entry) };
}
