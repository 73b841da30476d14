import { ArnFormat, CfnOutput, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import type { Environment } from '../../config/model';
import { ENVIRONMENT_TAG } from '../../config/naming/stack-contract';
import { acknowledgeFindings } from '../common/acknowledge';
import { LOG_GROUP_PREFIX } from '../common/log-groups';
import { AddressReservationProvider } from './address-reservation-provider';
import { DefaultSecurityGroupProvider } from './default-security-group-provider';
import { platformNames } from './platform-names';
import { VpnTunnelsProvider } from './vpn-tunnels-provider';

/** The environment of the stack. */
export interface PlatformStackProps {
  /** The environment: account, Region and zones. A change of its name replaces everything, also the exports that sites use. */
  readonly environment: Environment;
}

/**
 * The resources that all sites of an environment share: the key of logs and alarms, the alarm topic and the role for flow logs.
 * It also has the providers of custom resources for default security groups, delivery addresses and VPN tunnels.
 *
 * The stack depends only on the environment, never on its sites, so that deploying one site can't affect another. It always has
 * all exports, because CloudFormation refuses to change or remove one in use. So the topic exists even if `alarmTopicArn` names
 * another: an environment can change to its own topic and back.
 */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    const { environment } = props;
    super(scope, id, {
      env: { account: environment.account, region: environment.region },
      description: `HeartLab connectivity: what the sites of ${environment.name} share`,
      terminationProtection: true,
    });
    Tags.of(this).add(ENVIRONMENT_TAG, environment.name);

    const key = this.addKey(environment);
    const topic = this.addAlarmTopic(environment, key);
    const flowLogRole = this.addFlowLogRole();
    const defaultSecurityGroups = new DefaultSecurityGroupProvider(this, 'DefaultSecurityGroupProvider', {
      environment: environment.name,
      key,
    });
    const addressReservations = new AddressReservationProvider(this, 'AddressReservationProvider', {
      environment: environment.name,
      key,
    });
    const vpnTunnels = new VpnTunnelsProvider(this, 'VpnTunnelsProvider', {
      environment: environment.name,
      key,
      alarmTopic:
        environment.alarmTopicArn === undefined
          ? topic
          : Topic.fromTopicArn(this, 'OwnAlarmTopic', environment.alarmTopicArn),
    });

    const names = platformNames(environment.name);
    this.export('KeyArn', names.keyArn, key.keyArn);
    this.export('AlarmTopicArn', names.alarmTopicArn, topic.topicArn);
    this.export('FlowLogRoleArn', names.flowLogRoleArn, flowLogRole.roleArn);
    this.export(
      'DefaultSecurityGroupProviderArn',
      names.defaultSecurityGroupProviderArn,
      defaultSecurityGroups.serviceToken,
    );
    this.export('AddressReservationProviderArn', names.addressReservationProviderArn, addressReservations.serviceToken);
    this.export('VpnTunnelsProviderArn', names.vpnTunnelsProviderArn, vpnTunnels.serviceToken);
  }

  private export(id: string, exportName: string, value: string): void {
    new CfnOutput(this, id, { exportName, value });
  }

  private addKey(environment: Environment): Key {
    const key = new Key(this, 'Key', {
      description: `HeartLab ${environment.name}: log groups, alarms, BGP keys`,
      enableKeyRotation: true,
      // Retained logs can't be read without the key.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroupsOfThisAccount',
        principals: [new ServicePrincipal(`logs.${environment.region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.logGroupArn('*') } },
      }),
    );
    // Without conditions, as AWS documents it: with some conditions, CloudWatch's calls are refused and no alarm is delivered.
    // The policy of the topic restricts which alarms may publish.
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    return key;
  }

  private addAlarmTopic(environment: Environment, key: Key): Topic {
    const topic = new Topic(this, 'AlarmTopic', {
      displayName: `HeartLab connectivity, ${environment.name}`,
      masterKey: key,
      enforceSSL: true,
    });
    // A topic with its own policy loses the default one, which allows the account's alarms.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': this.formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    return topic;
  }

  /** One role for the flow logs of all sites. It can write to their log groups and read nothing. */
  private addFlowLogRole(): Role {
    const role = new Role(this, 'FlowLogRole', {
      description: 'Writes the flow logs of the VPCs of all sites',
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    const flowLogs = `${this.logGroupArn(`${LOG_GROUP_PREFIX}*/flows`)}:*`;
    const policy = new ManagedPolicy(this, 'FlowLogPolicy', {
      description: 'Write to the flow log groups of the sites',
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [flowLogs],
        }),
      ],
    });
    acknowledgeFindings(policy, {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${flowLogs}]`]: byDesign(
        'permissions-for-every-site',
        'One role writes the flow logs of every site. The platform must not contain the sites’ names, because its template would then change with the fleet.',
      ),
    });
    return role;
  }

  private logGroupArn(name: string): string {
    return this.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
