import { DescribeVpcEndpointServicesCommand, type ServiceDetail } from '@aws-sdk/client-ec2';
import { ingestStackName } from '../../config/naming/stack-contract';
import { atMost } from '../../operate/at-most';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { attemptQuery } from '../../operate/fleet';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passFinding,
  skippedFinding,
  unansweredFinding,
  warnFinding,
} from '../check';
import type { DeployTarget } from '../target';
import { zonesOf } from './zones';

export const endpointService: PreflightCheck = {
  id: 'endpoint-service',
  question: "Does ingest.service allow the account, and does it cover the environment's zones?",
  matters: true,
  run: async (target) => {
    const { environment, sites } = target;
    const { service } = environment.ingest;
    if (service === undefined)
      return [
        skippedFinding(`the ingest is managed: ${ingestStackName(environment.name)} creates the endpoint services`),
      ];
    const names = [...new Set(sites.flatMap(({ dicom }) => service[dicom.stow.auth] ?? []))];
    if (names.length === 0) return [skippedFinding('this deploy includes no site')];
    const findings = await atMost(names.length, names, async (name) => {
      const found = await attemptQuery(() => serviceFindings(target, name));
      return 'failure' in found ? [unansweredFinding(`${name}: ${found.failure}`)] : found.value;
    });
    return findings.flat();
  },
};

async function serviceFindings(target: DeployTarget, name: string): Promise<readonly CheckFinding[]> {
  const { account } = target.environment;
  const service = await findService(target.clients, name);
  if (service === undefined)
    return [
      failFinding(
        `${name} does not exist, or does not allow account ${account}`,
        `its owner runs: aws ec2 modify-vpc-endpoint-service-permissions --service-id ${idOf(name)} --add-allowed-principals arn:aws:iam::${account}:root`,
      ),
    ];
  const defects = [...(await uncovered(target, name, service)), ...(await acceptance(target, name, service))];
  return defects.length > 0
    ? defects
    : [passFinding(`${name} allows account ${account} and covers ${target.environment.availabilityZones.join(', ')}`)];
}

async function findService(clients: AwsClients, name: string): Promise<ServiceDetail | undefined> {
  return askAws('ec2:DescribeVpcEndpointServices', clients.place, async () => {
    try {
      const { ServiceDetails } = await clients.ec2.send(
        new DescribeVpcEndpointServicesCommand({ ServiceNames: [name] }),
      );
      return ServiceDetails?.[0];
    } catch (error) {
      // Only allowed principals "are permitted to discover your VPC endpoint service" (API reference,
      // DescribeVpcEndpointServicePermissions): for all others the service does not exist.
      if (error instanceof Error && error.name === 'InvalidServiceName') return undefined;
      throw error;
    }
  });
}

/**
 * API reference, DescribeVpcEndpointServices: "the response only includes the common Availability Zones", by their names in this
 * account. The owner identifies a zone by its id, because the same name can be another zone in its account.
 */
async function uncovered(
  { clients, environment }: DeployTarget,
  name: string,
  { AvailabilityZones = [], AvailabilityZoneIds = [] }: ServiceDetail,
): Promise<readonly CheckFinding[]> {
  const notNamed = environment.availabilityZones.filter((zone) => !AvailabilityZones.includes(zone));
  if (notNamed.length === 0) return [];
  const known = await zonesOf(clients);
  const missing = notNamed
    .map((zone) => ({ zone, id: known.find(({ ZoneName }) => ZoneName === zone)?.ZoneId ?? 'no zone of the account' }))
    .filter(({ id }) => !AvailabilityZoneIds.includes(id));
  if (missing.length === 0) return [];
  const ids = missing.map(({ id }) => id).join(', ');
  return [
    failFinding(
      `${name} does not cover ${missing.map(({ zone, id }) => `${zone} (${id})`).join(', ')}: CloudFormation can't create an endpoint there`,
      `its owner adds a subnet in ${ids} to the load balancer of ${idOf(name)}; zone ids are the same in every account`,
    ),
  ];
}

/** An existing endpoint is already accepted, or `heartlab status` shows that it is waiting. */
async function acceptance(
  target: DeployTarget,
  name: string,
  { AcceptanceRequired }: ServiceDetail,
): Promise<readonly CheckFinding[]> {
  if (AcceptanceRequired !== true) return [];
  const added = (await target.added('AWS::EC2::VPCEndpoint')).filter(
    ({ properties }) => properties.ServiceName === name,
  );
  if (added.length === 0) return [];
  return [
    warnFinding(
      `${name} requires acceptance: it receives nothing from ${added.map(({ stack }) => stack).join(', ')} until its owner accepts the endpoint`,
      `after the deploy its owner runs: aws ec2 accept-vpc-endpoint-connections --service-id ${idOf(name)} --vpc-endpoint-ids <EndpointId of the stack's outputs>`,
    ),
  ];
}

const idOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
