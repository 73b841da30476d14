import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { STUDIES_STORED } from '../site/ingest-names';
import { addIngestDashboard } from './ingest-dashboard';
import type { IngestDatabase } from './ingest-database';
import type { IngestDoor } from './ingest-door';
import type { IngestService } from './ingest-service';
import type { IngestTask } from './ingest-task';

const FIVE_MINUTES = Duration.minutes(5);

/** Bytes: a tenth of what the database begins with. It grows by itself; this says that it no longer does. */
const DATABASE_NEARLY_FULL = 10 * 1024 ** 3;

export interface IngestAlarmsProps {
  /** The environment's name. */
  readonly environment: string;
  readonly doors: readonly IngestDoor[];
  readonly task: IngestTask;
  readonly service: IngestService;
  readonly database: IngestDatabase;
  /** The SNS topic that every alarm tells, of every change of its state. */
  readonly topicArn: string;
}

interface Watch {
  readonly id: string;
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Rings at the threshold or beyond it; otherwise below it. */
  readonly below?: true;
  readonly periods?: number;
  /** Whether no data means that something is wrong: for what always reports. A count of what didn't happen reports nothing. */
  readonly silenceIsBad: boolean;
  readonly says: string;
}

/**
 * What of the ingest is wrong, said to the operators; and how many studies each site has stored, which the sites' own alarms
 * read: nothing of a study leaves the gate's log for it but the site's name.
 */
