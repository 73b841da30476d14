import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Site } from '../../config/model';
import { siteTags } from './tags';

/** Notification actions and tags shared by all alarms of a site: the topic is notified of every change of state. */
export const alarmNotifications = (site: Site, { topicArn }: ITopic) => ({
  alarmActions: [topicArn],
  okActions: [topicArn],
  insufficientDataActions: [topicArn],
  tags: siteTags(site),
});

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
