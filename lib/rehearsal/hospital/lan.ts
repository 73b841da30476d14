import type { VpnHandoverFacts } from '../../handover/facts';
import type { LabMachine } from '../lab/lab';
import { LAB_ADDRESSES, workstationAddresses } from '../plan';

/** A security group drops silently; `refused` means that a host answered. */
export type PortAnswer = 'open' | 'refused' | 'silent';

/** Seconds without an answer after which a port is silent. */
export const SILENT_SECONDS = 3;
const ANSWER_SECONDS = 10;

/** The hospital's network behind its device: a workstation in each of its CIDRs, and the PACS that receives results. */
export class HospitalLan {
  readonly workstations: readonly string[];

  constructor(
    readonly machine: LabMachine,
    private readonly device: LabMachine,
    private readonly facts: VpnHandoverFacts,
    /** The names in the hospital's DNS, all with the endpoint's addresses. */
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
    // In a CIDR with one address the workstation is the PACS.
    for (const address of new Set([...this.workstations, ...facts.deliveries.map(({ address: pacs }) => pacs)]))
      await machine.ip('address', 'add', `${address}/32`, 'dev', 'lan0');
    const source = this.workstations[0] ?? lan.lan;
    await machine.ip('route', 'add', 'default', 'via', lan.device, 'dev', 'lan0', 'src', source);
    for (const cidr of facts.hospitalCidrs) await device.ip('route', 'add', cidr, 'via', lan.lan, 'dev', 'lan0');
    machine.knowHosts(facts.endpointAddresses.flatMap(({ address }) => this.names.map((name) => `${address} ${name}`)));
  }

  /**
   * Connects to a TCP port with a time limit. curl distinguishes a refusal from a missing answer. On a busy machine, an open port can
   * answer late: the limit is short only where no answer is expected.
   */
  async knock(address: string, port: number, expected: PortAnswer): Promise<PortAnswer> {
    const seconds = expected === 'silent' ? SILENT_SECONDS : ANSWER_SECONDS;
    const limits = ['--connect-timeout', `${seconds}`, '-m', `${seconds + 2}`];
    const format = ['-so', '/dev/null', '-w', '%{time_connect} %{exitcode}'];
    const { stdout } = await this.machine.outputOf('curl', [...limits, ...format, `http://${address}:${port}/`]);
    const [connected, code] = stdout.split(' ');
    if (Number(connected) > 0) return 'open';
    return code === '28' ? 'silent' : 'refused';
  }

  /** Whether the port is open at the hospital. */
  async listens(port: number): Promise<boolean> {
    return (await this.machine.run('ss', ['-Hltn', `sport = :${port}`])).stdout !== '';
  }

  /** Whether an HTTPS request from this address of the hospital gets any answer within the time. */
  async answersTls(address: string, from: string, seconds = ANSWER_SECONDS): Promise<boolean> {
    const curl = ['-sk', '--interface', from, '-m', `${seconds}`, '-o', '/dev/null'];
    return this.machine.succeeds('curl', [...curl, `https://${address}/`]);
  }
}