export class IngestAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngestAlarmsProps,
  ) {
    super(scope, id);
    const { environment, task } = props;
    const prefix = `heartlab-${environment}-ingest`;
    new MetricFilter(this, 'Stored', {
      logGroup: task.gateLog,
      filterName: 'stored-by-site',
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.action', '=', 'store'),
        FilterPattern.numberValue('$.status', '=', 200),
      ),
      metricNamespace: STUDIES_STORED.namespace,
      metricName: STUDIES_STORED.metric,
      metricValue: '1',
      dimensions: { [STUDIES_STORED.dimension]: '$.site' },
    });
    const refused = new MetricFilter(this, 'Refused', {
      logGroup: task.gateLog,
      filterName: 'refused-identities',
      filterPattern: FilterPattern.numberValue('$.status', '=', 403),
      metricNamespace: STUDIES_STORED.namespace,
      metricName: `${environment}-RefusedIdentities`,
      metricValue: '1',
    }).metric({ statistic: 'Sum', period: FIVE_MINUTES });

    const topic = new SnsAction(Topic.fromTopicArn(this, 'Topic', props.topicArn));
    this.alarms = [...props.doors.flatMap((door) => this.ofDoor(door)), ...this.ofAll(refused)].map((watch) => {
      const alarm = new Alarm(this, watch.id, {
        alarmName: `${prefix}-${watch.name}`,
        alarmDescription: `${environment} ingest: ${watch.says}`,
        metric: watch.metric,
        threshold: watch.threshold,
        evaluationPeriods: watch.periods ?? 1,
        comparisonOperator:
          watch.below === true
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: watch.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(topic);
      alarm.addOkAction(topic);
      alarm.addInsufficientDataAction(topic);
      return alarm;
    });
    addIngestDashboard(this, { ...props, name: prefix, alarms: this.alarms });
  }

  private ofDoor({ auth, alb, stowTargets, dimseTargets }: IngestDoor): readonly Watch[] {
    const title = auth === 'mtls' ? 'Mtls' : 'Basic';
    const sum = { statistic: 'Sum', period: FIVE_MINUTES };
    // The maximum: a load balancer's node in a zone without a task may count none, and nothing is wrong.
    const minute = { period: Duration.minutes(1) };
    const failed = new MathExpression({
      expression: 'FILL(balancer, 0) + FILL(server, 0)',
      usingMetrics: {
        balancer: alb.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, sum),
        server: alb.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum),
      },
      period: FIVE_MINUTES,
      label: `5xx, ${auth}`,
    });
    const share = new MathExpression({
      expression: 'IF(requests >= 20, 100 * (FILL(balancer, 0) + FILL(server, 0)) / requests, 0)',
      usingMetrics: {
        requests: alb.metrics.requestCount(sum),
        balancer: alb.metrics.httpCodeElb(HttpCodeElb.ELB_4XX_COUNT, sum),
        server: alb.metrics.httpCodeTarget(HttpCodeTarget.TARGET_4XX_COUNT, sum),
      },
      period: FIVE_MINUTES,
      label: `4xx in percent, ${auth}`,
    });
    const watches: readonly Watch[] = [
      {
        ...{ id: `${title}5xx`, name: `${auth}-5xx`, metric: failed, threshold: 1, silenceIsBad: false },
        says: `the ${auth} door answered 5xx: a study was not taken, and its PACS will try again or has given up. 502 and 503: see the alarm for the servers; 504: the server took longer than the idle timeout; 500: the log of the server says why (the database or S3, most often). Ask the hospitals in the gate's log to send again what their PACS shows as failed.`,
      },
      {
        ...{
          id: `${title}4xx`,
          name: `${auth}-4xx-share`,
          metric: share,
          threshold: 20,
          periods: 3,
          silenceIsBad: false,
        },
        says: `for 15 minutes a fifth or more of the requests at the ${auth} door were refused (4xx). The gate's log says by site and status who is refused; docs/stow.md says what each status means.`,
      },
      {
        ...{
          id: `${title}NoServer`,
          name: `${auth}-no-healthy-server`,
          below: true,
          threshold: 1,
          periods: 2,
          silenceIsBad: true,
        },
        metric: stowTargets.metrics.healthyHostCount({ ...minute, statistic: 'Maximum' }),
        says: `no server behind the ${auth} door is healthy: nothing can be stored there. Look at the service's events and at the log of the server; the database and S3 are what it needs.`,
      },
      {
        ...{
          id: `${title}OneServer`,
          name: `${auth}-one-healthy-server`,
          below: true,
          threshold: 2,
          periods: 30,
          silenceIsBad: true,
        },
        metric: stowTargets.metrics.healthyHostCount({ ...minute, statistic: 'Maximum' }),
        says: `for half an hour fewer than two servers behind the ${auth} door are healthy. Studies are stored, without redundancy.`,
      },
      {
        ...{
          id: `${title}NoDimse`,
          name: `${auth}-no-healthy-dimse`,
          below: true,
          threshold: 1,
          periods: 2,
          silenceIsBad: true,
        },
        metric: dimseTargets.metrics.healthyHostCount({ ...minute, statistic: 'Maximum' }),
        says: `no server takes C-STORE from the ${auth} door: its DIMSE port doesn't answer. Look at the log of the server.`,
      },
    ];
    if (auth === 'basic') return watches;
    return [
      ...watches,
      {
        ...{ id: 'RejectedCertificates', name: 'rejected-client-certificates', threshold: 5, silenceIsBad: false },
        metric: alb.metrics.clientTlsNegotiationErrorCount(sum),
        says: 'five or more TLS handshakes at the mtls door failed in five minutes: most often a client certificate that is missing, has expired, was revoked or is of another CA. The connection log of the load balancer, in the bucket of the access logs, names the certificate and the cause.',
      },
    ];
  }

  private ofAll(refused: Metric): readonly Watch[] {
    const { database, service } = this.props;
    const average = { statistic: 'Average', period: FIVE_MINUTES };
    return [
      {
        ...{ id: 'RefusedIdentities', name: 'refused-identities', metric: refused, threshold: 5, silenceIsBad: false },
        says: "five or more requests in five minutes came with the certificate or the user of another site than the host name says (403). The gate's log names the site of the host name. A PACS with the wrong URL or certificate, or someone who should not be there: ask the hospital today.",
      },
      {
        ...{
          id: 'DatabaseFull',
          name: 'database-nearly-full',
          below: true,
          threshold: DATABASE_NEARLY_FULL,
          silenceIsBad: true,
        },
        metric: database.instance.metricFreeStorageSpace({ period: FIVE_MINUTES, statistic: 'Minimum' }),
        periods: 3,
        says: 'the index has less than 10 GiB left and does not grow any more. When it is full no study can be stored. Raise its maximum storage.',
      },
      {
        ...{
          id: 'DatabaseBusy',
          name: 'database-busy',
          metric: database.instance.metricCPUUtilization(average),
          threshold: 90,
          periods: 6,
          silenceIsBad: true,
        },
        says: 'the processors of the index have been busy for half an hour. Uploads become slow and end in timeouts: a larger instance class is due.',
      },
      {
        ...{ id: 'TaskStorageFull', name: 'task-storage-nearly-full', threshold: 80, periods: 2, silenceIsBad: false },
        metric: service.metricTemporaryStorage(FIVE_MINUTES),
        says: 'the temporary storage of a task is four fifths full. When it is full, uploads fail. The task can be stopped: another takes its place.',
      },
      {
        ...{
          id: 'TaskMemoryFull',
          name: 'task-memory-nearly-full',
          metric: service.service.metricMemoryUtilization(average),
          threshold: 90,
          periods: 3,
          silenceIsBad: true,
        },
        says: 'the tasks use nine tenths of their memory. One that runs out is killed, and its uploads with it: larger or more tasks are due.',
      },
    ];
  }
}
