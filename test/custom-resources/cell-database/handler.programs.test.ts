import { setTimeout as sleep } from 'node:timers/promises';
import { connectToDatabase } from '../../../lib/custom-resources/cell-database/connection';
import { databaseEvent } from '../../support/builders/database-events';
import { createIn, handlerOn, killedAfter, loginOf, MASTER, realServer } from '../../support/programs/postgres-server';

// With Debian's PostgreSQL 15. cell-database.parts.test.ts tests what differs in 16 and newer.
const server = realServer();

const alpha = loginOf('alpha');
const create = (...sites: readonly string[]): Promise<void> => createIn(server(), ...sites);
const code = (error: unknown) => (error as { code?: string }).code;
const refusedIn = (database: string, login = alpha) =>
  server()
    .ask(login, database, 'SELECT 1')
    .then(() => 'connected', code);

describe('Create', () => {
  test('creates a database with the mark of the site, which the role owns and may use', async () => {
    await expect(handlerOn(server()).handler(databaseEvent('Create', 'alpha'))).resolves.toEqual({
      PhysicalResourceId: 'site-alpha',
    });
    const [found] = await server().asRoot(
      `SELECT pg_get_userbyid(datdba) AS owner, shobj_description(oid, 'pg_database') AS mark, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'site-alpha'`,
    );
    expect(found).toEqual({ owner: 'site-alpha', mark: 'heartlab site alpha', encoding: 'UTF8' });
    await server().ask(alpha, 'site-alpha', 'CREATE TABLE studies (id int)');
    await server().ask(alpha, 'site-alpha', 'CREATE EXTENSION pg_trgm');
  });

  test('gives the role no other rights', async () => {
    await create('alpha');
    const [role] = await server().asRoot(
      `SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit,
       (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships FROM pg_roles r WHERE rolname = 'site-alpha'`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
      rolconnlimit: 24,
      memberships: 0,
    });
  });

  test('the role can connect only to its own database', async () => {
    await create('alpha', 'alpha-2');
    expect(await refusedIn('site-alpha')).toBe('connected');
    // 42501: insufficient_privilege.
    for (const other of ['site-alpha-2', 'postgres', 'template1', 'studies'])
      expect([other, await refusedIn(other)]).toEqual([other, '42501']);
    expect(await refusedIn('site-alpha', loginOf('alpha-2'))).toBe('42501');
    expect(await refusedIn('site-alpha-2', loginOf('alpha-2'))).toBe('connected');
  });

  test('a database that is open to PUBLIC, and that the master user may not change, is logged', async () => {
    await server().asRoot('CREATE DATABASE foreign_and_open');
    try {
      const { handler, lines } = handlerOn(server());
      await handler(databaseEvent('Create', 'alpha'));
      expect(lines).toEqual([
        expect.objectContaining({ outcome: 'done', openToEverybody: expect.arrayContaining(['foreign_and_open']) }),
      ]);
    } finally {
      await server().asRoot('DROP DATABASE foreign_and_open');
    }
  });

  test('the connection limit applies', async () => {
    const properties = { ...(databaseEvent('Create', 'alpha').ResourceProperties as object), ConnectionLimit: '2' };
    await handlerOn(server()).handler(databaseEvent('Create', 'alpha', { ResourceProperties: properties }));
    const open = [await server().client(alpha, 'site-alpha'), await server().client(alpha, 'site-alpha')];
    // 53300: too_many_connections.
    expect(await refusedIn('site-alpha')).toBe('53300');
    await Promise.all(open.map((client) => client.end()));
  });

  test('the password is in no statement', async () => {
    await create('alpha');
    const log = server().log();
    expect(log).toContain('ALTER ROLE "site-alpha" LOGIN');
    expect(log).not.toContain(alpha.password);
    expect(log).not.toContain(MASTER.password);
  });

  test('a certificate of another CA is refused', async () => {
    const ca = (await import('node:tls')).rootCertificates.join('\n');
    await expect(
      handlerOn(server(), { server: { ...server().address, ca } }).handler(databaseEvent('Create', 'alpha')),
    ).rejects.toThrow(/has a certificate that is not from Amazon's CAs or not for this name/);
  });

  test('a certificate for another name is refused', async () => {
    const wrongName = { ...server().address, host: '127.0.0.1' };
    await expect(handlerOn(server(), { server: wrongName }).handler(databaseEvent('Create', 'alpha'))).rejects.toThrow(
      /PostgreSQL at 127\.0\.0\.1:\d+ has a certificate .*ERR_TLS_CERT_ALTNAME_INVALID/,
    );
  });

  test('the failure for a wrong master password does not contain it', async () => {
    const wrong = { username: 'orthanc', password: 'another-invented-password' };
    const failed: Error = await handlerOn(server(), {
      readLogin: async (arn) => (arn.endsWith('alpha') ? alpha : wrong),
    })
      .handler(databaseEvent('Create', 'alpha'))
      .then(
        () => new Error('made'),
        (error) => error,
      );
    expect(failed.message).toMatch(
      /^alpha: PostgreSQL at localhost:\d+ refused the master user's password\. .*then deploy again/,
    );
    expect(failed.stack).toBe(failed.message);
    expect(failed.message).not.toContain(wrong.password);
  });
});

