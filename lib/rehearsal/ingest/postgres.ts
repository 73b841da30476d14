import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMachine } from '../lab/lab';
import type { IssuedIdentity } from './certificates';

const ROOT = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs, of the newest version. An installation with only the client has no initdb. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).toSorted() : [];
  return versions.map((version) => join(ROOT, version, 'bin')).findLast((bin) => existsSync(join(bin, 'initdb')));
}

export interface PostgresOptions {
  readonly machine: LabMachine;
  readonly tls: IssuedIdentity;
  readonly port: number;
  readonly master: string;
}

/**
 * PostgreSQL with TLS, instead of RDS. It refuses to run as root, so it runs as Debian's postgres user.
 *
 * @returns the folder of its socket, where the master user needs no password
 */
export async function startPostgres({ machine, tls, port, master }: PostgresOptions): Promise<string> {
  const bin = postgresPrograms() ?? '/usr/bin';
  const home = machine.lab.file('postgres');
  mkdirSync(home, { mode: 0o700 });
  const number = async (flag: string) => Number((await machine.lab.run('id', [flag, 'postgres'])).stdout);
  const uid = await number('-u');
  const gid = await number('-g');
  const own = (file: string, mode: number) => {
    chmodSync(file, mode);
    chownSync(file, uid, gid);
  };
  copyFileSync(tls.certificate, join(home, 'tls.crt'));
  copyFileSync(tls.key, join(home, 'tls.key'));
  for (const file of ['tls.crt', 'tls.key']) own(join(home, file), 0o600);
  own(home, 0o700);
  const as = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
  const data = join(home, 'data');
  const initdb = [`${bin}/initdb`, '-D', data, '-U', master, '-A', 'trust', '-E', 'UTF8', '--locale=C'];
  await machine.run('setpriv', [...as, ...initdb, '--no-sync', '--no-instructions']);
  // TLS is required, as in RDS with rds.force_ssl.
  writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 0.0.0.0/0 scram-sha-256\nlocal all all trust\n');
  const settings = {
    port,
    listen_addresses: '0.0.0.0',
    unix_socket_directories: home,
    ssl: 'on',
    fsync: 'off',
    ssl_cert_file: join(home, 'tls.crt'),
    ssl_key_file: join(home, 'tls.key'),
    max_connections: 100,
  };
  const service = machine.start('postgres', 'setpriv', [
    ...as,
    `${bin}/postgres`,
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const psql = ['psql', '-h', home, '-p', `${port}`, '-U', master, '-d', 'postgres', '-c', 'SELECT 1'];
  await service.ready('PostgreSQL', () => machine.succeeds('setpriv', [...as, ...psql]));
  return home;
}
