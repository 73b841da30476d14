import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../until';
import { freePorts, Program, postgresPrograms, run } from './program';

/** Whether a program listens there. */
export const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** PostgreSQL refuses to run as root, so it then runs as Debian's user `postgres`. */
const ROOT = process.getuid?.() === 0;
const as = (command: string, args: readonly string[]): readonly [string, readonly string[]] =>
  ROOT ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]] : [command, args];

/** A separate PostgreSQL in a folder, with TLS and a password as in RDS. */
export class Postgres {
  private constructor(
    readonly port: number,
    private readonly launch: () => Program,
    private program: Program,
  ) {}

  /** @param fsync `on`: committed data survives a crash, as in RDS. `off` is faster. */
  static async start(
    folder: string,
    password: string,
    tls: { certificate: string; key: string },
    fsync: 'on' | 'off' = 'off',
  ): Promise<Postgres> {
    const bin = postgresPrograms() ?? '/usr/bin';
    const home = join(folder, 'postgres');
    mkdirSync(home);
    const data = join(home, 'data');
    const secret = join(home, 'password');
    const owner = ROOT
      ? { uid: Number(run('id', ['-u', 'postgres'])), gid: Number(run('id', ['-g', 'postgres'])) }
      : undefined;
    const own = (file: string, mode: number): void => {
      chmodSync(file, mode);
      if (owner !== undefined) chownSync(file, owner.uid, owner.gid);
    };
    run('sh', ['-c', `cat > ${secret}`], password);
    run('cp', [tls.certificate, join(home, 'tls.crt')]);
    run('cp', [tls.key, join(home, 'tls.key')]);
    own(home, 0o700);
    for (const file of ['password', 'tls.crt', 'tls.key']) own(join(home, file), 0o600);

    run(
      ...as(`${bin}/initdb`, [
        '-D',
        data,
        '-U',
        'stow',
        '-A',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--no-sync',
        `--pwfile=${secret}`,
      ]),
    );
    // TLS is required, as in RDS with rds.force_ssl.
    writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    const [port = 0] = await freePorts(1);
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: home,
      ssl: 'on',
      ssl_cert_file: join(home, 'tls.crt'),
      ssl_key_file: join(home, 'tls.key'),
      fsync,
      max_connections: 100,
    };
    const launch = (): Program =>
      new Program(
        ...as(`${bin}/postgres`, [
          '-D',
          data,
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ]),
        join(folder, 'postgres.log'),
      );
    const program = launch();
    await program
      .ready(() => listens(port))
      .catch(async (error: unknown) => {
        await program.stop('SIGINT');
        throw error;
      });
    return new Postgres(port, launch, program);
  }

  /** Kills the first process (the postmaster). The other processes then end. */
  kill(): Promise<void> {
    return this.program.stop('SIGKILL');
  }

  /** Starts it again after `kill()`. It refuses to start while earlier processes exist. */
  startAgain(): Promise<void> {
    return until('PostgreSQL starts again', async () => {
      this.program = this.launch();
      return this.program
        .ready(() => listens(this.port))
        .then(
          () => true,
          () => undefined,
        );
    }).then(() => {});
  }

  /** SIGINT: PostgreSQL's fast shutdown. */
  stop(): Promise<void> {
    return this.program.stop('SIGINT');
  }
}
