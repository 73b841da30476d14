import { EC2Client } from '@aws-sdk/client-ec2';
import { desiredTunnels } from '../../../lib/config/tunnels';
import { ec2Port } from '../../../lib/custom-resources/vpn-tunnels/ec2-adapter';
import { aSite } from '../../support/builders/sites';
import { FIRST, VPN } from '../../support/builders/tunnel-plans';

/** The real client, with a fake transport that records requests and returns the test's responses. */
function wired(reply: { readonly status?: number; readonly body: string } | Error) {
  const sent: URLSearchParams[] = [];
  const client = new EC2Client({
    region: 'ap-southeast-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => {
        sent.push(new URLSearchParams(String(request.body)));
        if (reply instanceof Error) throw reply;
        return {
          response: { statusCode: reply.status ?? 200, headers: {}, body: new TextEncoder().encode(reply.body) },
        };
      },
    },
  });
  return { port: ec2Port(client), sent };
}

const refusal = (status: number, code: string, message = 'what EC2 says') => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
});
const ok = { body: '<ModifyVpnTunnelOptionsResponse><vpnConnection/></ModifyVpnTunnelOptionsResponse>' };
const change = {
  VpnConnectionId: VPN,
  VpnTunnelOutsideIpAddress: '203.0.113.20',
  TunnelOptions: { DPDTimeoutSeconds: 45 },
};

// The answer of DescribeVpnConnections, in the words of the EC2 API Reference.
const DESCRIBED = `<DescribeVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpnConnectionSet><item>
  <vpnConnectionId>${VPN}</vpnConnectionId><state>modifying</state><customerGatewayId>cgw-01</customerGatewayId>
  <customerGatewayConfiguration>&lt;pre_shared_key&gt;hush1&lt;/pre_shared_key&gt;</customerGatewayConfiguration>
  <preSharedKeyArn>arn:aws:secretsmanager:x</preSharedKeyArn>
  <options><tunnelOptionSet><item><outsideIpAddress>203.0.113.20</outsideIpAddress><tunnelInsideCidr>${FIRST}</tunnelInsideCidr>
    <preSharedKey>hush2</preSharedKey><ikeVersionSet><item><value>ikev2</value></item></ikeVersionSet>
    <phase2DHGroupNumberSet><item><value>20</value></item></phase2DHGroupNumberSet><dpdTimeoutSeconds>30</dpdTimeoutSeconds>
  </item></tunnelOptionSet></options>
  <vgwTelemetry><item><outsideIpAddress>203.0.113.20</outsideIpAddress><status>UP</status><lastStatusChange>2026-11-22T01:00:00.000Z</lastStatusChange></item></vgwTelemetry>
  <tagSet><item><key>heartlab:site</key><value>auckland-heart</value></item></tagSet>
</item></vpnConnectionSet></DescribeVpnConnectionsResponse>`;

test('describes one connection, and leaves every key behind', async () => {
  const { port, sent } = wired({ body: DESCRIBED });
  const found = await port.describe(VPN);
  expect(Object.fromEntries(sent[0] ?? [])).toMatchObject({
    Action: 'DescribeVpnConnections',
    'VpnConnectionId.1': VPN,
  });
  expect(found).toMatchObject({
    State: 'modifying',
    CustomerGatewayId: 'cgw-01',
    TunnelOptions: [
      {
        TunnelInsideCidr: FIRST,
        IkeVersions: [{ Value: 'ikev2' }],
        DpdTimeoutSeconds: 30,
        Phase2DHGroupNumbers: [{ Value: 20 }],
      },
    ],
    VgwTelemetry: [{ Status: 'UP', LastStatusChange: new Date('2026-11-22T01:00:00Z') }],
    Tags: [{ Key: 'heartlab:site', Value: 'auckland-heart' }],
  });
  expect(JSON.stringify(found)).not.toMatch(/hush/);
});

test.each(['InvalidVpnConnectionID.NotFound', 'InvalidVpnConnectionID'])(
  'a connection that is not there is no error: %s',
  async (code) => {
    expect(await wired(refusal(400, code)).port.describe(VPN)).toBeUndefined();
  },
);

test('nor is an answer without any', async () => {
  const none = '<DescribeVpnConnectionsResponse><vpnConnectionSet/></DescribeVpnConnectionsResponse>';
  expect(await wired({ body: none }).port.describe(VPN)).toBeUndefined();
});

