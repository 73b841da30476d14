import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { ensureDatabase } from '../../lib/custom-resources/cell-database/database';
import {
  CellDatabaseError,
  databaseErrorText,
  isTemporaryDatabaseError,
} from '../../lib/custom-resources/cell-database/errors';
import { readLogin, scramVerifier } from '../../lib/custom-resources/cell-database/login';
import { parseRequest } from '../../lib/custom-resources/cell-database/request';
import {
  createDatabase,
  joinRole,
  sqlIdentifier,
  sqlLiteral,
} from '../../lib/custom-resources/cell-database/statements';
import { databaseEvent } from '../support/builders/database-events';

describe('the request', () => {
  test('is read from the event', () => {
    expect(parseRequest(databaseEvent('Create', 'alpha'))).toMatchObject({
      type: 'Ensure',
      site: 'alpha',
      connectionLimit: 24,
    });
    expect(parseRequest(databaseEvent('Update', 'alpha'))).toMatchObject({ type: 'Ensure', site: 'alpha' });
    expect(parseRequest(databaseEvent('Delete', 'alpha'))).toMatchObject({ type: 'Delete', site: 'alpha' });
  });

  const properties = (changes: object) => ({
    ResourceProperties: { ...(databaseEvent('Create', 'alpha').ResourceProperties as object), ...changes },
  });

  test.each(['Alpha', 'a', 'a"; DROP DATABASE x; --', '-alpha', 'alpha-', `a${'b'.repeat(32)}`, '', undefined])(
    'a Site %j is refused',
    (Site) => {
      expect(() => parseRequest(databaseEvent('Create', 'alpha', properties({ Site })))).toThrow(
        /^The properties of Database are invalid: Site: /,
      );
    },
  );

  test('all problems are reported at once', () => {
    expect(() =>
      parseRequest(
        databaseEvent('Create', 'alpha', properties({ SecretArn: 'x', ConnectionLimit: '0', Database: 'other' })),
      ),
    ).toThrow(
      /SecretArn: is not the ARN of a secret; ConnectionLimit: .*Database.* Deploy IngestStack and CellStack from the same commit\.$/,
    );
  });

  test('an Update to another site is refused', () => {
    expect(() => parseRequest(databaseEvent('Update', 'alpha-2', { PhysicalResourceId: 'site-alpha' }))).toThrow(
      /Database is site-alpha, but Site requires site-alpha-2\. The database of a cell can't change/,
    );
  });

  test.each([
    ['of another physical id', { PhysicalResourceId: 'site-beta' }, 'site-beta'],
    ['with invalid properties', { ResourceProperties: {} }, 'site-alpha'],
  ])('a Delete %s does nothing and succeeds', (_, changes, physicalId) => {
    expect(parseRequest(databaseEvent('Delete', 'alpha', changes))).toEqual({ type: 'Nothing', physicalId });
  });
});

describe('statements', () => {
  test('the verifier of the example in RFC 7677, section 3', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    // Password and salt are those of the RFC. handler.programs.test.ts shows that PostgreSQL accepts such a login.
    expect(scramVerifier('pencil', salt)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  test('quoted text can not end its quotes', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const inside = sqlIdentifier(name).slice(1, -1);
        expect(inside.replaceAll('""', '')).not.toContain('"');
        expect(inside.replaceAll('""', '"')).toBe(name);
      }),
    );
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('\\')),
        (text) => {
          const inside = sqlLiteral(text).slice(1, -1);
          expect(inside.replaceAll("''", '')).not.toContain("'");
          expect(inside.replaceAll("''", "'")).toBe(text);
        },
      ),
    );
    expect(() => sqlLiteral('\\')).toThrow(RangeError);
  });

  test('since PostgreSQL 16 the grant names the rights of a member', () => {
    expect(joinRole('site-alpha', 150_014)).toBe('GRANT "site-alpha" TO CURRENT_USER');
    expect(joinRole('site-alpha', 160_000)).toBe('GRANT "site-alpha" TO CURRENT_USER WITH INHERIT TRUE, SET TRUE');
  });

  test('PostgreSQL 17 receives that grant before the database is created', async () => {
    const sent: string[] = [];
    const request = parseRequest(databaseEvent('Create', 'alpha'));
    if (request.type !== 'Ensure') throw new Error('not a create');
    const session = {
      query: async (text: string) => {
        sent.push(text);
        return { rows: text === 'SHOW server_version_num' ? [{ server_version_num: '170005' }] : [] };
      },
    };
    await ensureDatabase(session, request, 'SCRAM-SHA-256$verifier');
    const grant = sent.indexOf('GRANT "site-alpha" TO CURRENT_USER WITH INHERIT TRUE, SET TRUE');
    expect(grant).toBeGreaterThan(-1);
    expect(sent.indexOf(createDatabase('site-alpha'))).toBeGreaterThan(grant);
  });
});

