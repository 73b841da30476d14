import { type App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { acknowledgementProblems } from '../../../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../../../lib/compliance/register-packs';
import { readValidationReport } from '../../../lib/compliance/validation-report';
import { CellDatabase } from '../../../lib/constructs/cell/cell-database';
import { CellDatabaseProvider } from '../../../lib/constructs/ingest/cell-database-provider';
import { parseRequest } from '../../../lib/custom-resources/cell-database/request';
import { anApp, BUNDLING } from '../../support/programs/cdk-app';

const env = { account: '111122223333', region: 'ap-southeast-2' };
const KEY = 'arn:aws:kms:ap-southeast-2:111122223333:key/11111111-2222-3333-4444-555555555555';

function stacks(app: App = anApp()) {
  const ingest = new Stack(app, 'IngestStack-sydney', { env });
  const vpc = Vpc.fromVpcAttributes(ingest, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['ap-southeast-2a'] });
  const key = Key.fromKeyArn(ingest, 'Key', KEY);
  const provider = new CellDatabaseProvider(ingest, 'CellDatabaseProvider', {
    environment: 'sydney',
    vpc,
    key,
    logKey: key,
    databaseHost: 'db.example',
    databasePort: 5432,
    subnets: [Subnet.fromSubnetAttributes(ingest, 'Subnet', { subnetId: 'subnet-1', routeTableId: 'rtb-1' })],
    securityGroup: SecurityGroup.fromSecurityGroupId(ingest, 'Group', 'sg-1'),
    masterSecret: Secret.fromSecretCompleteArn(
      ingest,
      'Master',
      'arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:master-AbCdEf',
    ),
    alarmTopic: Topic.fromTopicArn(ingest, 'AlarmTopic', 'arn:aws:sns:ap-southeast-2:111122223333:alarms'),
  });
  const cell = new Stack(app, 'CellStack-alpha', { env });
  const database = new CellDatabase(cell, 'CellDatabase', {
    site: 'alpha',
    key: Key.fromKeyArn(cell, 'Key', KEY),
    serviceToken: 'arn:aws:lambda:ap-southeast-2:111122223333:function:heartlab-sydney-cell-database',
  });
  return { ingest, cell, provider, database };
}
const created = stacks();
const ingest = Template.fromStack(created.ingest);
const cell = Template.fromStack(created.cell);

describe('CellDatabase', () => {
  test('has a fixed logical id, and is retained on replacement', () => {
    const resource = cell.toJSON().Resources.Database;
    expect(resource).toMatchObject({
      Type: 'Custom::HeartLabCellDatabase',
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Delete',
      Properties: { Site: 'alpha', SecretArn: { Ref: 'DatabaseLogin' }, ConnectionLimit: 24, ServiceTimeout: 1500 },
    });
    expect(created.database.name).toBe('site-alpha');
  });

  test('its properties are those that the handler reads', () => {
    const { Properties } = cell.toJSON().Resources.Database;
    const SecretArn = 'arn:aws:secretsmanager:ap-southeast-2:111122223333:secret:heartlab/alpha/database-AbCdEf';
    const event = {
      RequestType: 'Create',
      StackId: 'stack',
      LogicalResourceId: 'Database',
      ResourceProperties: { ...Properties, SecretArn },
    };
    expect(parseRequest(event)).toMatchObject({
      type: 'Ensure',
      site: 'alpha',
      secretArn: SecretArn,
      connectionLimit: 24,
    });
  });

  test('the login is generated and encrypted, without characters that break Orthanc’s configuration or a connection string', () => {
    cell.templateMatches({
      Resources: {
        DatabaseLogin: {
          Type: 'AWS::SecretsManager::Secret',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            Name: 'heartlab/alpha/database',
            KmsKeyId: KEY,
            GenerateSecretString: {
              SecretStringTemplate: '{"username":"site-alpha"}',
              GenerateStringKey: 'password',
              PasswordLength: 40,
              ExcludeCharacters: Match.stringLikeRegexp('[$].*["].*[\\\\]'),
            },
          },
        },
      },
    });
  });
});

describe('CellDatabaseProvider', () => {
  test('the handler is in the VPC, and the function that responds to CloudFormation is not', () => {
    ingest.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'heartlab-sydney-cell-database-handler',
      Handler: 'index.onEvent',
      Timeout: 600,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Environment: { Variables: { DATABASE_HOST: 'db.example', DATABASE_PORT: '5432' } },
    });
    ingest.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'heartlab-sydney-cell-database',
      Handler: 'framework.onEvent',
      VpcConfig: Match.absent(),
      LoggingConfig: { ApplicationLogLevel: 'FATAL', LogFormat: 'JSON' },
    });
  });

  test('it can read only the secrets of cells’ logins and of the master, and its code can’t create network interfaces', () => {
    const statements = Object.values(ingest.findResources('AWS::IAM::ManagedPolicy'))
      .map(({ Properties }) => Properties.PolicyDocument.Statement)
      .find((some) => JSON.stringify(some).includes('secretsmanager:'));
    const arn = 'arn:aws:secretsmanager:ap-southeast-2:111122223333:secret';
    expect(statements).toContainEqual({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: [`${arn}:heartlab/*/database-*`, `${arn}:master-AbCdEf`],
    });
    expect(statements).toContainEqual({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY });
    const [interfaces, denied] = statements.filter(({ Resource }: { Resource: unknown }) => Resource === '*');
    const own = 'arn:aws:lambda:ap-southeast-2:111122223333:function:heartlab-sydney-cell-database-handler';
    expect(denied).toEqual({
      Effect: 'Deny',
      Action: interfaces.Action,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': own } },
    });
    expect(created.provider.statements.map(({ actions }) => actions)).toEqual([['secretsmanager:GetSecretValue']]);
  });

  test('alarms if a database was not created, and if CloudFormation got no response', () => {
    for (const name of ['failed', 'unanswered'])
      ingest.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `heartlab-sydney-cell-database-${name}`,
        MetricName: 'Errors',
        Threshold: 1,
        AlarmActions: ['arn:aws:sns:ap-southeast-2:111122223333:alarms'],
      });
    ingest.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });
});

test('both pass all rule packs: no finding is open, and no acknowledgement is stale', () => {
  const app = anApp({ context: BUNDLING });
  stacks(app);
  registerPacks(app);
  const report = readValidationReport(app.synth().directory);
  expect(report.pluginReports.map(({ pluginName }) => pluginName)).toContain('NIST.800.53.R5');
  expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  expect(acknowledgementProblems(app, report)).toEqual([]);
});