describe('repeated and concurrent runs', () => {
  test('an Update sets the password and the limit', async () => {
    await create('alpha');
    const changed = { ...alpha, password: 'another-invented-password' };
    const readLogin = async (arn: string) => (arn.endsWith('master') ? MASTER : changed);
    await handlerOn(server(), { readLogin }).handler(databaseEvent('Update', 'alpha'));
    expect(await refusedIn('site-alpha')).toBe('28P01');
    expect(await refusedIn('site-alpha', changed)).toBe('connected');
  });

  test('a Create that ends after any statement is completed by the next, and allows no login before', async () => {
    const all: string[] = [];
    await handlerOn(server(), { connect: killedAfter(Number.POSITIVE_INFINITY, all) }).handler(
      databaseEvent('Create', 'alpha'),
    );
    expect(all.length).toBeGreaterThan(10);
    expect(all.at(-1)).toMatch(/^ALTER ROLE "site-alpha" LOGIN/);
    for (let count = 0; count < all.length; count += 1) {
      await server().forget('alpha');
      const killed = handlerOn(server(), { connect: killedAfter(count) });
      await expect(killed.handler(databaseEvent('Create', 'alpha'))).rejects.toThrow(/Internal error/);
      expect(await refusedIn('site-alpha')).not.toBe('connected');
      await create('alpha');
      expect(await refusedIn('site-alpha')).toBe('connected');
      const [marks] = await server().asRoot(
        `SELECT shobj_description(oid, 'pg_database') AS mark, has_database_privilege('public', oid, 'CONNECT') AS open FROM pg_database WHERE datname = 'site-alpha'`,
      );
      expect([count, marks]).toEqual([count, { mark: 'heartlab site alpha', open: false }]);
    }
    // Two creations for each of more than ten statements: half a minute on a busy machine.
  });

  test('concurrent creations run one after the other', async () => {
    const order: string[] = [];
    const recording =
      (name: string) =>
      async (...args: Parameters<typeof connectToDatabase>) => {
        const connection = await connectToDatabase(...args);
        order.push(`${name} begins`);
        return {
          query: async (text: string, values?: string[]) => {
            await sleep(5);
            return connection.query(text, values);
          },
          end: () => {
            order.push(`${name} ends`);
            return connection.end();
          },
        };
      };
    await Promise.all(
      ['alpha', 'alpha-2', 'alpha'].map((site, index) =>
        handlerOn(server(), { connect: recording(`${index}`) }).handler(databaseEvent('Create', site)),
      ),
    );
    expect(order).toHaveLength(6);
    for (const at of [0, 2, 4]) {
      expect(order[at]).toMatch(/ begins$/);
      expect(order[at + 1]).toBe(order[at]?.replace('begins', 'ends'));
    }
    expect(await refusedIn('site-alpha')).toBe('connected');
    expect(await refusedIn('site-alpha-2', loginOf('alpha-2'))).toBe('connected');
  });

  test('waiting too long for the lock of another run is reported', async () => {
    const holder = await connectToDatabase(server().address, MASTER);
    const impatient: typeof connectToDatabase = async (address, login) => {
      const client = await server().client(login, 'postgres');
      await client.query('SET lock_timeout = 50');
      await client.query('SELECT pg_advisory_lock(4857014)').catch(async (error: unknown) => {
        await client.end();
        throw error;
      });
      return { query: (text, values) => client.query(text, values), end: () => client.end(), address };
    };
    await expect(handlerOn(server(), { connect: impatient }).handler(databaseEvent('Create', 'alpha'))).rejects.toThrow(
      /has been locked by another run for more than 2 minutes\. Wait until/,
    );
    await holder.end();
  });

  test('a connection that the server ends is opened again', async () => {
    let ended = false;
    const once: typeof connectToDatabase = async (address, login) => {
      const connection = await connectToDatabase(address, login);
      return {
        end: () => connection.end(),
        query: async (text, values) => {
          if (text.startsWith('CREATE DATABASE') && !ended) {
            ended = true;
            await server().asRoot(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'heartlab cell-database'`,
            );
          }
          return connection.query(text, values);
        },
      };
    };
    await handlerOn(server(), { connect: once }).handler(databaseEvent('Create', 'alpha'));
    expect(ended).toBe(true);
    expect(await refusedIn('site-alpha')).toBe('connected');
  });

  test('an unreachable server is retried for four minutes, then reported', async () => {
    let clock = 0;
    let attempts = 0;
    const { handler } = handlerOn(server(), {
      server: { ...server().address, port: 1 },
      now: () => clock,
      pause: async () => {
        attempts += 1;
        clock += 3_000;
      },
    });
    await expect(handler(databaseEvent('Create', 'alpha'))).rejects.toThrow(
      /^alpha: PostgreSQL at localhost:1 could not be reached for some minutes \(ECONNREFUSED\)\. Check that/,
    );
    expect(attempts).toBe(80);
  });
});