describe('errors', () => {
  const at = { host: 'db', port: 5432 };
  const withCode = (code: string) => Object.assign(new Error('syntax error at "a-secret"'), { code });

  test.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])(
    '%s is temporary',
    (code) => {
      expect(isTemporaryDatabaseError(withCode(code))).toBe(true);
    },
  );

  test.each(['28P01', '42501', '55P03', 'CERT_HAS_EXPIRED', ''])('%j is not temporary', (code) => {
    expect(isTemporaryDatabaseError(withCode(code))).toBe(false);
  });

  test('an error of pg without a code is temporary; a CellDatabaseError is not', () => {
    expect(isTemporaryDatabaseError(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTemporaryDatabaseError(new CellDatabaseError('Connection terminated unexpectedly'))).toBe(false);
  });

  test('no text contains a message of PostgreSQL', () => {
    for (const code of ['42501', '28P01', '55P03', '57P03', 'CERT_HAS_EXPIRED', 'ENOENT', '']) {
      expect(databaseErrorText(withCode(code), at)).not.toContain('a-secret');
      expect(databaseErrorText(withCode(code), at)).toMatch(/deploy again|deploying again is safe|Nothing was sent/);
    }
  });
});

describe('a secret', () => {
  const arn = 'arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:heartlab/alpha/database-AbCdEf';

  /** The real client, with a fake transport. */
  function client(answer: { readonly status: number; readonly type?: string; readonly body: object }) {
    const requests: unknown[] = [];
    const secrets = new SecretsManagerClient({
      region: 'ap-southeast-2',
      credentials: { accessKeyId: 'AKIAINVENTED', secretAccessKey: 'invented' },
      maxAttempts: 1,
      requestHandler: {
        handle: async ({ body }: { body: Uint8Array }) => {
          requests.push(JSON.parse(new TextDecoder().decode(body)));
          const text = JSON.stringify({
            ...answer.body,
            ...(answer.type === undefined ? {} : { __type: answer.type }),
          });
          const headers = { 'content-type': 'application/x-amz-json-1.1' };
          return { response: { statusCode: answer.status, headers, body: new TextEncoder().encode(text) } };
        },
      } as never,
    });
    return { secrets, requests };
  }

  test('is read', async () => {
    const login = { username: 'site-alpha', password: 'an-invented-password' };
    const { secrets, requests } = client({ status: 200, body: { SecretString: JSON.stringify(login) } });
    await expect(readLogin(secrets, arn)).resolves.toEqual(login);
    expect(requests).toEqual([{ SecretId: arn }]);
  });

  test('that can not be read is named', async () => {
    const { secrets } = client({ status: 400, type: 'AccessDeniedException', body: { Message: 'no' } });
    await expect(readLogin(secrets, arn)).rejects.toThrow(
      `The secret ${arn} could not be read (AccessDeniedException).`,
    );
  });

  test.each([
    ['invalid JSON', 'a-secret-text'],
    ['no password', '{"username":"a-secret-text"}'],
    ['a password that SCRAM would change', '{"username":"a","password":"a-secret-text-with-ü"}'],
    ['a short password', '{"username":"a","password":"a-secret-text"}'],
  ])('with %s is named without its content', async (_, SecretString) => {
    const { secrets } = client({ status: 200, body: { SecretString } });
    const failed: Error = await readLogin(secrets, arn).then(
      () => new Error('read'),
      (error) => error,
    );
    expect(failed.message).toMatch(new RegExp(`^The secret ${arn} does not contain a login: JSON with username`));
    expect(failed.message).not.toContain('a-secret-text');
  });
});
