import type { VpnHandoverFacts } from '../../handover/facts';
import type { Machine } from '../lab/lab';
import { WIRES, workstations } from '../plan';

/** A security group answers with silence; `refused` is somebody's answer. */
export type Answer = 'open' | 'refused' | 'silent';

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

  /** What a TCP port answers within so many seconds. */
  async knock(address: string, port: number, seconds = 2): Promise<Answer> {
    const knock = `timeout ${seconds} bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$0" "$1" 2>&-; echo $?`;
    const { stdout } = await this.machine.run('sh', ['-c', knock, address, `${port}`], seconds + 5);
    return { '0': 'open' as const, '124': 'silent' as const }[stdout.trim()] ?? 'refused';
  }

  /** Whether something listens there, at the hospital. */
  async listens(port: number): Promise<boolean> {
    return (await this.machine.run('ss', ['-Hltn', `sport = :${port}`])).stdout !== '';
  }

  /** From any of the hospital's addresses, to a port with TLS: whatever is answered is an answer. */
  async answersTls(address: string, from: string, port = 443): Promise<boolean> {
    const curl = ['-sk', '--interface', from, '-m', '3', '-o', '/dev/null'];
    return this.machine.succeeds('curl', [...curl, `https://${address}:${port}/`]);
  }
}
