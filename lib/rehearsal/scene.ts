import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DeviceFile } from '../handover/devices/device-file';
import type { VpnHandoverFacts } from '../handover/facts';
import { packFiles } from '../handover/pack';
import { ingestSites } from '../ingest/sites';
import { deliveryHost } from '../site/delivery';
import { AwsEndpoint } from './cloud/endpoint';
import { type CloudDelivery, type CloudVpn, cloudDelivery, cloudVpn, endpointIngress } from './cloud/template';
import { Vpc } from './cloud/vpc';
import { HospitalDevice } from './hospital/device';
import { Lan } from './hospital/lan';
import { RehearsedIngest } from './ingest/ingest';
import { joinInternet, newKeys } from './lab/internet';
import type { Lab } from './lab/lab';
import { Neighbour } from './neighbour';
import { rehearsedLiveSite, WIRES } from './plan';
import { rehearsedFacts, type Subject } from './subject';

/** The site, whole: hospital, internet, AWS's endpoints, VPC, ingest, and another site beside it. */
export interface Scene {
  readonly lab: Lab;
  readonly subject: Subject;
  readonly cloud: CloudVpn;
  readonly delivery: CloudDelivery | undefined;
  readonly facts: VpnHandoverFacts;
  /** The folder of the handover pack. */
  readonly pack: string;
  readonly device: HospitalDevice;
  readonly lan: Lan;
  readonly endpoints: readonly [AwsEndpoint, AwsEndpoint];
  readonly vpc: Vpc;
  readonly ingest: RehearsedIngest;
  readonly neighbour: Neighbour;
}

/** The pack as the hospital gets it, in the lab's folder; of its device's files the content too. */
async function writePack(
  lab: Lab,
  { site, environment, template }: Subject,
  caBundle: string,
): Promise<{ readonly folder: string; readonly device: readonly DeviceFile[] }> {
  const folder = lab.file('pack');
  const options = { device: 'strongswan', preview: false, commit: 'rehearsal', caBundle } as const;
  const files = await packFiles(site, environment, rehearsedLiveSite(template), options);
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

/** Builds all of it; what takes its time starts side by side. The device is started by the first step. */
export async function buildScene(lab: Lab, subject: Subject): Promise<Scene> {
  const { site, environment, fleet, template } = subject;
  const facts = rehearsedFacts(subject);
  const cloud = cloudVpn(template);
  const delivery = cloudDelivery(template);
  const keys = newKeys();
  const [inet, dev, lanMachine, aws1, aws2, vpcMachine, ingestMachine, nbr] = await Promise.all(
    (['inet', 'device', 'lan', 'aws1', 'aws2', 'vpc', 'ingest', 'nbr'] as const).map((name) => lab.machine(name)),
  );
  if (!inet || !dev || !lanMachine || !aws1 || !aws2 || !vpcMachine || !ingestMachine || !nbr)
    throw new RangeError('a machine is missing');
  const [one, two] = facts.vpn.tunnels;
  await joinInternet(inet, [
    { machine: dev, address: facts.vpn.publicIp },
    { machine: aws1, address: one.outsideAddress },
    { machine: aws2, address: two.outsideAddress },
  ]);
  const { privateLink, endpoint } = WIRES;
  await Promise.all([
    lab.cable(
      { machine: aws1, device: 'vpc', address: `${endpoint[0].aws}/30` },
      { machine: vpcMachine, device: 'aws1', address: `${endpoint[0].vpc}/30` },
    ),
    lab.cable(
      { machine: aws2, device: 'vpc', address: `${endpoint[1].aws}/30` },
      { machine: vpcMachine, device: 'aws2', address: `${endpoint[1].vpc}/30` },
    ),
    lab.cable(
      { machine: vpcMachine, device: 'plink', address: `${privateLink.vpc}/${privateLink.prefix}` },
      { machine: ingestMachine, device: 'plink', address: `${privateLink.ingest}/${privateLink.prefix}` },
    ),
    lab.cable(
      { machine: nbr, device: 'plink', address: `${WIRES.neighbour.nbr}/30` },
      { machine: ingestMachine, device: 'nbr', address: `${WIRES.neighbour.ingest}/30` },
    ),
  ]);
  await vpcMachine.ip('address', 'add', `${privateLink.delivery}/${privateLink.prefix}`, 'dev', 'plink');
  const endpoints = [aws1, aws2].map((machine, index) => {
    const wire = endpoint[index === 0 ? 0 : 1];
    return new AwsEndpoint(
      machine,
      {
        ...{ cloud, number: index === 0 ? 1 : 2, mtu: facts.vpn.mtu.mtu, wire: { ...wire, vpcMachine } },
        outsideAddress: (index === 0 ? one : two).outsideAddress,
      },
      keys[index === 0 ? 0 : 1],
    );
  });
  const [first, second] = endpoints;
  if (first === undefined || second === undefined) throw new RangeError('an endpoint is missing');
  for (const [index, machine] of [aws1, aws2].entries())
    await machine.ip('route', 'add', cloud.vpcCidr, 'via', endpoint[index === 0 ? 0 : 1].vpc);
  const vpc = new Vpc(vpcMachine, {
    ...{ cloud, ingress: endpointIngress(template), delivery },
    endpointAddresses: facts.endpointAddresses.map(({ address }) => address),
  });
  const ingest = new RehearsedIngest(ingestMachine, { site, environment, sites: ingestSites(fleet, environment.name) });
  ingestMachine.knowHosts([`${privateLink.delivery} ${deliveryHost(site.site, environment.name)}`]);
  await ingest.makeCertificates();
  const pack = await writePack(lab, subject, readFileSync(ingest.ca, 'utf8'));
  const files = pack.device;
  const lan = new Lan(lanMachine, dev, facts);
  const neighbour = new Neighbour(nbr, subject);
  const device = new HospitalDevice(dev, { facts, files, keys });
  await Promise.all([
    lan.start(),
    vpc.start(),
    ingest.start(),
    neighbour.start(),
    ...endpoints.map((end) => end.start()),
  ]);
  return {
    lab,
    subject,
    cloud,
    delivery,
    facts,
    pack: pack.folder,
    device,
    lan,
    endpoints: [first, second],
    vpc,
    ingest,
    neighbour,
  };
}
