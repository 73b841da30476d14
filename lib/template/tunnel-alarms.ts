import { at, items, number, text } from './json';
import { references } from './references';
import type { Resource } from './view';

const STATISTICS = ['Minimum', 'Maximum', 'Average'] as const;

type Statistics = Readonly<Record<(typeof STATISTICS)[number], number>>;

const every = (value: number): Statistics => ({ Minimum: value, Maximum: value, Average: value });

/**
 * What the statistics of TunnelState over a connection are. AWS's texts disagree about one tunnel down: one sample that is the
 * fraction of the tunnels that are up (Site-to-Site VPN user guide, monitoring-cloudwatch-vpn: "fractional value between 0 and
 * 1"), or a sample a tunnel (aws/agent-toolkit-for-aws, monitoring-and-troubleshooting-tunnels.md). Both readings count.
 */
export const TUNNEL_STATES = {
  up: [every(1)],
  oneDown: [every(0.5), { Minimum: 0, Maximum: 1, Average: 0.5 }],
  bothDown: [every(0)],
} as const satisfies Record<string, readonly Statistics[]>;

export type TunnelState = keyof typeof TUNNEL_STATES;

/** True for an alarm on the state of both tunnels of a connection. */
export function watchesConnection({ properties }: Resource, connection: string): boolean {
  return (
    at(properties, 'Namespace') === 'AWS/VPN' &&
    at(properties, 'MetricName') === 'TunnelState' &&
    items(at(properties, 'Dimensions')).some(
      (dimension) => at(dimension, 'Name') === 'VpnId' && references(at(dimension, 'Value')).includes(connection),
    )
  );
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};

/** Whether an alarm is on in a state of the tunnels; undefined where that can't be told, or depends on how AWS is read. */
export function firesIn({ properties }: Resource, state: TunnelState): boolean | undefined {
  const statistic = STATISTICS.find((one) => one === text(at(properties, 'Statistic')));
  const compare = COMPARISONS[text(at(properties, 'ComparisonOperator')) ?? ''];
  const threshold = number(at(properties, 'Threshold'));
  if (statistic === undefined || compare === undefined || threshold === undefined) return undefined;
  const [first, ...others] = TUNNEL_STATES[state].map((reading) => compare(reading[statistic], threshold));
  return others.every((fires) => fires === first) ? first : undefined;
}
