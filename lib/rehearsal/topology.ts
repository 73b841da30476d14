import { joinInternet } from './lab/internet';
import type { Lab, Machine } from './lab/lab';
import { WIRES } from './plan';

/** The machines of a rehearsal, and the cables between them. */
export interface Machines {
  /** Between the device and AWS. */
  readonly inet: Machine;
  readonly device: Machine;
  /** What stands behind the device. */
  readonly lan: Machine;
  readonly aws: readonly [Machine, Machine];
  readonly vpc: Machine;
  /** The site's cell. */
  readonly ingest: Machine;
  /** Another site, with its VPC. */
  readonly neighbour: Machine;
  readonly neighbourIngest: Machine;
  /** PostgreSQL, for both cells. */
  readonly database: Machine;
}

export interface PublicAddresses {
  readonly device: string;
  readonly aws: readonly [string, string];
}

export async function wireUp(lab: Lab, addresses: PublicAddresses): Promise<Machines> {
  const [inet, device, lan, aws1, aws2, vpc, ingest, neighbour, neighbourIngest, database] = await Promise.all([
    ...([lab.machine('inet'), lab.machine('device'), lab.machine('lan'), lab.machine('aws1')] as const),
    ...([lab.machine('aws2'), lab.machine('vpc'), lab.machine('ingest'), lab.machine('nbr')] as const),
    ...([lab.machine('nbringest'), lab.machine('database')] as const),
  ]);
  await joinInternet(inet, [
    { machine: device, address: addresses.device },
    { machine: aws1, address: addresses.aws[0] },
    { machine: aws2, address: addresses.aws[1] },
  ]);
  const { privateLink, endpoint, wayOut, database: toDatabase } = WIRES;
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
      { machine: neighbour, device: 'plink', address: `${WIRES.neighbour.nbr}/30` },
      { machine: neighbourIngest, device: 'plink', address: `${WIRES.neighbour.ingest}/30` },
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
