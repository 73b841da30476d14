import type { LabMachine, RehearsalLab } from './lab/lab';
import { LAB_ADDRESSES } from './plan';

/** The machines of a rehearsal, and the cables between them. */
export interface LabMachines {
  /** The internet between the device and AWS. */
  readonly inet: LabMachine;
  readonly device: LabMachine;
  /** The hospital's network behind the device. */
  readonly lan: LabMachine;
  readonly aws: readonly [LabMachine, LabMachine];
  readonly vpc: LabMachine;
  /** The site's cell. */
  readonly ingest: LabMachine;
  /** Another site, with its VPC. */
  readonly neighbour: LabMachine;
  readonly neighbourIngest: LabMachine;
  /** PostgreSQL, for both cells. */
  readonly database: LabMachine;
}

export interface PublicAddresses {
  readonly device: string;
  readonly aws: readonly [string, string];
}

export async function wireUp(lab: RehearsalLab, addresses: PublicAddresses): Promise<LabMachines> {
  const [inet, device, lan, aws1, aws2, vpc, ingest, neighbour, neighbourIngest, database] = await Promise.all([
    lab.machine('inet'),
    lab.machine('device'),
    lab.machine('lan'),
    lab.machine('aws1'),
    lab.machine('aws2'),
    lab.machine('vpc'),
    lab.machine('ingest'),
    lab.machine('nbr'),
    lab.machine('nbringest'),
    lab.machine('database'),
  ]);
  await joinInternet(inet, [
    { machine: device, address: addresses.device },
    { machine: aws1, address: addresses.aws[0] },
    { machine: aws2, address: addresses.aws[1] },
  ]);
  const { privateLink, endpoint, wayOut, database: toDatabase } = LAB_ADDRESSES;
  await Promise.all([
    lab.cable(
      { machine: aws1, device: 'vpc', address: `${endpoint[0].aws}/30` },
      { machine: vpc, device: 'aws1', address: `${endpoint[0].vpc}/30` },
    ),
    lab.cable(
      { machine: aws2, device: 'vpc', address: `${endpoint[1].aws}/30` },
      { machine: vpc, device: 'aws2', address: `${endpoint[1].vpc}/30` },
    ),
    lab.cable(
      { machine: vpc, device: 'plink', address: `${privateLink.vpc}/${privateLink.prefix}` },
      { machine: ingest, device: 'plink', address: `${privateLink.ingest}/${privateLink.prefix}` },
    ),
    lab.cable(
      { machine: neighbour, device: 'plink', address: `${LAB_ADDRESSES.neighbour.nbr}/30` },
      { machine: neighbourIngest, device: 'plink', address: `${LAB_ADDRESSES.neighbour.ingest}/30` },
    ),
    lab.cable(
      { machine: ingest, device: 'database', address: `${toDatabase[0].cell}/30` },
      { machine: database, device: 'ingest', address: `${toDatabase[0].database}/30` },
    ),
    lab.cable(
      { machine: neighbourIngest, device: 'database', address: `${toDatabase[1].cell}/30` },
      { machine: database, device: 'nbringest', address: `${toDatabase[1].database}/30` },
    ),
    lab.cable(
      { machine: vpc, device: 'out', address: `${wayOut.vpc}/30` },
      { machine: neighbour, device: 'vpc', address: `${wayOut.nbr}/30` },
    ),
  ]);
  await vpc.ip('address', 'add', `${privateLink.delivery}/${privateLink.prefix}`, 'dev', 'plink');
  return { inet, device, lan, aws: [aws1, aws2], vpc, ingest, neighbour, neighbourIngest, database };
}

/** The internet: a bridge, on which every machine receives every ARP request. */
export async function joinInternet(
  inet: LabMachine,
  hosts: readonly { readonly machine: LabMachine; readonly address: string }[],
): Promise<void> {
  await inet.ip('link', 'add', 'net0', 'type', 'bridge');
  await inet.ip('link', 'set', 'net0', 'up');
  for (const { machine, address } of hosts) {
    // Not `dev`, which is a keyword of ip(8).
    const device = `to-${machine.name}`;
    await machine.lab.cable({ machine, device: 'wan', address: `${address}/32` }, { machine: inet, device });
    await inet.ip('link', 'set', 'dev', device, 'master', 'net0');
    await machine.ip('route', 'add', 'default', 'dev', 'wan');
  }
}
