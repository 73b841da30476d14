import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { platformStackName } from '../../config/naming/stack-contract';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, skippedFinding, warnFinding } from '../check';
import type { DeployTarget } from '../target';
import { mayPublish } from '../topic-policy';

export const alarmTopic: PreflightCheck = {
  id: 'alarm-topic',
  question: 'Does the alarm topic exist, may CloudWatch publish to it, and does it have a subscription?',
  matters: true,
  run: async (target) => {
    const topic = await topicOf(target);
    if (topic === undefined)
      return [
        skippedFinding(
          `${platformStackName(target.environment.name)} creates the topic; subscribe to it after its deploy`,
        ),
      ];
    const attributes = await attributesOf(target.clients, topic);
    if (attributes === undefined)
      return [
        failFinding(
          `there is no topic ${topic}`,
          `aws sns create-topic --name ${nameOf(topic)} --region ${target.environment.region}, or leave alarmTopicArn out: the platform stack then creates one`,
        ),
      ];
    const { Policy = '{}', KmsMasterKeyId, SubscriptionsConfirmed = '0' } = attributes;
    // The template contains the policy and the key of the platform's own topic.
    const own = target.environment.alarmTopicArn === undefined;
    const unseen =
      own || KmsMasterKeyId === undefined || isDefaultKey(KmsMasterKeyId) ? [] : [keyPolicy(KmsMasterKeyId)];
    const defects = [
      ...(own ? [] : publishing(Policy, topic, target)),
      ...(own || !isDefaultKey(KmsMasterKeyId ?? '') ? [] : [defaultKey(topic)]),
      ...(Number(SubscriptionsConfirmed) > 0 ? [] : [noSubscriber(topic, target)]),
    ];
    return [...passUnless(defects, `${topic}: ${SubscriptionsConfirmed} confirmed subscriptions`), ...unseen];
  },
};

/** The environment's topic, or the platform's if the platform is deployed. */
async function topicOf(target: DeployTarget): Promise<string | undefined> {
  const { alarmTopicArn, name } = target.environment;
  if (alarmTopicArn !== undefined) return alarmTopicArn;
  const platform = await target.liveStack(platformStackName(name));
  // The physical id of a topic is its ARN.
  return platform?.resources.find(({ ResourceType }) => ResourceType === 'AWS::SNS::Topic')?.PhysicalResourceId;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

async function attributesOf({ sns, place }: AwsClients, TopicArn: string) {
  return askAws('sns:GetTopicAttributes', place, async () => {
    try {
      return (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes;
    } catch (error) {
      if (error instanceof Error && /^NotFound/.test(error.name)) return undefined;
      throw error;
    }
  });
}

function publishing(policy: string, topic: string, { clients }: DeployTarget): readonly CheckFinding[] {
  const remedy = `aws sns set-topic-attributes --topic-arn ${topic} --attribute-name Policy with a statement that allows cloudwatch.amazonaws.com sns:Publish, under the condition aws:SourceAccount ${clients.place.account}`;
  const result = mayPublish(policy, clients.place);
  if (result === 'allowed') return [];
  return result === 'denied'
    ? [failFinding(`the policy of ${topic} does not allow CloudWatch to publish: no alarm would be delivered`, remedy)]
    : [
        warnFinding(
          `the policy of ${topic} has conditions that this check can't evaluate: they may deny CloudWatch`,
          `test it with aws cloudwatch set-alarm-state on an alarm; if no notification arrives: ${remedy}`,
        ),
      ];
}

const isDefaultKey = (key: string): boolean => key === 'alias/aws/sns' || key.endsWith(':alias/aws/sns');

/**
 * AWS re:Post, knowledge center, cloudwatch-configure-alarm-sns: the default key's policy does not allow CloudWatch, and can't be
 * changed.
 */
const defaultKey = (topic: string): CheckFinding =>
  failFinding(
    `${topic} is encrypted with alias/aws/sns, which CloudWatch alarms can't use: no alarm would be delivered`,
    `aws sns set-topic-attributes --topic-arn ${topic} --attribute-name KmsMasterKeyId --attribute-value <a key of yours> whose policy allows cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*`,
  );

const keyPolicy = (key: string): CheckFinding =>
  skippedFinding(
    `the policy of key ${key} is not checked: it must allow cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*, or no alarm is delivered`,
  );

const noSubscriber = (topic: string, { environment }: DeployTarget): CheckFinding =>
  warnFinding(
    `${topic} has no confirmed subscription: its alarms are not delivered`,
    `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint <address> --region ${environment.region}, then confirm the subscription by e-mail`,
  );
