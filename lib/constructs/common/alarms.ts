import type { CfnTag } from 'aws-cdk-lib';
import type { Site } from '../../config/model';
import { siteTags } from './tags';

/** What every alarm of a site has: its topic is told of every change of its state, and it is the site's. */
export function alarmNotifications(site: Site, topicArn: string): Told {
  return {
    alarmActions: [topicArn],
    okActions: [topicArn],
    insufficientDataActions: [topicArn],
    tags: siteTags(site),
  };
}

interface Told {
  readonly alarmActions: string[];
  readonly okActions: string[];
  readonly insufficientDataActions: string[];
  readonly tags: CfnTag[];
}
