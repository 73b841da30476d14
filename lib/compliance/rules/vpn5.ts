import { flagOf, isIntrinsic, listOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { joinedText, referencesIn } from '../../template/references';
import { perTunnel, type TunnelPolicy, tunnelPolicies } from '../../template/tunnels';
import type { TemplateResource, TemplateView } from '../../template/view';
import { eachOf, type TemplateRule } from './rule';

export const vpn5: TemplateRule = {
  id: 'HeartLab-VPN5',
  failsWhen:
    'not exactly two tunnels are specified; tunnel logging, or with BGP routing BGP logging, is off; a log group has no KMS key or no retention',
  unknown:
    "A switch that can't be determined is a finding; so is a log group outside this template, whose encryption and retention are unknown. Routing that can't be determined is treated as BGP.",
  judge: (view) =>
    eachOf(tunnelPolicies(view), (policy) => [...count(policy), ...(policy.effective ? logging(view, policy) : [])]),
};

function count({ specified }: TunnelPolicy): readonly string[] {
  if (isIntrinsic(specified)) return [`the number of tunnels can't be determined from ${shownText(specified)}`];
  const found = listOf(specified)?.length ?? 0;
  return found === 2 ? [] : [`${found} tunnels are specified, not two`];
}

function logging(view: TemplateView, policy: TunnelPolicy): readonly string[] {
  // Without a connection in the template the routing is unknown. BGP, the stricter of the two, is assumed.
  const bgp = flagOf(valueAt(policy.connection?.properties, 'StaticRoutesOnly')) !== true;
  return perTunnel(policy, (options) => {
    const logs = cloudWatchLogs(options);
    return [
      ...log(view, logs, { words: 'tunnel', enabled: 'LogEnabled', group: 'LogGroupArn' }),
      ...(bgp ? log(view, logs, { words: 'BGP', enabled: 'BgpLogEnabled', group: 'BgpLogGroupArn' }) : []),
    ];
  });
}

/** CloudFormation writes `Cloudwatch`; the EC2 API and the custom resource write `CloudWatch`. */
function cloudWatchLogs(options: TemplateValue): TemplateValue {
  const logs = valueAt(options, 'LogOptions');
  return valueAt(logs, 'CloudWatchLogOptions') ?? valueAt(logs, 'CloudwatchLogOptions');
}

interface Log {
  readonly words: string;
  readonly enabled: string;
  readonly group: string;
}

function log(view: TemplateView, logs: TemplateValue, { words, enabled, group }: Log): readonly string[] {
  const on = valueAt(logs, enabled);
  if (flagOf(on) === undefined && on !== undefined)
    return [`whether ${words} logging is on can't be determined from ${shownText(on)}`];
  if (flagOf(on) !== true) return [`${words} logging is off`];
  const arn = valueAt(logs, group);
  if (arn === undefined) return [`${words} logging has no log group`];
  const found = logGroupOf(view, arn);
  if (found === undefined) {
    return [
      `the ${words} log group ${shownText(arn)} is not in this template: its encryption and retention can't be determined`,
    ];
  }
  return [
    ...(valueAt(found.properties, 'KmsKeyId') === undefined
      ? [`the ${words} log group ${found.id} has no KMS key`]
      : []),
    ...(valueAt(found.properties, 'RetentionInDays') === undefined
      ? [`the ${words} log group ${found.id} has no retention`]
      : []),
  ];
}

const LOG_GROUP_TYPE = 'AWS::Logs::LogGroup';

/** The log group's name at the end of its ARN, with or without the `:*` of the resource's own attribute. */
const NAME = /:log-group:([^:]+)(?::\*)?$/;

/** The log group of this template that an ARN refers to, by reference or by name. */
function logGroupOf(view: TemplateView, arn: TemplateValue): TemplateResource | undefined {
  const groups = view.ofType(LOG_GROUP_TYPE);
  const named = new Set(referencesIn(arn));
  const name = NAME.exec(joinedText(arn))?.[1];
  return (
    groups.find(({ id }) => named.has(id)) ??
    groups.find(({ properties }) => name !== undefined && textOf(valueAt(properties, 'LogGroupName')) === name)
  );
}
