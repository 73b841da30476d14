import { EC2Client } from '@aws-sdk/client-ec2';
import type { CustomResourceEvent } from '../../../lib/custom-resources/answer';
import { createSecurityGroupHandler } from '../../../lib/custom-resources/default-security-group/handler';

interface Reply {
  readonly status?: number;
  readonly body: string;
}

/** The handler with the real client and a fake transport, which records the requests and returns the replies in order. */
function fakeEc2(replies: readonly Reply[], refused = 0) {
  const sent: URLSearchParams[] = [];
  const answers: { url: string; body: Record<string, string> }[] = [];
  const pending = [...replies];
  const client = new EC2Client({
    region: 'ap-southeast-2',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => {
        sent.push(new URLSearchParams(String(request.body)));
        const { status = 200, body } = pending.shift() ?? { status: 500, body: '' };
        return { response: { statusCode: status, headers: {}, body: new TextEncoder().encode(body) } };
      },
    },
  });
  const handle = createSecurityGroupHandler({
    client,
    answer: async (url, body) => {
      answers.push({ url, body: JSON.parse(body) });
      if (answers.length <= refused) throw new Error('CloudFormation refused the response');
    },
    pause: async () => {},
  });
  const handler = (received: CustomResourceEvent) => handle(received, { getRemainingTimeInMillis: () => 60_000 });
  return { handler, sent, answers, actions: () => sent.map((call) => call.get('Action')) };
}

const event = (changes: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation.example/presigned',
  StackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/SiteStack-auckland-heart/1',
  RequestId: 'request-1',
  LogicalResourceId: 'DefaultSecurityGroup',
  ResourceProperties: { ServiceToken: 'arn', GroupId: 'sg-0a1' },
  ...changes,
});

// Responses with the names of the EC2 API Reference.
const INGRESS =
  '<ipPermissions><item><ipProtocol>-1</ipProtocol><groups><item><userId>111122223333</userId><groupId>sg-0a1</groupId></item></groups></item></ipPermissions>';
const EGRESS =
  '<ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges><ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item></ipPermissionsEgress>';
const described = (rules: string, name = 'default') => ({
  body: `<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><securityGroupInfo><item><groupId>sg-0a1</groupId><vpcId>vpc-0a1</vpcId><groupName>${name}</groupName>${rules}</item></securityGroupInfo></DescribeSecurityGroupsResponse>`,
});
const vpcWith = (tags: string) => ({
  body: `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet><item><vpcId>vpc-0a1</vpcId><tagSet>${tags}</tagSet></item></vpcSet></DescribeVpcsResponse>`,
});
/** The tags of the VPC of a site or an ingest. */
const vpc = vpcWith('<item><key>heartlab:environment</key><value>sydney</value></item>');
const full = described(INGRESS + EGRESS);
const bare = described('');
const revoked = (kind: string) => ({
  body: `<RevokeSecurityGroup${kind}Response><return>true</return></RevokeSecurityGroup${kind}Response>`,
});
const errorResponse = (code: string, message = 'message of EC2') => ({
  status: 400,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
});

const errorLog = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => errorLog.mockClear());

