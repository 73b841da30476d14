import fc from 'fast-check';
import { AwsFailure } from '../../../lib/operate/aws/failure';
import { findVpnConnection } from '../../../lib/operate/aws/vpn-connection';
import { wired } from '../../support/fake-aws/raw-wire';

const ID = 'vpn-0123456789abcdef0';
const ARN = `arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:s2svpn!${ID}-AbCdEf`;
const KEY = 'hush.0123456789';

/** What DescribeVpnConnections says of the keys: those of the tunnels, those of the device configuration, and the ARN. */
interface Said {
  readonly tunnels?: readonly string[];
  readonly configuration?: readonly string[];
  readonly arn?: string;
}

const escaped = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The answer in the words of the EC2 API Reference. */
function answer({ tunnels = [], configuration = [], arn }: Said): string {
  const device = configuration.map(
    (key) => `<ipsec_tunnel><ike><pre_shared_key>${key}</pre_shared_key></ike></ipsec_tunnel>`,
  );
  return `<DescribeVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpnConnectionSet><item>
    <vpnConnectionId>${ID}</vpnConnectionId><state>available</state><customerGatewayId>cgw-1</customerGatewayId>
    <customerGatewayConfiguration>${escaped(`<vpn_connection id="${ID}">${device.join('')}</vpn_connection>`)}</customerGatewayConfiguration>
    ${arn === undefined ? '' : `<preSharedKeyArn>${arn}</preSharedKeyArn>`}
    <options><staticRoutesOnly>false</staticRoutesOnly><tunnelOptionSet>${tunnels
      .map((key) => `<item><preSharedKey>${key}</preSharedKey><outsideIpAddress>198.51.100.1</outsideIpAddress></item>`)
      .join('')}</tunnelOptionSet></options></item></vpnConnectionSet></DescribeVpnConnectionsResponse>`;
}

const ask = (body: string) => {
  const { factory } = wired({ DescribeVpnConnections: () => ({ body }) });
  return findVpnConnection(factory({ account: '111122223333', region: 'ap-southeast-2' }), ID);
};

const BOTH = (key: string) => ({ tunnels: [key, key], configuration: [key, key] });

test.each<[string, Said, boolean]>([
  ['redacted, with the ARN: as AWS answers for SecretsManager', { ...BOTH('REDACTED'), arn: ARN }, true],
  ['redacted, and no ARN yet', BOTH('REDACTED'), true],
  ['redacted in another way', { ...BOTH('&lt;redacted&gt;'), arn: ARN }, true],
  ['left out, with the ARN', { arn: ARN }, true],
  ['asterisks, with the ARN', { ...BOTH('****'), arn: ARN }, true],
  ['keys, and no ARN: as AWS answers for Standard', BOTH(KEY), false],
  ['keys, though there is an ARN', { ...BOTH(KEY), arn: ARN }, false],
  ['the key of one tunnel only', { tunnels: ['REDACTED', KEY], arn: ARN }, false],
  ['keys in the device configuration alone', { tunnels: [], configuration: [KEY, KEY], arn: ARN }, false],
  ['keys of the tunnels alone', { tunnels: [KEY, KEY], arn: ARN }, false],
  ['left out, and no ARN', {}, false],
  ['empty, and no ARN', BOTH(''), false],
])('keys %s', async (_, said, inSecretsManager) => {
  const found = await ask(answer(said));
  expect(found).toMatchObject({ VpnConnectionId: ID, keysInSecretsManager: inSecretsManager });
  expect(JSON.stringify(found)).not.toContain(KEY);
});

// What AWS takes as a key: EC2 API Reference, VpnTunnelOptionsSpecification.
const anyKey = fc.stringMatching(/^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/).filter((key) => /[a-z0-9]/i.test(key));

test('any key is seen and left behind, wherever it is', () =>
  fc.assert(
    fc.asyncProperty(anyKey, fc.constantFrom<keyof Said>('tunnels', 'configuration'), async (key, where) => {
      const found = await ask(answer({ ...BOTH('REDACTED'), [where]: ['REDACTED', key], arn: ARN }));
      expect(found?.keysInSecretsManager).toBe(/^\W*redacted\W*$/i.test(key));
      // A key that is part of another word of the answer is no leak of it.
      const innocent = answer({ ...BOTH('REDACTED'), arn: ARN }).includes(key);
      if (!innocent) expect(JSON.stringify(found)).not.toContain(key);
    }),
    { numRuns: 60 },
  ));

test('an answer that can’t be read shows no key either', async () => {
  const failing = ask(`${answer(BOTH(KEY)).slice(0, -40)}</broken>`);
  await expect(failing).rejects.toThrow(AwsFailure);
  const error: unknown = await failing.catch((caught: unknown) => caught);
  expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(KEY);
});
