import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { GATE_METRICS } from '../../../services/gate/metrics';
import type { Site } from '../../config/model';
import type { CellEntrance } from './cell-entrance';
import type { CellImports } from './cell-imports';
import { type AlarmMetric, balancerMetric, gateMetric, serviceMetric, targetMetric } from './cell-metrics';
import type { StowPath } from './stow-path';

/** The resources that the alarms of a cell watch. */
export interface CellAlarmsProps {
  readonly site: Site;
  readonly imports: CellImports;
  readonly stow: StowPath;
  readonly entrance: CellEntrance;
  /** Notified of every change of state of an alarm. */
  readonly topic: ITopic;
}

/** An alarm of a cell, as data. */
export interface CellAlarmDefinition {
  readonly id: string;
  readonly name: string;
  readonly metric: AlarmMetric | { readonly expression: string; readonly of: Readonly<Record<string, AlarmMetric>> };
  readonly statistic: 'Sum' | 'Minimum' | 'Maximum' | 'Average';
  /** Seconds. */
  readonly period: number;
  readonly threshold: number;
  /** The alarm is raised below the threshold. If absent: at or above it. */
  readonly below?: true;
  readonly periods?: number;
  /** How missing data is treated: `breaching` for metrics that are always reported. A count of zero is often not reported. */
  readonly missingData?: 'breaching' | 'ignore';
  /** The problem, its effect on the hospital, and what to do. */
  readonly description: string;
}

/** Percent of the temporary storage. */
const DISK_NEARLY_FULL = 80;

/** The alarms of one cell. */
export function cellAlarmDefinitions(props: CellAlarmsProps): readonly CellAlarmDefinition[] {
  const { site, entrance } = props;
  return [
    ...storing(site.site),
    ...(site.dicom.stow.auth === 'mtls' ? certificates(props) : []),
    ...tasks(props),
    ...dimse(entrance),
  ];
}

function dimse({ nlb, dimseTargets }: CellEntrance): readonly CellAlarmDefinition[] {
  if (dimseTargets === undefined) return [];
  return [
    {
      id: 'DimseDown',
      name: 'dimse-down',
      metric: targetMetric(nlb, dimseTargets, 'HealthyHostCount'),
      statistic: 'Maximum',
      period: 60,
      below: true,
      threshold: 1,
      periods: 2,
      missingData: 'breaching',
      description:
        'no task of the cell accepts C-STORE: its DIMSE port does not answer. Modalities that send by DIMSE keep their studies and show errors. Read the gate’s log and the events of the ECS service.',
    },
  ];
}

function storing(site: string): readonly CellAlarmDefinition[] {
  const sum = { statistic: 'Sum', period: 300 } as const;
  return [
    {
      id: 'Failures',
      name: 'failures',
      ...sum,
      threshold: 1,
      metric: gateMetric(site, GATE_METRICS.cellFailures),
      description:
        'objects could not be stored because the cell itself failed. The PACS received a failure for each, and sends them again or shows them as failed. The gate’s log has the counts; the server’s log has the cause, usually the database or S3. Ask the hospital to send again what its PACS shows as failed.',
    },
    {
      id: 'OtherContent',
      name: 'other-content',
      ...sum,
      threshold: 1,
      metric: gateMetric(site, GATE_METRICS.failures, 'other-content'),
      description:
        'an object was refused because another object with the same SOP Instance UID is stored. The first one is kept; the new one is not stored. The answer to the PACS contains the UID (FailedSOPSequence, reason 0111); no log does. Ask the PACS administrator which of the two is right: a changed object needs its own UID.',
    },
    {
      id: 'RefusedIdentities',
      name: 'refused-identities',
      ...sum,
      threshold: 5,
      metric: gateMetric(site, GATE_METRICS.refused),
      description:
        'five or more requests or associations in five minutes had a wrong certificate, user, password or AE title. All were refused. The gate’s log shows which it was. Either the hospital’s PACS is misconfigured and delivers nothing, or another system tries to connect: contact the hospital today.',
    },
  ];
}

