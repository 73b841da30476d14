import { type ClientFactory, clientFactory } from '../../../lib/operate/aws/clients';

/** The SDK's real clients on a wire with raw answers: as in a service's reference, or malformed. */

export interface Sent {
  readonly host: string;
  /** The action of the query protocols, or the target of the JSON ones. */
  readonly action: string;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** @param answers by action; any other action is denied */
export function wired(answers: Readonly<Record<string, (sent: Sent) => Answer>>): {
  readonly factory: ClientFactory;
  readonly sent: readonly Sent[];
} {
  const sent: Sent[] = [];
  const factory = clientFactory({
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: {
      handle: async (request: unknown) => {
        const { hostname, headers, body } = request as {
          readonly hostname: string;
          readonly headers: Readonly<Record<string, string>>;
          readonly body?: unknown;
        };
        const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
        const target = headers['x-amz-target'] ?? headers['X-Amz-Target'];
        const action = target?.split('.').at(-1) ?? new URLSearchParams(text).get('Action') ?? '';
        const what = { host: hostname, action, body: text };
        sent.push(what);
        const { status = 200, body: answer } = answers[action]?.(what) ?? denied(target !== undefined);
        return {
          response: { statusCode: status, headers: {}, body: new TextEncoder().encode(answer) } as unknown as never,
        };
      },
    },
  });
  return { factory, sent };
}

const denied = (json: boolean): Answer => ({
  status: 400,
  body: json
    ? '{"__type":"AccessDeniedException","message":"not allowed"}'
    : '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>not allowed</Message></Error></Errors></Response>',
});

/** An error in the query protocol of STS and CloudFormation. */
export const queryError = (code: string, message: string): Answer => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

export const identity = (account: string) => (): Answer => ({
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/x</Arn><UserId>x</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
});

export const stack = (outputs: Readonly<Record<string, string>>) => (): Answer => ({
  body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>s</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    outputs,
  )
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
});

/** The answers for a deployed auckland-heart, in the form of each service's API reference. */
export const AUCKLAND = {
  GetCallerIdentity: identity('111122223333'),
  DescribeStacks: stack({
    VpnConnectionId: 'vpn-0123456789abcdef0',
    EndpointId: 'vpce-0123456789abcdef0',
    EndpointDnsName: 'vpce-0123456789abcdef0-abcdefgh.vpce-svc-0a1b2c3d4e5f60001.ap-southeast-2.vpce.amazonaws.com',
    HostName: 'auckland-heart.ingest.sydney.heartlab.example',
  }),
  DescribeVpnConnections: (): Answer => ({
    body: `<DescribeVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpnConnectionSet><item>
      <vpnConnectionId>vpn-0123456789abcdef0</vpnConnectionId><state>available</state><customerGatewayId>cgw-1</customerGatewayId>
      <preSharedKeyArn>arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:s2svpn!vpn-0123456789abcdef0-AbCdEf</preSharedKeyArn>
      <options><tunnelOptionSet>
        <item><preSharedKey>REDACTED</preSharedKey><outsideIpAddress>198.51.100.20</outsideIpAddress><tunnelInsideCidr>169.254.100.4/30</tunnelInsideCidr></item>
        <item><preSharedKey>REDACTED</preSharedKey><outsideIpAddress>198.51.100.10</outsideIpAddress><tunnelInsideCidr>169.254.100.0/30</tunnelInsideCidr></item>
      </tunnelOptionSet></options></item></vpnConnectionSet></DescribeVpnConnectionsResponse>`,
  }),
  DescribeCustomerGateways: (): Answer => ({
    body: '<DescribeCustomerGatewaysResponse><customerGatewaySet><item><customerGatewayId>cgw-1</customerGatewayId><ipAddress>203.0.113.10</ipAddress></item></customerGatewaySet></DescribeCustomerGatewaysResponse>',
  }),
  DescribeVpcEndpoints: (): Answer => ({
    body: '<DescribeVpcEndpointsResponse><vpcEndpointSet><item><vpcEndpointId>vpce-0123456789abcdef0</vpcEndpointId><networkInterfaceIdSet><item>eni-2</item><item>eni-1</item></networkInterfaceIdSet></item></vpcEndpointSet></DescribeVpcEndpointsResponse>',
  }),
  DescribeNetworkInterfaces: (): Answer => ({
    body: '<DescribeNetworkInterfacesResponse><networkInterfaceSet><item><availabilityZone>ap-southeast-2b</availabilityZone><privateIpAddress>100.64.0.21</privateIpAddress></item><item><availabilityZone>ap-southeast-2a</availabilityZone><privateIpAddress>100.64.0.5</privateIpAddress></item></networkInterfaceSet></DescribeNetworkInterfacesResponse>',
  }),
  GetSecretValue: (): Answer => ({
    body: JSON.stringify({
      Name: 's2svpn',
      SecretString: JSON.stringify({ '198.51.100.10': 'HUSHHUSH.one', '198.51.100.20': 'HUSHHUSH.two' }),
    }),
  }),
} as const;
