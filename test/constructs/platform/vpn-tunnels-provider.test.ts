import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Environment } from '../../../lib/config/model';
import { PlatformStack } from '../../../lib/constructs/platform/platform-stack';
import { INVOCATION_DURATION, TOTAL_DURATION } from '../../../lib/custom-resources/vpn-tunnels/timing';
import { anEnvironment } from '../../support/builders/sites';
import { anApp } from '../../support/programs/cdk-app';

const platform = (environment: Environment = anEnvironment()): Template =>
  Template.fromStack(new PlatformStack(anApp(), 'PlatformStack-sydney', { environment }));

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const template = platform();
const resources: Readonly<
  Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: readonly string[] }>
> = template.toJSON().Resources;
const ours = Object.entries(resources).filter(([id]) => id.startsWith('VpnTunnelsProvider'));
const ofType = (type: string) =>
  ours
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]): Record<string, unknown> & { id: string } => ({ id, ...Properties }));
const handlers = ofType('AWS::Lambda::Function').filter(({ FunctionName }) =>
  /^heartlab-sydney-vpn-tunnels-(on-event|complete)$/.test(String(FunctionName)),
);
const actionsOf = (action: Statement['Action']): readonly string[] => (typeof action === 'string' ? [action] : action);

/** The statements of the policies whose logical id contains `id`. */
function statements(id: string): readonly Statement[] {
  return ours
    .filter(([name, { Type }]) => /Policy$/.test(Type) && Type.startsWith('AWS::IAM') && name.includes(id))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}
const isComplete = statements('IsCompletePolicy').filter((one) => !JSON.stringify(one).includes('Framework'));
const connections = 'arn:aws:ec2:ap-southeast-2:111122223333:vpn-connection/*';
const gateways = 'arn:aws:ec2:ap-southeast-2:111122223333:customer-gateway/*';
const ofASite = { 'aws:ResourceTag/heartlab:site': 'false' };

describe('the service token', () => {
  test('is the ARN of a function with a fixed name, so that it never changes in the resource of a site', () => {
    template.hasResource('AWS::Lambda::Function', {
      Properties: { FunctionName: 'heartlab-sydney-vpn-tunnels', Handler: 'framework.onEvent' },
    });
    const [[id] = ['']] = ours.filter(
      ([, { Properties }]) => Properties.FunctionName === 'heartlab-sydney-vpn-tunnels',
    );
    template.hasOutput('VpnTunnelsProviderArn', {
      Value: { 'Fn::GetAtt': [id, 'Arn'] },
      Export: { Name: 'heartlab-sydney-vpn-tunnels-provider-arn' },
    });
  });

  test('the names of functions and alarms fit with the longest environment name', () => {
    const { Resources } = platform(anEnvironment({}, `e${'x'.repeat(31)}`)).toJSON();
    const lengths = (name: string) =>
      Object.values<{ Properties: Record<string, unknown> }>(Resources)
        .map(({ Properties }) => Properties[name])
        .filter((value) => typeof value === 'string')
        .map(({ length }) => length);
    expect(Math.max(...lengths('FunctionName'))).toBeLessThanOrEqual(64);
    expect(Math.max(...lengths('AlarmName'))).toBeLessThanOrEqual(255);
  });
});

describe('timeouts', () => {
  test('the framework polls every half minute, for an hour', () => {
    const [machine] = ofType('AWS::StepFunctions::StateMachine');
    const definition = JSON.stringify(machine?.DefinitionString).replaceAll('\\', '');
    expect(definition).toContain('"IntervalSeconds":30,"MaxAttempts":120,"BackoffRate":1');
    expect(TOTAL_DURATION).toBeLessThan(60 * 60 * 1000);
  });

  test('the timeout of an invocation is six minutes, more than the handler needs', () => {
    expect(handlers).toHaveLength(2);
    for (const one of handlers) expect(one).toMatchObject({ Timeout: 360, Runtime: 'nodejs24.x' });
    expect(INVOCATION_DURATION).toBeLessThan(5 * 60 * 1000);
  });
});

