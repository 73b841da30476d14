import type { CfnTag } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Site } from '../../config/model';
import { siteTags } from './tags';

/** Notification actions and tags shared by all alarms of a site: the topic is notified of every change of state. */
export function alarmNotifications(site: Site, { topicArn }: ITopic): AlarmNotifications {
  return {
    alarmActions: [topicArn],
    okActions: [topicArn],
    insufficientDataActions: [topicArn],
    tags: siteTags(site),
  };
}

interface AlarmNotifications {
  readonly alarmActions: string[];
  readonly okActions: string[];
  readonly insufficientDataActions: string[];
  readonly tags: CfnTag[];
}

/** A widget of a CloudWatch dashboard, as JSON. */
export type DashboardGraph = Readonly<Record<string, unknown>>;

/** @param period seconds */
export function dashboardGraph(
  region: string,
  title: string,
  metrics: readonly unknown[],
  period: number = 300,
): DashboardGraph {
  return { title, region, view: 'timeSeries', period, metrics };
}
