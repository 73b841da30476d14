import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { GATE_METRICS } from '../../../services/gate/metrics';
import type { IngestDatabase } from './ingest-database';

const FIVE_MINUTES = Duration.minutes(5);

export interface IngestDashboardProps {
  readonly name: string;
  readonly alarms: readonly Alarm[];
  readonly database: IngestDatabase;
}

/**
 * The dashboard of an ingest: its alarms, the stored objects by site, and the load of the database. It finds the sites by a metric
 * search, because a dashboard with their names would change with the fleet.
 */
export function addIngestDashboard(scope: Construct, { name, alarms, database }: IngestDashboardProps): Dashboard {
  const bySite = (metric: string, ...dimensions: readonly string[]): MathExpression =>
    new MathExpression({
      expression: `SEARCH('{${[GATE_METRICS.namespace, GATE_METRICS.site, ...dimensions].join(',')}} MetricName="${metric}"', 'Sum', 300)`,
      usingMetrics: {},
      label: '',
      period: FIVE_MINUTES,
    });
  const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
    new GraphWidget({ title, left: [...left], width: 12, height: 6 });
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new AlarmStatusWidget({ title: name, alarms: [...alarms], width: 24, height: 3 })],
      [
        graph('Stored objects by site', [bySite(GATE_METRICS.objects)]),
        graph('Stored bytes by site', [bySite(GATE_METRICS.bytes)]),
      ],
      [
        graph('Objects not stored, by site and reason', [bySite(GATE_METRICS.failures, GATE_METRICS.reason)]),
        graph('Refused identities by site', [bySite(GATE_METRICS.refused)]),
      ],
      [
        graph('Index: connections', [database.instance.metricDatabaseConnections()]),
        graph('Index: free storage (bytes)', [database.instance.metricFreeStorageSpace()]),
      ],
    ],
  });
}