describe('permissions', () => {
  test('the allowed EC2 actions are exactly those that the handler calls', () => {
    const adapter = readFileSync('lib/custom-resources/vpn-tunnels/ec2-adapter.ts', 'utf8');
    const called = [...adapter.matchAll(/new (\w+)Command\(/g)].map(([, name]) => `ec2:${name}`);
    const allowed = isComplete.flatMap(({ Action }) => actionsOf(Action)).filter((action) => action.startsWith('ec2:'));
    expect(called.length).toBeGreaterThanOrEqual(4);
    expect([...allowed].sort()).toEqual([...new Set(called)].sort());
  });

  test('only EC2 resources of this account and Region with a site tag can be changed', () => {
    const changes = isComplete.filter(({ Action }) => actionsOf(Action).some((one) => /^ec2:(?!Describe)/.test(one)));
    expect(changes).toEqual([
      { Effect: 'Allow', Action: 'ec2:ModifyVpnTunnelOptions', Resource: connections, Condition: { Null: ofASite } },
      {
        Effect: 'Allow',
        Action: 'ec2:ModifyVpnConnection',
        Resource: [gateways, connections],
        Condition: { Null: ofASite },
      },
      {
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: connections,
        Condition: {
          Null: { ...ofASite, 'aws:TagKeys': 'false' },
          'ForAllValues:StringLike': { 'aws:TagKeys': 'heartlab:vpn-*' },
        },
      },
    ]);
  });

  test('the other permissions are those that EC2 requires of the caller, for log delivery and for the role that stores keys', () => {
    const [anything] = isComplete.filter(({ Resource }) => Resource === '*');
    expect(anything?.Action).toEqual([
      'ec2:DescribeVpnConnections',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ]);
    expect(isComplete).toContainEqual({
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: 'arn:aws:iam::111122223333:role/aws-service-role/s2svpn.amazonaws.com/AWSServiceRoleForVPCS2SVPN',
      Condition: { StringEquals: { 'iam:AWSServiceName': 's2svpn.amazonaws.com' } },
    });
    expect(JSON.stringify(ours)).not.toContain('secretsmanager:');
  });

  test('only two policies contain `*`, both acknowledged (test/app/validator.test.ts)', () => {
    const wide = ours.filter(
      ([, { Type, Properties }]) =>
        Type.startsWith('AWS::IAM') &&
        JSON.stringify((Properties.PolicyDocument as { Statement?: unknown })?.Statement ?? '').includes(
          '"Resource":"*"',
        ),
    );
    expect(wide.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'VpnTunnelsProviderIsCompletePolicy',
      'VpnTunnelsProviderwaiterstatemachineRoleDefaultPolicy',
    ]);
  });

  test('onEvent can only write its log', () => {
    const onEvent = statements('ProviderOnEventPolicy');
    expect(onEvent.map(({ Action }) => Action)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents']]);
  });

  test("each of the framework's functions can call only its own handler", () => {
    const calls = (id: string) =>
      statements(id)
        .filter(({ Action }) => actionsOf(Action).includes('lambda:InvokeFunction'))
        .map(({ Resource }) => JSON.stringify(Resource));
    expect(calls('FrameworkOnEventPolicy')).toEqual([expect.stringContaining('ProviderOnEventFunction')]);
    expect(calls('FrameworkIsCompletePolicy')).toEqual([expect.stringContaining('ProviderIsCompleteFunction')]);
  });
});

describe('logs', () => {
  test('all are encrypted with the platform’s key and retained for a year', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(4);
    for (const group of groups)
      expect(group).toMatchObject({ KmsKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }, RetentionInDays: 365 });
  });

  test('every function writes to one of these log groups', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions).toHaveLength(5);
    for (const one of functions)
      expect(one).toMatchObject({ LoggingConfig: { LogGroup: { Ref: expect.any(String) } } });
  });

  test('the JSON lines of the handlers stay unchanged', () => {
    expect(handlers).toHaveLength(2);
    for (const one of handlers) expect(one).toMatchObject({ LoggingConfig: { LogFormat: 'Text' } });
  });

  test('the framework never logs the URL for the response to CloudFormation', () => {
    for (const one of ofType('AWS::Lambda::Function').filter((each) => JSON.stringify(each).includes('framework.'))) {
      expect(one).toMatchObject({ LoggingConfig: { ApplicationLogLevel: 'FATAL', LogFormat: 'JSON' } });
    }
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { IncludeExecutionData: false, Level: 'FATAL', Destinations: [Match.anyValue()] },
    });
  });
});

