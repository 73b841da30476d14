import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type HandoverRequest, runHandover } from '../../lib/cli/handover/run';
import { isHospitals, placeholdersIn } from '../../lib/handover/placeholder';
import { AwsFailure } from '../../lib/operate/aws/failure';
import { UserError } from '../../lib/project/errors';
import { packFolder } from '../support/builders/pack-folder';
import { AUCKLAND, identity, queryError, stack, wired } from '../support/fake-aws/raw-wire';

const { path, read, everything } = packFolder();

describe('the pack of a deployed site', () => {
  const printed: string[] = [];
  const output = { out: (line: string) => printed.push(line), err: (line: string) => printed.push(line) };
  const request = (changes: Partial<HandoverRequest> = {}): HandoverRequest => ({
    site: 'auckland-heart',
    folder: 'examples/fleet',
    out: path('p'),
    device: undefined,
    preview: false,
    recipients: [],
    json: false,
    ...changes,
  });
  beforeEach(() => printed.splice(0));

  test('has the values that AWS assigned, each address at its tunnel, and reads no secret', async () => {
    const { factory, sent } = wired(AUCKLAND);
    expect(await runHandover(request(), factory, output)).toBe(0);
    const text = read('p', 'README.md');
    expect(text).toContain('| `198.51.100.10` | `198.51.100.20` |');
    expect(text).toContain('`100.64.0.5`, `100.64.0.21`');
    expect(placeholdersIn(everything()).filter((blank) => !isHospitals(blank))).toEqual([]);
    expect(read('p', 'verify.sh')).toContain("ADDRESSES='100.64.0.5 100.64.0.21'\nCOMPLETE='yes'");
    expect(sent.map(({ action }) => action)).not.toContain('GetSecretValue');
    expect(read('p', 'MANIFEST')).not.toContain('preview');
    expect(printed).toHaveLength(1);
  });

  test('with recipients, only secrets.age contains the keys', async () => {
    const key = await generateX25519Identity();
    const { factory } = wired(AUCKLAND);
    expect(await runHandover(request({ recipients: [await identityToRecipient(key)] }), factory, output)).toBe(0);
    expect(everything()).not.toContain('HUSHHUSH');
    expect(printed.join()).not.toContain('HUSHHUSH');
    const file = path('p', 'secrets.age');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    const text = await decrypter.decrypt(readFileSync(file), 'text');
    expect(text).toContain('tunnel 1 (to 198.51.100.10): HUSHHUSH.one');
    expect(text).toContain('tunnel 2 (to 198.51.100.20): HUSHHUSH.two');
  });

  test.each<[string, string, readonly string[]]>([
    ['a password', 'dunedin-cardiac', ['heartlab/dunedin-cardiac/stow-password-1']],
    [
      'BGP keys, of the stack and of the file',
      'adelaide-womens-imaging',
      ['heartlab/adelaide-womens-imaging/dx-primary', 'heartlab/adelaide-womens-imaging/carrier-b'],
    ],
  ])('each secret is read by its name: %s', async (_, site, names) => {
    const key = await generateX25519Identity();
    const { factory, sent } = wired({
      ...AUCKLAND,
      DescribeStacks: stack({
        VpnConnectionId: 'vpn-0123456789abcdef0',
        VirtualInterfacePrimaryId: 'dxvif-1',
        VirtualInterfacePrimaryKeySecret: 'heartlab/adelaide-womens-imaging/dx-primary',
        VirtualInterfaceSecondaryId: 'dxvif-2',
      }),
      DescribeVirtualInterfaces: () => ({ body: '{"virtualInterfaces":[{"jumboFrameCapable":true}]}' }),
      GetSecretValue: ({ body }) => ({
        body: JSON.stringify({ SecretString: `HUSHHUSH of ${JSON.parse(body).SecretId}` }),
      }),
    });
    // This stack has no endpoint, so the pack is written but incomplete.
    expect(await runHandover(request({ site, recipients: [await identityToRecipient(key)] }), factory, output)).toBe(2);
    const asked = sent.flatMap(({ action, body }) => (action === 'GetSecretValue' ? [JSON.parse(body).SecretId] : []));
    expect(asked).toEqual(expect.arrayContaining([...names]));
    expect(everything()).not.toContain('HUSHHUSH');
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    const text = await decrypter.decrypt(readFileSync(path('p', 'secrets.age')), 'text');
    for (const name of names) expect(text).toContain(`HUSHHUSH of ${name}`);
  });

  test('an endpoint that was deleted by hand gives a placeholder', async () => {
    const { factory } = wired({
      ...AUCKLAND,
      // EC2 answers a call with the id with an error, and a filter for it with an empty list.
      DescribeVpcEndpoints: ({ body }) =>
        new URLSearchParams(body).has('VpcEndpointId.1')
          ? queryError('InvalidVpcEndpointId.NotFound', 'The Vpc Endpoint Id does not exist')
          : { body: '<DescribeVpcEndpointsResponse><vpcEndpointSet/></DescribeVpcEndpointsResponse>' },
    });
    expect(await runHandover(request(), factory, output)).toBe(2);
    expect(printed.join('\n')).toContain('AWS has not assigned <ENDPOINT-ADDRESS-1>, <ENDPOINT-ADDRESS-2> yet');
  });

  test('values that AWS has not assigned yet are reported, and marked', async () => {
    const { factory } = wired({
      ...AUCKLAND,
      DescribeNetworkInterfaces: () => ({ body: '<DescribeNetworkInterfacesResponse/>' }),
    });
    expect(await runHandover(request(), factory, output)).toBe(2);
    expect(readdirSync(path('p'))).toContain('README.html');
    expect(printed.join('\n')).toContain(
      'the pack is incomplete: AWS has not assigned <ENDPOINT-ADDRESS-1>, <ENDPOINT-ADDRESS-2> yet',
    );
  });

  test('with --json an incomplete pack also has exit code 2, and a preview has 0', async () => {
    const { factory } = wired({
      ...AUCKLAND,
      DescribeNetworkInterfaces: () => ({ body: '<DescribeNetworkInterfacesResponse/>' }),
    });
    expect(await runHandover(request({ json: true }), factory, output)).toBe(2);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ missing: ['<ENDPOINT-ADDRESS-1>', '<ENDPOINT-ADDRESS-2>'] });
    expect(await runHandover(request({ preview: true }), factory, output)).toBe(0);
  });

  test.each<[string, Parameters<typeof wired>[0], RegExp]>([
    [
      'another account',
      { ...AUCKLAND, GetCallerIdentity: identity('999900001111') },
      /the credentials belong to account 999900001111/,
    ],
    [
      'not deployed',
      {
        ...AUCKLAND,
        DescribeStacks: () => queryError('ValidationError', 'Stack with id SiteStack-auckland-heart does not exist'),
      },
      /SiteStack-auckland-heart is not deployed yet: .*; until then, --preview writes the pack with placeholders/,
    ],
    [
      'a permission missing',
      { GetCallerIdentity: AUCKLAND.GetCallerIdentity, DescribeStacks: AUCKLAND.DescribeStacks },
      /may not ec2:Describe/,
    ],
    [
      'a secret that may not be read',
      {
        ...AUCKLAND,
        GetSecretValue: () => ({ status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' }),
      },
      /may not secretsmanager:GetSecretValue/,
    ],
    [
      'a deleted secret',
      {
        ...AUCKLAND,
        GetSecretValue: () => ({ status: 400, body: '{"__type":"ResourceNotFoundException","message":"x"}' }),
      },
      /there is no secret arn:.* for the pre-shared keys in ap-southeast-2/,
    ],
    ['an empty secret', { ...AUCKLAND, GetSecretValue: () => ({ body: '{"SecretString":""}' }) }, /has no text/],
  ])('no pack is written: %s', async (_, answers, message) => {
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const asked = runHandover(request({ recipients }), wired(answers).factory, output);
    await expect(asked).rejects.toThrow(AwsFailure);
    await expect(asked).rejects.toThrow(message);
    expect(readdirSync(path())).toEqual([]);
  });

  test('a secret that the connection no longer uses is not read, because it may contain an old key', async () => {
    const { factory, sent } = wired({
      ...AUCKLAND,
      DescribeVpnConnections: () => ({
        body: AUCKLAND.DescribeVpnConnections().body.replaceAll('REDACTED', 'HUSHHUSH.shown'),
      }),
    });
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const asked = runHandover(request({ recipients }), factory, output);
    await expect(asked).rejects.toThrow(
      /no secret in use for the pre-shared keys \(heartlab status gives the reason\)/,
    );
    await expect(asked).rejects.not.toThrow(/HUSHHUSH/);
    expect(sent.map(({ action }) => action)).not.toContain('GetSecretValue');
    expect(await runHandover(request(), factory, output)).toBe(0);
    expect(everything() + printed.join()).not.toContain('HUSHHUSH');
  });

  test('an invalid recipient is refused before any call', async () => {
    const { factory, sent } = wired(AUCKLAND);
    await expect(runHandover(request({ recipients: ['nobody'] }), factory, output)).rejects.toThrow(UserError);
    expect(sent).toEqual([]);
  });
});
