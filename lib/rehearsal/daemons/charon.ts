import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMachine } from '../lab/lab';
import type { LabService } from '../lab/run';
import { updownScript } from './updown';

/** Enough for every proposal; libipsec, which encrypts in user space, before netlink, which would ask the kernel for ESP. */
const PLUGINS =
  'random nonce openssl aes sha1 sha2 hmac kdf gcm pem pkcs1 pubkey x509 revocation constraints socket-default kernel-libipsec kernel-netlink vici updown counters';

export interface CharonOptions {
  readonly name: string;
  /** Two daemons of one address share no port. */
  readonly ports: { readonly ike: number; readonly natT: number };
  /** A table that no packet selects: libipsec writes its routes there, and the rehearsal's routing decides. */
  readonly table: number;
  /** The connection and its child, which have one name. */
  readonly connection: string;
  /** Files for swanctl, by name: all are loaded. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of strongswan.conf beside these: a device's own settings. */
  readonly settings?: string;
  /** Plugins beside the usual ones. */
  readonly plugins?: string;
  /** What is done, by a shell, when the tunnel comes and when it goes. */
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** One charon of strongSwan: an endpoint of AWS, or a tunnel's half of the hospital's device. */
export class CharonDaemon {
  private readonly folder: string;
  private readonly socket: string;
  private service: LabService | undefined;

  constructor(
    readonly machine: LabMachine,
    private readonly options: CharonOptions,
  ) {
    this.folder = machine.lab.file(options.name);
    this.socket = join(this.folder, 'vici');
  }

  /** What charon says of itself, for `heartlab diagnose` too. */
  log(): string {
    try {
      return readFileSync(join(this.folder, 'charon.log'), 'utf8');
    } catch {
      return '';
    }
  }

  private get env(): Readonly<Record<string, string>> {
    return { STRONGSWAN_CONF: join(this.folder, 'strongswan.conf'), SWANCTL_DIR: join(this.folder, 'swanctl') };
  }

  private write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text, { mode: 0o600 });
  }

  /** Writes a file again; the daemon knows it after `load`. */
  writeFile(name: string, text: string): void {
    this.write(`swanctl/${name}`, text);
  }

  /** Starts the daemon, without connections: what its TUN device needs comes between this and `load`. */
  async start(): Promise<void> {
    const { files, connection, up, down } = this.options;
    mkdirSync(join(this.folder, 'swanctl'), { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(files)) this.writeFile(name, text);
    const script = join(this.folder, 'updown');
    writeFileSync(script, updownScript({ count: this.count, up, down }), { mode: 0o700 });
    const hook = `connections { ${connection} { children { ${connection} { updown = ${script} } } } }`;
    this.write('swanctl/swanctl.conf', [...Object.keys(files).map((name) => `include ${name}`), hook, ''].join('\n'));
    this.write('strongswan.conf', this.daemonConf());
    await this.launch();
  }

  private get count(): string {
    return join(this.folder, 'children');
  }

  private daemonConf(): string {
    const { ports, table, settings = '', plugins = '' } = this.options;
    return `charon-systemd {
    load = ${PLUGINS} ${plugins}
    port = ${ports.ike}
    port_nat_t = ${ports.natT}
    routing_table = ${table}
    routing_table_prio = ${table}
    journal {
        default = -1
    }
    filelog {
        file {
            path = ${join(this.folder, 'charon.log')}
            time_format = %b %e %T
            flush_line = yes
            default = 1
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
`;
  }

  private async launch(): Promise<void> {
    rmSync(this.count, { force: true });
    const { name } = this.options;
    const service = this.machine.start(`${name}-charon`, '/usr/sbin/charon-systemd', [], this.env);
    this.service = service;
    await service.ready(`${name}: charon`, () => this.succeeds('--stats'));
  }

  /** Its files, as they are now; what starts by itself starts. */
  async load(): Promise<void> {
    await this.swanctl('--load-all', '--noprompt');
  }

  async swanctl(...args: readonly string[]): Promise<string> {
    const { stdout } = await this.machine.run('env', [
      ...Object.entries(this.env).map(([name, value]) => `${name}=${value}`),
      ...['swanctl', ...args, '--uri', `unix://${this.socket}`],
    ]);
    return stdout;
  }

  /** For what may fail, or says that it did when it has done what it should. */
  async succeeds(...args: readonly string[]): Promise<boolean> {
    try {
      await this.swanctl(...args);
      return true;
    } catch {
      return false;
    }
  }

  /** Asks the peer to build the tunnel, where neither side does so by itself. */
  async initiate(): Promise<void> {
    await this.succeeds('--initiate', '--child', this.options.connection, '--timeout', '1');
  }

  /** As a power cut would: the peer hears nothing. */
  async kill(): Promise<void> {
    await this.service?.stop('SIGKILL');
  }

  /** In order: the peer is told. */
  async stop(): Promise<void> {
    await this.service?.stop('SIGTERM');
  }

  /** Again, after it was killed or stopped. */
  async again(): Promise<void> {
    await this.launch();
    await this.load();
  }

  async sas(): Promise<string> {
    try {
      return await this.swanctl('--list-sas');
    } catch {
      return '';
    }
  }

  /** True while a child SA is installed. */
  async up(): Promise<boolean> {
    return /INSTALLED/.test(await this.sas());
  }
}
