import type { LabMachine } from './lab';

interface Listed {
  readonly nftables: readonly {
    readonly rule?: { readonly expr: readonly { readonly counter?: { readonly packets: number } }[] };
  }[];
}

/** Counts the packets that arrive at a machine, by nft expression (nft(8)), before any address translation. */
export class PacketCounter {
  private constructor(
    private readonly machine: LabMachine,
    private readonly table: string,
  ) {}

  static async start(machine: LabMachine, matches: readonly string[]): Promise<PacketCounter> {
    const table = `watch${machine.lab.count()}`;
    const rules = matches.map((match) => `${match} counter;`).join(' ');
    await machine.nft(`table ip ${table} { chain in { type filter hook prerouting priority mangle; ${rules} }; }`);
    return new PacketCounter(machine, table);
  }

  /** The number of packets of each expression so far. */
  async packets(): Promise<readonly number[]> {
    const { stdout } = await this.machine.run('nft', ['-j', 'list', 'table', 'ip', this.table]);
    const { nftables }: Listed = JSON.parse(stdout);
    return nftables.flatMap(({ rule }) => rule?.expr.flatMap(({ counter }) => counter?.packets ?? []) ?? []);
  }
}
