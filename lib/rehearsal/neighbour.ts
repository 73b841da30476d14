import { addressText, cidrBlock } from '../config/addressing/ipv4';
import type { LabMachine } from './lab/lab';
import { LAB_ADDRESSES, neighbourCidr, workstationAddresses } from './plan';
import type { RehearsalTarget } from './target';
import { rehearsedFacts } from './target';

/** Another site of the environment, whose hospital has the same CIDRs: its endpoint, and a machine behind it. */
export class NeighbourSite {
  readonly cidr: string;
  /** Its endpoint, which this hospital must not reach. */
  readonly endpoint: string;
  /** A machine of its hospital, with the same address as a machine here. */
  readonly machineAddress: string;

  constructor(
    readonly machine: LabMachine,
    target: RehearsalTarget,
  ) {
    this.cidr = neighbourCidr(target.site);
    this.endpoint = addressText(cidrBlock(this.cidr).first + 4);
    this.machineAddress = workstationAddresses(rehearsedFacts(target))[0] ?? '';
  }

  async start(): Promise<void> {
    const { machine } = this;
    for (const address of [this.endpoint, this.machineAddress])
      await machine.ip('address', 'add', `${address}/32`, 'dev', 'lo');
    await machine.nft(`table ip privatelink {
  chain out { type nat hook output priority -100; ip daddr ${this.endpoint} meta l4proto tcp dnat to ${LAB_ADDRESSES.neighbour.ingest}; }
  chain in { type nat hook prerouting priority dstnat; ip daddr ${this.endpoint} meta l4proto tcp dnat to ${LAB_ADDRESSES.neighbour.ingest}; }
  chain sources { type nat hook postrouting priority srcnat; ip daddr ${LAB_ADDRESSES.neighbour.ingest} snat to ${LAB_ADDRESSES.neighbour.nbr}; }
}`);
  }
}
