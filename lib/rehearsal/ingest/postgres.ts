import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../lab/lab';
import type { Identity } from './certificates';

const ROOT = '/usr/lib/postgresql';

/** Where PostgreSQL's programs are, of the newest version; its client alone has no initdb. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).toSorted() : [];
  return versions.map((version) => join(ROOT, version, 'bin')).findLast((bin) => existsSync(join(bin, 'initdb')));
}

export interface PostgresOptions {
  readonly machine: Machine;
  readonly tls: Identity;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** In place of RDS: PostgreSQL with TLS and a password. It refuses to run as root, so it runs as Debian's user of it. */
export async function startPostgres(options: PostgresOptions): Promise<void> {
  const { machine, tls, port, user, password, database } = options;
  const bin = postgresPrograms() ?? '/usr/bin';
  const home = machine.lab.file('postgres');
  mkdirSync(home, { mode: 0o700 });
  const number = async (flag: string) => Number((await machine.lab.run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = [await number('-u'), await number('-g')];
  const own = (file: string, mode: number) => {
    chmodSync(file, mode);
    chownSync(file, uid, gid);
  };
  const secret = join(home, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  copyFileSync(tls.certificate, join(home, 'tls.crt'));
  copyFileSync(tls.key, join(home, 'tls.key'));
  for (const file of ['password', 'tls.crt', 'tls.key']) own(join(home, file), 0o600);
  own(home, 0o700);
  const as = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
  const data = join(home, 'data');
  await machine.run('setpriv', [
    ...[...as, `${bin}/initdb`, '-D', data, '-U', user, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C'],
    ...['--no-sync', '--no-instructions', `--pwfile=${secret}`],
  ]);
  // Nobody without TLS, as RDS with rds.force_ssl; by the socket in our own folder the database is made.
  writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n');
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: home, ssl: 'on', fsync: 'off' },
    ...{ ssl_cert_file: join(home, 'tls.crt'), ssl_key_file: join(home, 'tls.key'), max_connections: 100 },
  };
  const service = machine.start('postgres', 'setpriv', [
    ...[...as, `${bin}/postgres`, '-D', data],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const psql = ['psql', '-h', home, '-p', `${port}`, '-U', user, '-d', 'postgres', '-c'];
  await service.ready('PostgreSQL', () => machine.succeeds('setpriv', [...as, ...psql, 'SELECT 1']));
  await machine.run('setpriv', [...as, ...psql, `CREATE DATABASE ${database}`]);
}
