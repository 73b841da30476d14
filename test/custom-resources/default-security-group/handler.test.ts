import { EC2Client } from '@aws-sdk/client-ec2';
import type { CustomResourceEvent } from '../../../lib/custom-resources/answer';
import { createSecurityGroupHandler } from '../../../lib/custom-resources/default-security-group/handler';

interface Reply {
  readonly status?: number;
  readonly body: string;
}

/** The handler with the real client: what goes over the wire is kept, and answered by one reply after the other. */
function wired(replies: readonly Reply[], refused = 0) {
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
      if (answers.length <= refused) throw new Error('CloudFormation did not take the answer');
    },
    pause: async () => {},
  });
  const handler = (asked: CustomResourceEvent) => handle(asked, { getRemainingTimeInMillis: () => 60_000 });
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

// The answers in the words of the EC2 API Reference.
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
/** The tags of a VPC, of a site or an ingest. */
const vpc = vpcWith('<item><key>heartlab:environment</key><value>sydney</value></item>');
const full = described(INGRESS + EGRESS);
const bare = described('');
const revoked = (kind: string) => ({
  body: `<RevokeSecurityGroup${kind}Response><return>true</return></RevokeSecurityGroup${kind}Response>`,
});
const refusal = (code: string, message = 'what EC2 says') => ({
  status: 400,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
});

const said = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => said.mockClear());

describe('Custom::HeartLabDefaultSecurityGroup', () => {
  test.each(['Create', 'Update'] as const)(
    '%s revokes every rule, and succeeds once EC2 shows none',
    async (RequestType) => {
      const { handler, sent, answers, actions } = wired([full, vpc, revoked('Ingress'), revoked('Egress'), bare, vpc]);
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

  test('a group that is empty already is left as it is', async () => {
    const { handler, answers, actions } = wired([bare, vpc]);
    await handler(event());
    expect(actions()).toEqual(['DescribeSecurityGroups', 'DescribeVpcs']);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
  });

  test('a response that CloudFormation refuses fails the run, but not the group: the next run sends the same', async () => {
    const { handler, answers } = wired([bare, vpc, bare, vpc], 1);
    await expect(handler(event())).rejects.toThrow('did not take the answer');
    await handler(event());
    expect(answers.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test.each([
    ['rules that someone else has taken away meanwhile', [full, vpc, refusal('InvalidPermission.NotFound'), bare, vpc]],
    ['a new group that EC2 does not show yet', [refusal('InvalidGroup.NotFound'), bare, vpc]],
    ['a new VPC that EC2 does not show yet', [full, refusal('InvalidVpcID.NotFound'), bare, vpc]],
    ['tags of a new VPC that EC2 does not show yet', [full, vpcWith(''), bare, vpc]],
  ])('looks again after %s', async (_, replies) => {
    const { handler, answers } = wired(replies);
    await handler(event());
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([
    [
      'refused',
      [full, vpc, refusal('UnauthorizedOperation', 'You are not authorized')],
      /sg-0a1 was not emptied.*UnauthorizedOperation: You are not authorized/,
    ],
    ['refused on reading', [refusal('AccessDenied')], /sg-0a1 was not emptied.*AccessDenied/],
    ['without the group', Array(5).fill(refusal('InvalidGroup.NotFound')), /InvalidGroup\.NotFound/],
    ['not the default group', [described(INGRESS, 'dicom')], /not a VPC's default security group/],
    [
      'rules that come back',
      Array(5)
        .fill([full, vpc, revoked('Ingress'), revoked('Egress')])
        .flat(),
      /still had rules after 5 attempts/,
    ],
  ])('says why when it fails: %s', async (_, replies, why) => {
    const { handler, answers } = wired(replies);
    await handler(event());
    expect(answers).toHaveLength(1);
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(why) });
    expect(said).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(said.mock.calls)).not.toContain('presigned');
  });

  test.each([
    ['no tag', ''],
    ['tags of something else', '<item><key>Name</key><value>heartlab:environment</value></item>'],
  ])('a default group whose VPC bears %s keeps its rules', async (_, tags) => {
    const { handler, answers, actions } = wired(
      Array(5)
        .fill([full, vpcWith(tags)])
        .flat(),
    );
    await handler(event());
    expect(actions().filter((action) => action?.startsWith('Revoke'))).toEqual([]);
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/sg-0a1 was not emptied\. Its VPC vpc-0a1 bears no tag heartlab:environment/),
    });
  });

  test.each([[undefined], [42], [''], ['vpc-0a1'], ['sg-0a1 ']])(
    'asks EC2 for nothing when GroupId is %j',
    async (GroupId) => {
      const { handler, sent, answers } = wired([]);
      await handler(event({ ResourceProperties: { GroupId } }));
      expect(sent).toEqual([]);
      expect(answers[0]?.body).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringMatching(/the property GroupId is not a security group's id/),
      });
    },
  );

  test('Delete does nothing, whatever the properties, so that a failed create can be rolled back', async () => {
    const { handler, sent, answers } = wired([]);
    await handler(event({ RequestType: 'Delete', PhysicalResourceId: 'DefaultSecurityGroup', ResourceProperties: {} }));
    expect(sent).toEqual([]);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'DefaultSecurityGroup' });
  });
});
