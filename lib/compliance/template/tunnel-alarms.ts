import { at, items, number, text } from './json';
import { references } from './references';
import type { Resource } from './view';

/** What the statistics over both tunnels of a connection are, of which each reports 0 or 1. */
export const TUNNEL_STATES = {
  up: { Minimum: 1, Maximum: 1, Average: 1 },
  oneDown: { Minimum: 0, Maximum: 1, Average: 0.5 },
  bothDown: { Minimum: 0, Maximum: 0, Average: 0 },
} as const satisfies Record<string, Readonly<Record<string, number>>>;

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

/** Whether an alarm is on in a state of the tunnels; undefined where that can't be told. */
export function firesIn({ properties }: Resource, state: Readonly<Record<string, number>>): boolean | undefined {
  const value = state[text(at(properties, 'Statistic')) ?? ''];
  const compare = COMPARISONS[text(at(properties, 'ComparisonOperator')) ?? ''];
  const threshold = number(at(properties, 'Threshold'));
  return value === undefined || compare === undefined || threshold === undefined
    ? undefined
    : compare(value, threshold);
}
