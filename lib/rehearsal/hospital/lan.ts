import type { VpnHandoverFacts } from '../../handover/facts';
import type { LabMachine } from '../lab/lab';
import { LAB_ADDRESSES, workstationAddresses } from '../plan';

/** A security group answers with silence; `refused` is somebody's answer. */
export type PortAnswer = 'open' | 'refused' | 'silent';

/** What stands behind the hospital's device: a workstation in each of its CIDRs, and the PACS that results go to. */
export class HospitalLan {
  readonly workstations: readonly string[];

  constructor(
    readonly machine: LabMachine,
    private readonly device: LabMachine,
    private readonly facts: VpnHandoverFacts,
    /** What the hospital's DNS knows, all of it at the endpoint's addresses. */
    private readonly names: readonly string[],
  ) {
    this.workstations = workstationAddresses(facts);
  }

  async start(): Promise<void> {
    const { machine, device, facts } = this;
    const { lan } = LAB_ADDRESSES;
    await machine.lab.cable(
      { machine, device: 'lan0', address: `${lan.lan}/30` },
      { machine: device, device: 'lan0', address: `${lan.device}/30` },
    );
    // In a CIDR of one address the workstation is the PACS.
    for (const address of new Set([...this.workstations, ...facts.deliveries.map(({ address: pacs }) => pacs)]))
      await machine.ip('address', 'add', `${address}/32`, 'dev', 'lan0');
    await machine.ip(
      ...['route', 'add', 'default', 'via', lan.device, 'dev', 'lan0', 'src', this.workstations[0] ?? lan.lan],
    );
    for (const cidr of facts.hospitalCidrs) await device.ip('route', 'add', cidr, 'via', lan.lan, 'dev', 'lan0');
    machine.knowHosts(facts.endpointAddresses.flatMap(({ address }) => this.names.map((name) => `${address} ${name}`)));
  }

  /** What a TCP port answers within so many seconds. By curl, which knows by itself whether it was refused or heard nothing. */
  async knock(address: string, port: number, seconds = 2): Promise<PortAnswer> {
    const curl = ['-so', '/dev/null', '--connect-timeout', `${seconds}`, '-m', `${seconds + 2}`];
    const { stdout } = await this.machine.outputOf('curl', [
      ...[...curl, '-w', '%{time_connect} %{exitcode}', `http://${address}:${port}/`],
    ]);
    const [connected, code] = stdout.split(' ');
    if (Number(connected) > 0) return 'open';
    return code === '28' ? 'silent' : 'refused';
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
