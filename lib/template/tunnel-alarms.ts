import { itemsOf, numberOf, textOf, valueAt } from './json';
import { referencesIn } from './references';
import type { TemplateResource } from './view';

const STATISTICS = ['Minimum', 'Maximum', 'Average'] as const;

type Statistics = Readonly<Record<(typeof STATISTICS)[number], number>>;

const every = (value: number): Statistics => ({ Minimum: value, Maximum: value, Average: value });

/**
 * The statistics of TunnelState over a connection. AWS's documents disagree about one tunnel down: either one sample with the
 * fraction of the tunnels that are up (Site-to-Site VPN user guide, monitoring-cloudwatch-vpn: "fractional value between 0 and
 * 1"), or one sample for each tunnel (aws/agent-toolkit-for-aws, monitoring-and-troubleshooting-tunnels.md). Both readings are
 * checked.
 */
const TUNNEL_STATES = {
  up: [every(1)],
  oneDown: [every(0.5), { Minimum: 0, Maximum: 1, Average: 0.5 }],
  bothDown: [every(0)],
} as const satisfies Record<string, readonly Statistics[]>;

export type TunnelState = keyof typeof TUNNEL_STATES;

/** True for an alarm on the state of both tunnels of a connection. */
export function watchesConnection({ properties }: TemplateResource, connection: string): boolean {
  return (
    valueAt(properties, 'Namespace') === 'AWS/VPN' &&
    valueAt(properties, 'MetricName') === 'TunnelState' &&
    itemsOf(valueAt(properties, 'Dimensions')).some(
      (dimension) =>
        valueAt(dimension, 'Name') === 'VpnId' && referencesIn(valueAt(dimension, 'Value')).includes(connection),
    )
  );
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};

/** Whether an alarm is on in a state of the tunnels; undefined if that can't be determined, or if AWS's two readings differ. */
export function firesIn({ properties }: TemplateResource, state: TunnelState): boolean | undefined {
  const statistic = STATISTICS.find((one) => one === textOf(valueAt(properties, 'Statistic')));
  const compare = COMPARISONS[textOf(valueAt(properties, 'ComparisonOperator')) ?? ''];
  const threshold = numberOf(valueAt(properties, 'Threshold'));
  if (statistic === undefined || compare === undefined || threshold === undefined) return undefined;
  const [first, ...others] = TUNNEL_STATES[state].map((reading) => compare(reading[statistic], threshold));
  return others.every((fires) => fires === first) ? first : undefined;
}
