import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Environment } from '../../../lib/config/model';
import { SITE_NAME } from '../../../lib/config/schema/common';
import { PlatformStack } from '../../../lib/constructs/platform/platform-stack';
import { anEnvironment } from '../../support/builders/sites';
import { anApp } from '../../support/programs/cdk-app';

const platform = (environment: Environment = anEnvironment()): Template =>
  Template.fromStack(new PlatformStack(anApp(), 'PlatformStack-sydney', { environment }));

describe('PlatformStack', () => {
  test('all exports exist and have fixed names', () => {
    const names = Object.values(platform().toJSON().Outputs).map((output) => JSON.stringify(output));
    for (const name of [
      'key-arn',
      'alarm-topic-arn',
      'flow-log-role-arn',
      'default-security-group-provider-arn',
      'address-reservation-provider-arn',
      'vpn-tunnels-provider-arn',
    ]) {
      expect(names.filter((text) => text.includes(`"Name":"heartlab-sydney-${name}"`))).toHaveLength(1);
    }
    expect(names).toHaveLength(6);
  });

  test('the logical ids of the resources that sites use are fixed: CloudFormation refuses to replace a resource whose export is in use', () => {
    const { Resources } = platform().toJSON();
    expect(['Key961B73FD', 'AlarmTopicD01E77F9', 'FlowLogRoleCB27E7DF'].map((id) => Resources[id]?.Type)).toEqual([
      'AWS::KMS::Key',
      'AWS::SNS::Topic',
      'AWS::IAM::Role',
    ]);
  });

  test('an environment with its own topic has the same platform, except for the alarm actions, so that no export in use changes', () => {
    const topic = 'arn:aws:sns:ap-southeast-2:111122223333:ours';
    const own = JSON.stringify(platform(anEnvironment({ alarmTopicArn: topic })).toJSON());
    expect(JSON.parse(own.replaceAll(`["${topic}"]`, '[{"Ref":"AlarmTopicD01E77F9"}]'))).toEqual(platform().toJSON());
  });

  test('the key is rotated, retained when the stack is deleted, and usable by the log groups of this account and by alarms', () => {
    platform().hasResource('AWS::KMS::Key', {
      Properties: {
        EnableKeyRotation: true,
        KeyPolicy: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Principal: { Service: 'logs.ap-southeast-2.amazonaws.com' },
              Condition: {
                ArnLike: {
                  'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:ap-southeast-2:111122223333:log-group:*',
                },
              },
            }),
            Match.objectLike({
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            }),
          ]),
        },
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('the alarm topic is encrypted, requires TLS, and accepts the alarms of this account', () => {
    const template = platform();
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:ap-southeast-2:111122223333:alarm:*' } },
          }),
        ]),
      },
    });
  });

  test("one role writes flow logs, and can access only the sites' flow log groups", () => {
    platform().hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/heartlab/*/flows:*',
          },
        ],
      },
    });
  });

  test('the name of the function that empties default security groups is fixed, because its ARN is in every site’s stack', () => {
    platform().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'heartlab-sydney-default-security-group',
    });
  });

  test('the names of functions fit with the longest environment name', () => {
    const longest = `e${'x'.repeat(31)}`;
    const template = platform(anEnvironment({}, longest));
    const names = Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.FunctionName)
      .filter((name) => name !== undefined);
    expect(SITE_NAME.test(longest)).toBe(true);
    expect(names).toHaveLength(5);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(64);
  });

  test('the function that reserves delivery addresses has a fixed name, and can only reserve them, in subnets of sites of its environment', () => {
    const template = platform();
    const name = 'heartlab-sydney-address-reservation';
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: name, Timeout: 120 });
    const [{ Properties } = { Properties: {} }] = Object.values(
      template.findResources('AWS::IAM::ManagedPolicy', { Properties: { Description: `What ${name} may do` } }),
    );
    const [logs, ...statements] = Properties.PolicyDocument.Statement;
    expect(logs.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(statements).toEqual([
      {
        // None of these supports a resource or a tag (Service Authorization Reference).
        Action: [
          'ec2:DeleteSubnetCidrReservation',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:GetSubnetCidrReservations',
          'elasticloadbalancing:DescribeTags',
        ],
        Effect: 'Allow',
        Resource: '*',
      },
      {
        Action: 'ec2:CreateSubnetCidrReservation',
        Effect: 'Allow',
        Resource: 'arn:aws:ec2:ap-southeast-2:111122223333:subnet/*',
        Condition: {
          StringEquals: { 'aws:ResourceTag/heartlab:environment': 'sydney' },
          Null: { 'aws:ResourceTag/heartlab:site': 'false' },
        },
      },
      {
        Action: 'ec2:CreateTags',
        Effect: 'Allow',
        Resource: 'arn:aws:ec2:ap-southeast-2:111122223333:subnet-cidr-reservation/*',
        Condition: {
          StringEquals: {
            'ec2:CreateAction': 'CreateSubnetCidrReservation',
            'aws:RequestTag/heartlab:environment': 'sydney',
          },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['heartlab:environment', 'heartlab:site'] },
          Null: { 'aws:RequestTag/heartlab:site': 'false' },
        },
      },
    ]);
  });

  test('the function that empties default security groups can only revoke rules, and only of groups without a site tag', () => {
    const policies = Object.values(platform().findResources('AWS::IAM::ManagedPolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const ec2 = policies.filter(({ Action }) => JSON.stringify(Action).includes('SecurityGroup'));
    expect(ec2).toEqual([
      { Action: ['ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'], Effect: 'Allow', Resource: '*' },
      {
        Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
        Effect: 'Allow',
        Resource: 'arn:aws:ec2:ap-southeast-2:111122223333:security-group/*',
        Condition: { Null: { 'aws:ResourceTag/heartlab:site': 'true' } },
      },
    ]);
  });
});
