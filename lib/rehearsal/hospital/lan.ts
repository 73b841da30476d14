import type { VpnHandoverFacts } from '../../handover/facts';
import type { Machine } from '../lab/lab';
import { WIRES, workstations } from '../plan';

/** What stands behind the hospital's device: a workstation in each of its CIDRs, and the PACS that results go to. */
export class Lan {
  readonly workstations: readonly string[];

  constructor(
    readonly machine: Machine,
    private readonly device: Machine,
    private readonly facts: VpnHandoverFacts,
  ) {
    this.workstations = workstations(facts);
  }

  async start(): Promise<void> {
    const { machine, device, facts } = this;
    const { lan } = WIRES;
    await machine.lab.cable(
      { machine, device: 'lan0', address: `${lan.lan}/30` },
      { machine: device, device: 'lan0', address: `${lan.device}/30` },
    );
    const pacs = [...new Set(facts.deliveries.map(({ address }) => address))];
    for (const address of [...this.workstations, ...pacs])
      await machine.ip('address', 'add', `${address}/32`, 'dev', 'lan0');
    await machine.ip(
      ...['route', 'add', 'default', 'via', lan.device, 'dev', 'lan0', 'src', this.workstations[0] ?? lan.lan],
    );
    for (const cidr of facts.hospitalCidrs) await device.ip('route', 'add', cidr, 'via', lan.lan, 'dev', 'lan0');
    machine.knowHosts(facts.endpointAddresses.map(({ address }) => `${address} ${facts.hostName}`));
  }

  /** Whether a TCP connection comes about. Silence is what a security group answers with. */
  connects(address: string, port: number, seconds = 2): Promise<boolean> {
    const open = 'exec 3<>"/dev/tcp/$0/$1"';
    return this.machine.succeeds('timeout', [`${seconds}`, 'bash', '-c', open, address, `${port}`], seconds + 5);
  }

  /** The same from any of the hospital's addresses, to a port with TLS: whatever is answered is an answer. */
  async answersTls(address: string, from: string, port = 443): Promise<boolean> {
    const curl = ['-sk', '--interface', from, '-m', '3', '-o', '/dev/null'];
    return this.machine.succeeds('curl', [...curl, `https://${address}:${port}/`]);
  }
}