describe('Custom::HeartLabDefaultSecurityGroup', () => {
  test.each(['Create', 'Update'] as const)(
    '%s revokes every rule, and succeeds when EC2 returns none',
    async (RequestType) => {
      const { handler, sent, answers, actions } = fakeEc2([
        full,
        vpc,
        revoked('Ingress'),
        revoked('Egress'),
        bare,
        vpc,
      ]);
      await handler(event({ RequestType }));
      expect(actions()).toEqual([
        'DescribeSecurityGroups',
        'DescribeVpcs',
        'RevokeSecurityGroupIngress',
        'RevokeSecurityGroupEgress',
        'DescribeSecurityGroups',
        'DescribeVpcs',
      ]);
      expect(sent[0]?.get('GroupId.1')).toBe('sg-0a1');
      expect(sent[1]?.get('VpcId.1')).toBe('vpc-0a1');
      expect(Object.fromEntries(sent[2] ?? [])).toMatchObject({
        GroupId: 'sg-0a1',
        'IpPermissions.1.IpProtocol': '-1',
        'IpPermissions.1.Groups.1.GroupId': 'sg-0a1',
      });
      expect(Object.fromEntries(sent[3] ?? [])).toMatchObject({
        GroupId: 'sg-0a1',
        'IpPermissions.1.IpRanges.1.CidrIp': '0.0.0.0/0',
        'IpPermissions.1.Ipv6Ranges.1.CidrIpv6': '::/0',
      });
      expect(answers).toEqual([
        {
          url: 'https://cloudformation.example/presigned',
          body: expect.objectContaining({
            Status: 'SUCCESS',
            PhysicalResourceId: 'sg-0a1',
            RequestId: 'request-1',
            LogicalResourceId: 'DefaultSecurityGroup',
            StackId: event().StackId,
          }),
        },
      ]);
    },
  );

  test('an empty group is not changed', async () => {
    const { handler, answers, actions } = fakeEc2([bare, vpc]);
    await handler(event());
    expect(actions()).toEqual(['DescribeSecurityGroups', 'DescribeVpcs']);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
  });

  test('a response that CloudFormation refuses fails the run but not the resource: the next run sends the same', async () => {
    const { handler, answers } = fakeEc2([bare, vpc, bare, vpc], 1);
    await expect(handler(event())).rejects.toThrow('refused the response');
    await handler(event());
    expect(answers.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test.each([
    ['rules that another caller has revoked', [full, vpc, errorResponse('InvalidPermission.NotFound'), bare, vpc]],
    ['a new group that EC2 does not return yet', [errorResponse('InvalidGroup.NotFound'), bare, vpc]],
    ['a new VPC that EC2 does not return yet', [full, errorResponse('InvalidVpcID.NotFound'), bare, vpc]],
    ['tags of a new VPC that EC2 does not return yet', [full, vpcWith(''), bare, vpc]],
  ])('reads the group again after %s', async (_, replies) => {
    const { handler, answers } = fakeEc2(replies);
    await handler(event());
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([
    [
      'refused',
      [full, vpc, errorResponse('UnauthorizedOperation', 'You are not authorized')],
      /sg-0a1 was not emptied.*UnauthorizedOperation: You are not authorized/,
    ],
    ['refused on reading', [errorResponse('AccessDenied')], /sg-0a1 was not emptied.*AccessDenied/],
    ['without the group', Array(5).fill(errorResponse('InvalidGroup.NotFound')), /InvalidGroup\.NotFound/],
    ['not the default group', [described(INGRESS, 'dicom')], /not the default security group of a VPC/],
    [
      'rules that are added again',
      Array(5)
        .fill([full, vpc, revoked('Ingress'), revoked('Egress')])
        .flat(),
      /still has rules after 5 attempts/,
    ],
  ])('reports the reason of a failure: %s', async (_, replies, reason) => {
    const { handler, answers } = fakeEc2(replies);
    await handler(event());
    expect(answers).toHaveLength(1);
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(errorLog).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(errorLog.mock.calls)).not.toContain('presigned');
  });

  test.each([
    ['no tag', ''],
    ['other tags', '<item><key>Name</key><value>heartlab:environment</value></item>'],
  ])('a default group whose VPC has %s keeps its rules', async (_, tags) => {
    const { handler, answers, actions } = fakeEc2(
      Array(5)
        .fill([full, vpcWith(tags)])
        .flat(),
    );
    await handler(event());
    expect(actions().filter((action) => action?.startsWith('Revoke'))).toEqual([]);
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/sg-0a1 was not emptied\. Its VPC vpc-0a1 has no tag heartlab:environment/),
    });
  });

  test.each([[undefined], [42], [''], ['vpc-0a1'], ['sg-0a1 ']])(
    'calls nothing of EC2 if GroupId is %j',
    async (GroupId) => {
      const { handler, sent, answers } = fakeEc2([]);
      await handler(event({ ResourceProperties: { GroupId } }));
      expect(sent).toEqual([]);
      expect(answers[0]?.body).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringMatching(/The property GroupId is not the id of a security group/),
      });
    },
  );

  test('Delete does nothing, even with invalid properties, so that a failed create can be rolled back', async () => {
    const { handler, sent, answers } = fakeEc2([]);
    await handler(event({ RequestType: 'Delete', PhysicalResourceId: 'DefaultSecurityGroup', ResourceProperties: {} }));
    expect(sent).toEqual([]);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'DefaultSecurityGroup' });
  });
});
