import { databaseEvent } from '../../support/builders/database-events';
import { createIn, handlerOn, loginOf, MASTER, realServer } from '../../support/programs/postgres-server';

// With a real PostgreSQL: what the handler refuses, what a Delete keeps, and what a person may drop.
const server = realServer();

const alpha = loginOf('alpha');
const create = (...sites: readonly string[]): Promise<void> => createIn(server(), ...sites);
const remove = (site: string) => handlerOn(server()).handler(databaseEvent('Delete', site));
const refusedIn = (database: string) =>
  server()
    .ask(alpha, database, 'SELECT 1')
    .then(
      () => 'connected',
      (error: { code?: string }) => error.code,
    );

describe('an object that does not belong to the site', () => {
  const createAgain = (site = 'alpha') => handlerOn(server()).handler(databaseEvent('Create', site));

  test.each([
    ['without a comment', undefined, 'no comment'],
    ['of another site', 'heartlab site beta', "the comment 'heartlab site beta'"],
    ['with the mark of the site and another owner', 'heartlab site alpha', "the comment 'heartlab site alpha'"],
  ])('a database %s is refused, and nothing is changed', async (_, comment, found) => {
    await server().ask(MASTER, 'postgres', 'CREATE DATABASE "site-alpha"');
    if (comment !== undefined) await server().asRoot(`COMMENT ON DATABASE "site-alpha" IS '${comment}'`);
    await expect(createAgain()).rejects.toThrow(
      `PostgreSQL has a database "site-alpha" with owner "orthanc" and ${found}; site alpha adopts only one`,
    );
    expect(await server().asRoot(`SELECT 1 FROM pg_roles WHERE rolname = 'site-alpha'`)).toEqual([]);
    // The Delete that follows a failed create.
    await remove('alpha');
    expect(await server().asRoot(`SELECT datallowconn FROM pg_database WHERE datname = 'site-alpha'`)).toEqual([
      { datallowconn: true },
    ]);
  });

  test('a database of the site’s role with another comment is refused', async () => {
    await create('alpha');
    await server().asRoot(`COMMENT ON DATABASE "site-alpha" IS 'kept for an audit'`);
    await expect(createAgain()).rejects.toThrow(/owner "site-alpha" and the comment 'kept for an audit'/);
  });

  test('a role that was not created for the site is refused, and a Delete does not change it', async () => {
    await server().asRoot(`CREATE ROLE "site-alpha" LOGIN PASSWORD '${alpha.password}'`);
    await expect(createAgain()).rejects.toThrow(
      /has a role "site-alpha" with no comment, which was not created for site alpha/,
    );
    await remove('alpha');
    expect(await server().asRoot(`SELECT rolcanlogin FROM pg_roles WHERE rolname = 'site-alpha'`)).toEqual([
      { rolcanlogin: true },
    ]);
  });
});

describe('Delete', () => {
  test('disables the login and ends its sessions; the database is kept for the site if it is added again', async () => {
    await create('alpha', 'alpha-2');
    await server().ask(alpha, 'site-alpha', 'CREATE TABLE studies AS SELECT 42 AS id');
    const session = await server().client(alpha, 'site-alpha');
    const neighbour = await server().client(loginOf('alpha-2'), 'site-alpha-2');
    await remove('alpha');
    await expect(session.query('SELECT 1')).rejects.toThrow();
    expect((await neighbour.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await neighbour.end();
    // 28000: invalid_authorization_specification, "role is not permitted to log in".
    expect(await refusedIn('site-alpha')).toBe('28000');

    await remove('alpha');
    expect(await refusedIn('site-alpha')).toBe('28000');

    await create('alpha');
    expect(await server().ask(alpha, 'site-alpha', 'SELECT id FROM studies')).toEqual([{ id: 42 }]);
  });

  test('without a role does nothing', async () => {
    const { handler, lines } = handlerOn(server());
    await expect(handler(databaseEvent('Delete', 'alpha'))).resolves.toEqual({ PhysicalResourceId: 'site-alpha' });
    expect(lines).toEqual([expect.objectContaining({ nothingDone: 'there is no such role' })]);
  });

  test.each([
    ['resource', { LogicalResourceId: 'PreviousDatabase' }],
    ['stack', { StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/CellStack-alpha/0' }],
  ])('of another %s, which no longer has the login, does not disable it', async (_, changes) => {
    await create('alpha');
    await handlerOn(server()).handler(databaseEvent('Delete', 'alpha', changes));
    expect(await refusedIn('site-alpha')).toBe('connected');
  });
});

test('the master user can drop database and role with the commands of docs/removing-a-hospital.md', async () => {
  await create('alpha');
  await server().ask(alpha, 'site-alpha', 'CREATE TABLE studies (id int)');
  await remove('alpha');
  await server().ask(MASTER, 'postgres', 'DROP DATABASE "site-alpha"');
  await server().ask(MASTER, 'postgres', 'DROP ROLE "site-alpha"');
  expect(await server().asRoot(`SELECT 1 FROM pg_database WHERE datname = 'site-alpha'`)).toEqual([]);
  await create('alpha');
  expect(await refusedIn('site-alpha')).toBe('connected');
});
