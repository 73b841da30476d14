import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { STUDIES_STORED } from '../site/ingest-names';
import type { IngestDatabase } from './ingest-database';
import type { IngestDoor } from './ingest-door';
import type { IngestService } from './ingest-service';

const FIVE_MINUTES = Duration.minutes(5);

export interface IngestDashboardProps {
  readonly name: string;
  readonly alarms: readonly Alarm[];
  readonly doors: readonly IngestDoor[];
  readonly service: IngestService;
  readonly database: IngestDatabase;
}

/** What an operator looks at first: the alarms, what comes in by site, and how gate, server and index do. */
export function addIngestDashboard(scope: Construct, props: IngestDashboardProps): Dashboard {
  const { name, alarms, doors, database, service } = props;
  const stored = new MathExpression({
    expression: `SEARCH('{${STUDIES_STORED.namespace},${STUDIES_STORED.dimension}} MetricName="${STUDIES_STORED.metric}"', 'Sum', 300)`,
    usingMetrics: {},
    label: '',
    period: FIVE_MINUTES,
  });
  const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
    new GraphWidget({ title, left: [...left], width: 12, height: 6 });
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new AlarmStatusWidget({ title: name, alarms: [...alarms], width: 24, height: 4 })],
      [
        graph('Stored requests by site', [stored]),
        graph(
          'Requests',
          doors.map(({ auth, alb }) => alb.metrics.requestCount({ label: auth, statistic: 'Sum' })),
        ),
      ],
      [
        graph(
          'Answers 4xx and 5xx',
          doors.flatMap(({ auth, alb }) => [
            alb.metrics.httpCodeTarget(HttpCodeTarget.TARGET_4XX_COUNT, { label: `4xx ${auth}` }),
            alb.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { label: `5xx ${auth}` }),
            alb.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { label: `5xx of the load balancer, ${auth}` }),
          ]),
        ),
        graph(
          'Healthy servers',
          doors.map(({ auth, stowTargets }) => stowTargets.metrics.healthyHostCount({ label: auth })),
        ),
      ],
      [
        graph('Tasks (percent)', [
          service.service.metricCpuUtilization(),
          service.service.metricMemoryUtilization(),
          service.metricTemporaryStorage(FIVE_MINUTES),
        ]),
        graph('Index: free storage (bytes)', [database.instance.metricFreeStorageSpace()]),
      ],
    ],
  });
}
