import { EC2Client } from '@aws-sdk/client-ec2';
import { desiredTunnels } from '../../../lib/config/tunnels';
import { ec2Port } from '../../../lib/custom-resources/vpn-tunnels/ec2-adapter';
import { aSite } from '../../support/builders/sites';
import { FIRST, VPN } from '../../support/builders/tunnel-plans';

/** The real client, with a fake transport that records requests and returns the test's responses. */
function fakeEc2(reply: { readonly status?: number; readonly body: string } | Error) {
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

const errorResponse = (status: number, code: string, message = 'message of EC2') => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
});
const ok = { body: '<ModifyVpnTunnelOptionsResponse><vpnConnection/></ModifyVpnTunnelOptionsResponse>' };
const change = {
  VpnConnectionId: VPN,
  VpnTunnelOutsideIpAddress: '203.0.113.20',
  TunnelOptions: { DPDTimeoutSeconds: 45 },
};

// A response of DescribeVpnConnections with the names of the EC2 API Reference.
const DESCRIBED = `<DescribeVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpnConnectionSet><item>
  <vpnConnectionId>${VPN}</vpnConnectionId><state>modifying</state><customerGatewayId>cgw-01</customerGatewayId>
  <customerGatewayConfiguration>&lt;pre_shared_key&gt;S3cret1&lt;/pre_shared_key&gt;</customerGatewayConfiguration>
  <preSharedKeyArn>arn:aws:secretsmanager:x</preSharedKeyArn>
  <options><tunnelOptionSet><item><outsideIpAddress>203.0.113.20</outsideIpAddress><tunnelInsideCidr>${FIRST}</tunnelInsideCidr>
    <preSharedKey>S3cret2</preSharedKey><ikeVersionSet><item><value>ikev2</value></item></ikeVersionSet>
    <phase2DHGroupNumberSet><item><value>20</value></item></phase2DHGroupNumberSet><dpdTimeoutSeconds>30</dpdTimeoutSeconds>
  </item></tunnelOptionSet></options>
  <vgwTelemetry><item><outsideIpAddress>203.0.113.20</outsideIpAddress><status>UP</status><lastStatusChange>2026-11-22T01:00:00.000Z</lastStatusChange></item></vgwTelemetry>
  <tagSet><item><key>heartlab:site</key><value>auckland-heart</value></item></tagSet>
</item></vpnConnectionSet></DescribeVpnConnectionsResponse>`;

test('describe returns one connection without its keys', async () => {
  const { port, sent } = fakeEc2({ body: DESCRIBED });
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
  expect(JSON.stringify(found)).not.toMatch(/S3cret/);
});

test.each(['InvalidVpnConnectionID.NotFound', 'InvalidVpnConnectionID'])(
  'a missing connection is not an error: %s',
  async (code) => {
    expect(await fakeEc2(errorResponse(400, code)).port.describe(VPN)).toBeUndefined();
  },
);

test('an empty response is not an error', async () => {
  const none = '<DescribeVpnConnectionsResponse><vpnConnectionSet/></DescribeVpnConnectionsResponse>';
  expect(await fakeEc2({ body: none }).port.describe(VPN)).toBeUndefined();
});

test('modifyTunnel addresses the tunnel by its outside address, with the names of the API', async () => {
  const { port, sent } = fakeEc2(ok);
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

test('a new key is sent with its storage in Secrets Manager; without a key, neither is sent', async () => {
  const withKey = fakeEc2(ok);
  await withKey.port.modifyTunnel({ ...change, preSharedKey: 'S3cret' });
  expect(Object.fromEntries(withKey.sent[0] ?? [])).toMatchObject({
    'TunnelOptions.PreSharedKey': 'S3cret',
    PreSharedKeyStorage: 'SecretsManager',
  });
  const without = fakeEc2(ok);
  await without.port.modifyTunnel(change);
  expect([...(without.sent[0]?.keys() ?? [])].filter((name) => name.includes('PreShared'))).toEqual([]);
});

test('a change of every option but the key does not send a storage for keys', async () => {
  const { vpn } = aSite();
  if (vpn === undefined) throw new Error('the site has no VPN');
  const [{ TunnelInsideCidr: _, KeyGeneration: __, ...options }] = desiredTunnels(vpn, {
    tunnelLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:t',
    bgpLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:b',
  });
  const { port, sent } = fakeEc2(ok);
  await port.modifyTunnel({ ...change, TunnelOptions: options });
  const names = [...(sent[0]?.keys() ?? [])];
  expect(names).toEqual(expect.arrayContaining(['TunnelOptions.StartupAction', 'TunnelOptions.DPDTimeoutSeconds']));
  expect(names.filter((name) => /PreShared|Storage/.test(name))).toEqual([]);
});

test('modifyGateway sends only the customer gateway', async () => {
  const { port, sent } = fakeEc2({ body: '<ModifyVpnConnectionResponse/>' });
  await port.modifyGateway(VPN, 'cgw-02');
  expect(Object.fromEntries(sent[0] ?? [])).toEqual({
    Action: 'ModifyVpnConnection',
    Version: '2016-11-15',
    VpnConnectionId: VPN,
    CustomerGatewayId: 'cgw-02',
  });
});

test('tag writes the tags of the connection', async () => {
  const { port, sent } = fakeEc2({ body: '<CreateTagsResponse><return>true</return></CreateTagsResponse>' });
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
  const { port } = fakeEc2(errorResponse(status, code));
  await expect(port.modifyTunnel(change)).rejects.toMatchObject({
    name: 'Ec2Error',
    kind,
    code,
    message: 'message of EC2',
  });
});

test.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND'])(
  'without a response (%s) the change may have been made',
  async (code) => {
    const { port } = fakeEc2(Object.assign(new Error('socket'), { code }));
    await expect(port.modifyTunnel(change)).rejects.toMatchObject({ kind: 'unknown', code });
  },
);

test('after a timeout the change may have been made', async () => {
  const { port } = fakeEc2(Object.assign(new Error('too late'), { name: 'TimeoutError' }));
  await expect(port.modifyTunnel(change)).rejects.toMatchObject({ kind: 'unknown', code: 'TimeoutError' });
});

test('EC2’s message on a call with a key is omitted: it could repeat the key', async () => {
  const { port } = fakeEc2(errorResponse(400, 'InvalidParameterValue', 'S3cret is not a key'));
  const failed = port.modifyTunnel({ ...change, preSharedKey: 'S3cret' });
  await expect(failed).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: expect.not.stringMatching(/S3cret/),
  });
  await expect(failed.catch((error: unknown) => JSON.stringify(error) + String(error))).resolves.not.toMatch(/S3cret/);
});
