import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMachine } from '../lab/lab';
import type { LabService } from '../lab/run';
import { updownScript } from './updown';

/** For every proposal. libipsec encrypts in user space and is before netlink, which would use the kernel's ESP. */
const PLUGINS =
  'random nonce openssl aes sha1 sha2 hmac kdf gcm pem pkcs1 pubkey x509 revocation constraints socket-default kernel-libipsec kernel-netlink vici updown counters';

export interface CharonOptions {
  readonly name: string;
  /** Two daemons on one address need different ports. */
  readonly ports: { readonly ike: number; readonly natT: number };
  /** A table that no packet uses: libipsec writes its routes there, and the rehearsal's own routing applies. */
  readonly table: number;
  /** The name of the connection and of its child. */
  readonly connection: string;
  /** Files for swanctl, by name. All are loaded. */
  readonly files: Readonly<Record<string, string>>;
  /** Additional lines of strongswan.conf: a device's own settings. */
  readonly settings?: string;
  /** Additional plugins. */
  readonly plugins?: string;
  /** Shell commands that run when the tunnel comes up and when it goes down. */
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** One strongSwan charon: an AWS endpoint, or the hospital device's side of one tunnel. */
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

  /** charon's log, also for `heartlab diagnose`. */
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

  /** Rewrites a file; the daemon reads it at the next `load`. */
  writeFile(name: string, text: string): void {
    this.write(`swanctl/${name}`, text);
  }

  /** Starts the daemon without connections: its TUN device is configured between this call and `load`. */
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

  /** Loads its current files and starts the connections that start automatically. */
  async load(): Promise<void> {
    await this.swanctl('--load-all', '--noprompt');
  }

  async swanctl(...args: readonly string[]): Promise<string> {
    const { stdout } = await this.machine.run('env', [
      ...Object.entries(this.env).map(([name, value]) => `${name}=${value}`),
      'swanctl',
      ...args,
      '--uri',
      `unix://${this.socket}`,
    ]);
    return stdout;
  }

  /** For a command that may fail, or that reports failure after success. */
  async succeeds(...args: readonly string[]): Promise<boolean> {
    try {
      await this.swanctl(...args);
      return true;
    } catch {
      return false;
    }
  }

  /** Initiates the tunnel, if neither side does so automatically. */
  async initiate(): Promise<void> {
    await this.succeeds('--initiate', '--child', this.options.connection, '--timeout', '1');
  }

  /** Like a power cut: the peer is not notified. */
  async kill(): Promise<void> {
    await this.service?.stop('SIGKILL');
  }

  /** A regular stop: the peer is notified. */
  async stop(): Promise<void> {
    await this.service?.stop('SIGTERM');
  }

  /** Starts it again after `kill` or `stop`. */
  async restart(): Promise<void> {
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

  /** True while a child SA is installed and no IKE SA is being negotiated. */
  async settled(): Promise<boolean> {
    const sas = await this.sas();
    return sas.includes('INSTALLED') && !sas.includes('CONNECTING');
  }

  /** True while a child SA is installed. */
  async up(): Promise<boolean> {
    return /INSTALLED/.test(await this.sas());
  }
}
