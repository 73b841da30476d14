import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { secretsIn } from '../support/builders/secrets';

describe('no secret in clear text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-assembly-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('in any template, output, metadata or report of the example sites, as the real CLI writes them', () => {
    const { CDK_VALIDATION: _, NODE_ENV: __, ...env } = process.env;
    const run = spawnSync(
      resolve('node_modules/.bin/cdk'),
      ['synth', '--quiet', '--output', folder, '-c', 'sites=examples/fleet'],
      { encoding: 'utf8', env },
    );
    expect(run.status).toBe(0);
    const written = readdirSync(folder).filter((file) => file.endsWith('.json'));
    expect(written).toContain('validation-report.json');
    expect(written.filter((file) => file.endsWith('.template.json')).length).toBeGreaterThan(5);
    for (const file of written) {
      expect({ file, secrets: secretsIn(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }).toEqual({
        file,
        secrets: [],
      });
    }
    expect({ stdout: secretsIn(run.stdout), stderr: secretsIn(run.stderr) }).toEqual({ stdout: [], stderr: [] });
  });

  test.each([
    [
      'a pre-shared key',
      { Properties: { VpnTunnelOptionsSpecifications: [{ PreSharedKey: 'abc' }] } },
      '.Properties.VpnTunnelOptionsSpecifications[0].PreSharedKey',
    ],
    ['a joined BGP key', { AuthKey: { 'Fn::Join': ['', ['abc', { Ref: 'AWS::Region' }]] } }, '.AuthKey'],
    ['a BGP key', { BgpPeers: [{ AuthKey: 'abc' }] }, '.BgpPeers[0].AuthKey'],
    ['a password', { MasterUserPassword: 'abc' }, '.MasterUserPassword'],
    ['a private key', { any: '-----BEGIN RSA PRIVATE KEY-----' }, '.any'],
    ['an access key', { any: ['AKIAABCDEFGHIJKLMNOP'] }, '.any[0]'],
  ])('%s is found', (_, value, path) => {
    expect(secretsIn(value)).toEqual([path]);
  });

  test('a reference to a secret is allowed', () => {
    expect(
      secretsIn({
        AuthKey: '{{resolve:secretsmanager:heartlab/x:SecretString:::}}',
        BgpPeers: [
          { AuthKey: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:::}}']] } },
        ],
        ServiceToken: 'arn',
        PreSharedKeyStorage: 'SecretsManager',
      }),
    ).toEqual([]);
  });
});
