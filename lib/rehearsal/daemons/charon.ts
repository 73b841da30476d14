import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../lab/lab';
import { type Service, until } from '../lab/run';

/** Enough for every proposal; libipsec, which encrypts in user space, before netlink, which would ask the kernel for ESP. */
const PLUGINS =
  'random nonce openssl aes sha1 sha2 hmac kdf gcm pem pkcs1 pubkey x509 revocation constraints socket-default kernel-libipsec kernel-netlink vici updown counters';

export interface CharonOptions {
  readonly name: string;
  /** Two daemons of one address share no port. */
  readonly ports: { readonly ike: number; readonly natT: number };
  /** A table that no packet selects: libipsec writes its routes there, and the rehearsal's routing decides. */
  readonly table: number;
  /** swanctl.conf, and files that it includes by name. */
  readonly conf: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of strongswan.conf beside these: a device's own settings. */
  readonly settings?: string;
}

/** One charon of strongSwan: an endpoint of AWS, or a tunnel's half of the hospital's device. */
export class Charon {
  private readonly folder: string;
  private readonly socket: string;
  private service: Service | undefined;

  constructor(
    readonly machine: Machine,
    private readonly options: CharonOptions,
  ) {
    this.folder = machine.lab.file(options.name);
    this.socket = join(this.folder, 'vici');
  }

  /** What charon says of itself, for `heartlab diagnose` too. */
  get log(): string {
    return join(this.folder, 'charon.log');
  }

  private get env(): Readonly<Record<string, string>> {
    return { STRONGSWAN_CONF: join(this.folder, 'strongswan.conf'), SWANCTL_DIR: join(this.folder, 'swanctl') };
  }

  async start(): Promise<void> {
    const { ports, table, conf, files = {}, settings = '' } = this.options;
    mkdirSync(join(this.folder, 'swanctl'), { recursive: true, mode: 0o700 });
    const write = (path: string, text: string) => writeFileSync(join(this.folder, path), text, { mode: 0o600 });
    write('swanctl/swanctl.conf', conf);
    for (const [name, text] of Object.entries(files)) write(`swanctl/${name}`, text);
    write(
      'strongswan.conf',
      `charon-systemd {
    load = ${PLUGINS}
    port = ${ports.ike}
    port_nat_t = ${ports.natT}
    routing_table = ${table}
    routing_table_prio = ${table}
    journal {
        default = -1
    }
    filelog {
        file {
            path = ${this.log}
            time_format = %b %e %T
            flush_line = yes
            default = 1
            ike = 1
            cfg = 1
        }
    }
    plugins {
        vici {
            socket = unix://${this.socket}
        }
        kernel-netlink {
            fwmark = 0x99
        }
    }
}
${settings}
swanctl {
    load = random openssl pem pkcs1 x509
}
`,
    );
    await this.launch();
  }

  /** Again, after it was killed. */
  async launch(): Promise<void> {
    this.service = this.machine.start(`${this.options.name}-charon`, '/usr/sbin/charon-systemd', [], this.env);
    await until(`${this.options.name}: charon listens`, () => this.try('--stats'), 15);
    await this.swanctl('--load-all', '--noprompt');
  }

  async swanctl(...args: readonly string[]): Promise<string> {
    const { stdout } = await this.machine.run('env', [
      ...Object.entries(this.env).map(([name, value]) => `${name}=${value}`),
      ...['swanctl', ...args, '--uri', `unix://${this.socket}`],
    ]);
    return stdout;
  }

  async try(...args: readonly string[]): Promise<boolean> {
    try {
      await this.swanctl(...args);
      return true;
    } catch {
      return false;
    }
  }

  /** As a power cut would: the peer hears nothing. */
  async kill(): Promise<void> {
    await this.service?.stop('SIGKILL');
  }

  /** True while a child SA is installed. */
  async up(): Promise<boolean> {
    return /INSTALLED/.test(await this.swanctl('--list-sas'));
  }
}