function certificates({ site, stow }: CellAlarmsProps): readonly CellAlarmDefinition[] {
  const sum = { statistic: 'Sum', period: 300 } as const;
  return [
    {
      id: '5xx',
      name: '5xx',
      ...sum,
      threshold: 1,
      metric: balancerMetric(stow.balancer, 'HTTPCode_Target_5XX_Count'),
      description:
        'the gate answered requests with 5xx: a study was not stored, and the PACS sends it again or shows it as failed. 500 is an error in the gate, 502 in the server; with 503 there were too many requests at once. Read the gate’s log. Ask the hospital to send again what failed.',
    },
    {
      id: 'Balancer5xx',
      name: 'balancer-5xx',
      ...sum,
      threshold: 1,
      metric: balancerMetric(stow.balancer, 'HTTPCode_ELB_5XX_Count'),
      description:
        'the load balancer answered requests with 5xx: a study was not stored, and the PACS sends it again or shows it as failed. 502 and 503: a task stopped or none is healthy; see the alarms of the tasks. 504: the gate exceeded the idle timeout. Ask the hospital to send again what failed.',
    },
    {
      id: 'RejectedCertificates',
      name: 'rejected-client-certificates',
      ...sum,
      threshold: 5,
      metric: balancerMetric(stow.balancer, 'ClientTLSNegotiationErrorCount'),
      description:
        'five or more TLS handshakes failed in five minutes. The usual cause is a client certificate that is missing, has expired, was revoked or is from another CA. The PACS can store nothing with it. The connection log of the load balancer, in the access-log bucket, shows the certificate and the cause.',
    },
    {
      id: 'CertificateExpires',
      name: 'certificate-expires',
      statistic: 'Minimum',
      period: 86_400,
      threshold: 30,
      below: true,
      missingData: 'ignore',
      metric: gateMetric(site.site, GATE_METRICS.certificateDays),
      description:
        'the client certificate of the hospital expires in less than 30 days. After that its PACS can store nothing. Issue a new certificate and have the PACS administrator install it; the alarm ends when the new certificate is used.',
    },
  ];
}

function tasks({ site, imports, stow }: CellAlarmsProps): readonly CellAlarmDefinition[] {
  const healthy = targetMetric(stow.balancer, stow.targets, 'HealthyHostCount');
  const insights = (name: string) => serviceMetric(site.site, imports.clusterName, 'ECS/ContainerInsights', name);
  // The maximum: a load balancer's node in a zone without a task may count none, which is not a problem.
  const count = { metric: healthy, statistic: 'Maximum', period: 60, below: true, missingData: 'breaching' } as const;
  return [
    {
      id: 'NoHealthyTask',
      name: 'no-healthy-task',
      ...count,
      threshold: 1,
      periods: 2,
      description:
        'no task of the cell is healthy: the hospital can store nothing. Its PACS keeps the studies and tries again. Read the events of the ECS service and both logs. The tasks need the database and S3.',
    },
    {
      id: 'OneHealthyTask',
      name: 'one-healthy-task',
      ...count,
      threshold: 2,
      periods: 30,
      description:
        'fewer than two tasks of the cell have been healthy for half an hour. The hospital’s studies are stored, but without redundancy: if the other task fails, nothing is stored. Read the events of the ECS service.',
    },
    {
      id: 'TaskMemory',
      name: 'task-memory',
      statistic: 'Average',
      period: 300,
      threshold: 90,
      periods: 3,
      missingData: 'breaching',
      metric: serviceMetric(site.site, imports.clusterName, 'AWS/ECS', 'MemoryUtilization'),
      description:
        'the tasks use 90 percent of their memory. A task that runs out of memory is killed, and its uploads fail. Raise ingest.managed.task.memoryGiB, or lower largestObjectMiB.',
    },
    {
      id: 'TaskStorage',
      name: 'task-storage',
      statistic: 'Maximum',
      period: 300,
      periods: 2,
      threshold: DISK_NEARLY_FULL,
      metric: {
        expression: '100 * used / reserved',
        of: { used: insights('EphemeralStorageUtilized'), reserved: insights('EphemeralStorageReserved') },
      },
      description:
        'the temporary storage of a task is 80 percent full. When it is full, uploads fail with reason A701. Stop the task: ECS starts another.',
    },
  ];
}
