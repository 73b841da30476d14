import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { SiteName } from '../../config/model';
import { LOG_GROUP_PREFIX, logGroupName, type SiteLog } from '../../config/naming/log-groups';
import { siteTags } from './tags';

export { LOG_GROUP_PREFIX, logGroupName };

export interface SiteLogGroupProps {
  /** The site, whose name is part of the log group's name. */
  readonly site: SiteName;
  readonly log: SiteLog;
  /** Encrypts the log group: the platform's key. */
  readonly key: IKey;
}

/** A site's log group: encrypted, with a retention of one year. It is evidence, so deleting the stack retains it. */
export class SiteLogGroup extends CfnLogGroup {
  /** `/aws/vendedlogs/heartlab/<site>/<log>` */
  readonly groupName: string;
  /**
   * The ARN in the form that EC2 accepts, without the `:*` of the resource's own attribute. It is built from the name, so that no
   * change of the log group can replace a VPN connection.
   */
  readonly groupArn: string;

  constructor(scope: Construct, id: string, props: SiteLogGroupProps) {
    const groupName = logGroupName(props.site.site, props.log);
    super(scope, id, {
      logGroupName: groupName,
      kmsKeyId: props.key.keyArn,
      retentionInDays: RetentionDays.ONE_YEAR,
      tags: siteTags(props.site),
    });
    this.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.groupName = groupName;
    this.groupArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: groupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
