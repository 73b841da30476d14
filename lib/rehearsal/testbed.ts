import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DeviceFile } from '../handover/devices/device-file';
import type { VpnHandoverFacts } from '../handover/facts';
import { packFiles } from '../handover/pack';
import { cellServiceProblem } from './cloud/cell-listeners';
import {
  type CloudDelivery,
  cloudDelivery,
  cloudRoutesOut,
  endpointIngress,
  recordNames,
  returnRouteProblem,
} from './cloud/cloud-network';
import { type CloudVpn, cloudVpn } from './cloud/cloud-vpn';
import { AwsEndpoint } from './cloud/endpoint';
import { TemplateError } from './cloud/template';
import { LabVpc } from './cloud/vpc';
import { HospitalDevice } from './hospital/device';
import { HospitalLan } from './hospital/lan';
import { RehearsedIngest } from './ingest/ingest';
import type { RehearsalLab } from './lab/lab';
import { NeighbourSite } from './neighbour';
import { LAB_ADDRESSES, newKeys } from './plan';
import { type RehearsalTarget, rehearsedFacts } from './target';
import { wireUp } from './topology';

/** The complete site: hospital, internet, AWS's endpoints, VPC, ingest, and a neighbour site. */
export interface Testbed {
  readonly lab: RehearsalLab;
  readonly target: RehearsalTarget;
  readonly cloud: CloudVpn;
  readonly delivery: CloudDelivery | undefined;
  readonly facts: VpnHandoverFacts;
  /** The folder of the handover pack. */
  readonly pack: string;
  readonly device: HospitalDevice;
  readonly lan: HospitalLan;
  readonly endpoints: readonly [AwsEndpoint, AwsEndpoint];
  readonly vpc: LabVpc;
  readonly ingest: RehearsedIngest;
  readonly neighbour: NeighbourSite;
}

/** A workstation's host names: the template's DNS records, or the pack's hosts entry if HeartLab creates no record. */
const namesOf = ({ environment, template }: RehearsalTarget, { hostName }: VpnHandoverFacts): readonly string[] =>
  environment.ingest.hostedZoneId === undefined ? [hostName] : recordNames(template);

/** Writes the hospital's pack to the lab's folder; returns the device's files with their content. */
async function writePack(
  lab: RehearsalLab,
  { site, environment }: RehearsalTarget,
  facts: VpnHandoverFacts,
  caBundle: string,
): Promise<{ readonly folder: string; readonly device: readonly DeviceFile[] }> {
  const folder = lab.file('pack');
  const files = await packFiles(facts, site, environment, { preview: false, commit: 'rehearsal', caBundle });
  for (const { path, content, mode } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  }
  const device = files.flatMap(({ path, content }) =>
    path.startsWith('device/') ? [{ name: path.slice('device/'.length), text: `${content}` }] : [],
  );
  return { folder, device };
}

/** Builds the testbed, slow parts in parallel. The first step starts the device. */
export async function buildTestbed(lab: RehearsalLab, target: RehearsalTarget): Promise<Testbed> {
  const { site, environment, fleet, template, cell } = target;
  const facts = rehearsedFacts(target);
  const cloud = cloudVpn(template);
  const delivery = cloudDelivery(template);
  const keys = newKeys();
  const problem = returnRouteProblem(template) ?? (cell && cellServiceProblem(site.site, template, cell));
  if (problem !== undefined) throw new TemplateError(problem);
  const [one, two] = facts.vpn.tunnels;
  const machines = await wireUp(lab, {
    device: facts.vpn.publicIp,
    aws: [one.outsideAddress, two.outsideAddress],
  });

  const endpoint = (number: 1 | 2): AwsEndpoint => {
    const index = number === 1 ? 0 : 1;
    const wire = { ...LAB_ADDRESSES.endpoint[index], vpcMachine: machines.vpc };
    return new AwsEndpoint(
      machines.aws[index],
      { cloud, number, wire, outsideAddress: facts.vpn.tunnels[index].outsideAddress, mtu: facts.vpn.mtu.mtu },
      keys[index],
    );
  };
  const endpoints = [endpoint(1), endpoint(2)] as const;
  const vpc = new LabVpc(machines.vpc, {
    cloud,
    delivery,
    ingress: endpointIngress(template),
    routesOut: cloudRoutesOut(template),
    endpointAddresses: facts.endpointAddresses.map(({ address }) => address),
  });
  const ingest = new RehearsedIngest(
    { own: machines.ingest, neighbour: machines.neighbourIngest, database: machines.database },
    { site, environment, fleet, cell },
  );
  await ingest.makeCertificates();
  const pack = await writePack(lab, target, facts, readFileSync(ingest.ca, 'utf8'));
  const lan = new HospitalLan(machines.lan, machines.device, facts, namesOf(target, facts));
  const neighbour = new NeighbourSite(machines.neighbour, target);
  const device = new HospitalDevice(machines.device, { facts, files: pack.device, keys });
  await Promise.all([
    lan.start(),
    vpc.start(),
    ingest.start(),
    neighbour.start(),
    ...endpoints.map((one) => one.start()),
  ]);
  return {
    lab,
    target,
    cloud,
    delivery,
    facts,
    pack: pack.folder,
    device,
    lan,
    endpoints,
    vpc,
    ingest,
    neighbour,
  };
}