test('changes one tunnel by its outside address, with the names of the API', async () => {
  const { port, sent } = wired(ok);
  await port.modifyTunnel({
    ...change,
    SkipTunnelReplacement: true,
    TunnelOptions: {
      IKEVersions: [{ Value: 'ikev2' }],
      Phase2DHGroupNumbers: [{ Value: 14 }, { Value: 20 }],
      RekeyMarginTimeSeconds: 271,
    },
  });
  expect(Object.fromEntries(sent[0] ?? [])).toEqual({
    Action: 'ModifyVpnTunnelOptions',
    Version: '2016-11-15',
    VpnConnectionId: VPN,
    VpnTunnelOutsideIpAddress: '203.0.113.20',
    'TunnelOptions.IKEVersion.1.Value': 'ikev2',
    'TunnelOptions.Phase2DHGroupNumber.1.Value': '14',
    'TunnelOptions.Phase2DHGroupNumber.2.Value': '20',
    'TunnelOptions.RekeyMarginTimeSeconds': '271',
    SkipTunnelReplacement: 'true',
  });
});

test('passes a key to be kept in Secrets Manager; without one, neither key nor storage is named', async () => {
  const withKey = wired(ok);
  await withKey.port.modifyTunnel({ ...change, preSharedKey: 'hush' });
  expect(Object.fromEntries(withKey.sent[0] ?? [])).toMatchObject({
    'TunnelOptions.PreSharedKey': 'hush',
    PreSharedKeyStorage: 'SecretsManager',
  });
  const without = wired(ok);
  await without.port.modifyTunnel(change);
  expect([...(without.sent[0]?.keys() ?? [])].filter((name) => name.includes('PreShared'))).toEqual([]);
});

test('a change of every option that is no new key names no storage: the keys stay where they are', async () => {
  const { vpn } = aSite();
  if (vpn === undefined) throw new Error('the site has no VPN');
  const [{ TunnelInsideCidr: _, KeyGeneration: __, ...options }] = desiredTunnels(vpn, {
    tunnelLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:t',
    bgpLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:b',
  });
  const { port, sent } = wired(ok);
  await port.modifyTunnel({ ...change, TunnelOptions: options });
  const names = [...(sent[0]?.keys() ?? [])];
  expect(names).toEqual(expect.arrayContaining(['TunnelOptions.StartupAction', 'TunnelOptions.DPDTimeoutSeconds']));
  expect(names.filter((name) => /PreShared|Storage/.test(name))).toEqual([]);
});

test('moves to a customer gateway, and names nothing else', async () => {
  const { port, sent } = wired({ body: '<ModifyVpnConnectionResponse/>' });
  await port.modifyGateway(VPN, 'cgw-02');
  expect(Object.fromEntries(sent[0] ?? [])).toEqual({
    Action: 'ModifyVpnConnection',
    Version: '2016-11-15',
    VpnConnectionId: VPN,
    CustomerGatewayId: 'cgw-02',
  });
});

test('tags the connection', async () => {
  const { port, sent } = wired({ body: '<CreateTagsResponse><return>true</return></CreateTagsResponse>' });
  await port.tag(VPN, { 'heartlab:vpn-key/169.254.100.0/30': '2' });
  expect(Object.fromEntries(sent[0] ?? [])).toMatchObject({
    Action: 'CreateTags',
    'ResourceId.1': VPN,
    'Tag.1.Key': 'heartlab:vpn-key/169.254.100.0/30',
    'Tag.1.Value': '2',
  });
});

test.each([
  [503, 'RequestLimitExceeded', 'throttled'],
  [400, 'IncorrectState', 'busy'],
  [400, 'InvalidCustomerGatewayID.NotFound', 'absent'],
  [500, 'InternalError', 'unknown'],
  [403, 'UnauthorizedOperation', 'permanent'],
] as const)('%s %s is %s', async (status, code, kind) => {
  const { port } = wired(refusal(status, code));
  await expect(port.modifyTunnel(change)).rejects.toMatchObject({
    name: 'Ec2Error',
    kind,
    code,
    message: 'what EC2 says',
  });
});

test.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND'])('no answer (%s): the change may have been made', async (code) => {
  const { port } = wired(Object.assign(new Error('socket'), { code }));
  await expect(port.modifyTunnel(change)).rejects.toMatchObject({ kind: 'unknown', code });
});

test('an answer that comes too late: the change may have been made', async () => {
  const { port } = wired(Object.assign(new Error('too late'), { name: 'TimeoutError' }));
  await expect(port.modifyTunnel(change)).rejects.toMatchObject({ kind: 'unknown', code: 'TimeoutError' });
});

test('EC2’s message on a call with a key is omitted: it could repeat the key', async () => {
  const { port } = wired(refusal(400, 'InvalidParameterValue', 'hush is not a key'));
  const failed = port.modifyTunnel({ ...change, preSharedKey: 'hush' });
  await expect(failed).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: expect.not.stringMatching(/hush/),
  });
  await expect(failed.catch((error: unknown) => JSON.stringify(error) + String(error))).resolves.not.toMatch(/hush/);
});