describe('the dead-letter queue', () => {
  const [queue] = ofType('AWS::SQS::Queue');

  test('a CloudFormation event that could not be handled is stored, encrypted, for two weeks', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'heartlab-sydney-vpn-tunnels',
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [queue?.id, 'Arn'] } },
    });
    expect(queue).toMatchObject({
      KmsMasterKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      MessageRetentionPeriod: 1209600,
    });
  });

  test('each function of the framework is created after the policy of its role, because Lambda checks the permission for dead letters at creation', () => {
    const framework = Object.entries(resources).filter(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.includes('framework'),
    );
    expect(framework).toHaveLength(3);
    for (const [id, { DependsOn = [] }] of framework) {
      const policy = id.includes('onEvent') ? /FrameworkOnEventPolicy/ : /FrameworkIsCompletePolicy/;
      expect({ id, DependsOn }).toEqual({ id, DependsOn: expect.arrayContaining([expect.stringMatching(policy)]) });
    }
  });

  test('the function can write to the queue, and the queue refuses requests without TLS', () => {
    const framework = statements('FrameworkOnEventPolicy');
    expect(framework).toContainEqual(
      expect.objectContaining({ Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [queue?.id, 'Arn'] } }),
    );
    expect(framework).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      }),
    );
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  test('a late event is dropped, because it would override a later change', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 300,
      MaximumRetryAttempts: 2,
    });
  });
});

describe('alarms', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');

  test.each([
    ['failed', 'HeartLab/sydney', 'VpnTunnelsFailed', undefined],
    ['on-event-errors', 'AWS/Lambda', 'Errors', 'ProviderOnEventFunction'],
    ['complete-errors', 'AWS/Lambda', 'Errors', 'ProviderIsCompleteFunction'],
    ['timed-out', 'AWS/Lambda', 'Invocations', 'frameworkonTimeout'],
    ['waiter-failed', 'AWS/States', 'ExecutionsFailed', 'waiterstatemachine'],
    ['waiter-timed-out', 'AWS/States', 'ExecutionsTimedOut', 'waiterstatemachine'],
    ['waiter-aborted', 'AWS/States', 'ExecutionsAborted', 'waiterstatemachine'],
    ['dead-letter', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'DeadLetters'],
    ['dead-letter-lost', 'AWS/Lambda', 'DeadLetterErrors', 'frameworkonEvent'],
  ])('%s', (name, namespace, metric, of) => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === `heartlab-sydney-vpn-tunnels-${name}`);
    expect(alarm).toMatchObject({
      Namespace: namespace,
      MetricName: metric,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlarmTopicD01E77F9' }],
    });
    if (of !== undefined) expect(JSON.stringify(alarm?.Dimensions)).toContain(of);
    expect(alarm?.AlarmDescription).toMatch(/docs\/changing-a-live-site\.md/);
    expect(String(alarm?.AlarmDescription).length).toBeLessThanOrEqual(1024);
    const page = readFileSync('docs/changing-a-live-site.md', 'utf8');
    expect(page.slice(page.indexOf('| alarm |'))).toContain(`\`${name}\``);
  });

  test('there are no other alarms', () => expect(alarms).toHaveLength(9));

  test('the failures in the logs of both handlers are counted in one metric', () => {
    const filters = ofType('AWS::Logs::MetricFilter');
    expect(filters).toHaveLength(2);
    for (const filter of filters) {
      expect(filter).toMatchObject({
        FilterPattern: '{ $.outcome = "failed" }',
        MetricTransformations: [
          { MetricNamespace: 'HeartLab/sydney', MetricName: 'VpnTunnelsFailed', MetricValue: '1' },
        ],
      });
    }
    expect(JSON.stringify(filters)).toContain('ProviderOnEventLogs');
    expect(JSON.stringify(filters)).toContain('ProviderIsCompleteLogs');
  });

  test('with a topic of the environment, the alarms notify that topic', () => {
    const topic = 'arn:aws:sns:ap-southeast-2:111122223333:ours';
    const own = platform(anEnvironment({ alarmTopicArn: topic }));
    for (const alarm of Object.values(own.findResources('AWS::CloudWatch::Alarm')))
      expect(alarm.Properties.AlarmActions).toEqual([topic]);
  });
});
