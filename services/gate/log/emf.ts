import { GATE_METRICS } from '../metrics';

/** The CloudWatch units that the gate uses (CloudWatch API, MetricDatum, "Unit"). */
export type MetricUnit = 'Count' | 'Bytes';

export interface EmfMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number;
}

/**
 * Members of a log line from which CloudWatch extracts metrics (CloudWatch guide, "Specification: Embedded metric format"). Names
 * of dimensions and metrics are members of the line itself. Each name can occur only once, so a line has one set of dimensions.
 *
 * @param time milliseconds since 1970
 */
export function embeddedMetrics(
  time: number,
  dimensions: Readonly<Record<string, string>>,
  metrics: readonly EmfMetric[],
): Readonly<Record<string, unknown>> {
  if (metrics.length === 0) return {};
  return {
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: GATE_METRICS.namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
}
