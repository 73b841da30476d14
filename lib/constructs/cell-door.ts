import type { CfnResource } from 'aws-cdk-lib';
import type { CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { CellAccessLog } from '../site/cell-names';
import { cellAccessLogPrefix } from '../site/cell-names';
import type { ManagedIngest, Site } from '../site/model';
import type { CellGroups } from './cell-groups';
import type { CellImports } from './cell-imports';

export interface CellDoorProps {
  readonly site: Site;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
  readonly groups: CellGroups;
  readonly nlb: CfnLoadBalancer;
}

/** How STOW-RS comes from the NLB to the gate. */
export interface CellDoor {
  /** The tasks, as the load balancer that ends TLS knows them. */
  readonly targets: CfnTargetGroup;
  /** The load balancer that checks the health of the tasks. */
  readonly balancer: CfnLoadBalancer;
  /** What ties the targets to a load balancer: ECS takes no target group before. */
  readonly ties: readonly CfnResource[];
  /** Where the NLB's listener must come after the service. */
  readonly switchAfter?: (service: CfnResource) => void;
}

/** Attributes by which a load balancer writes logs of a kind below the prefix of its site. */
export const logAttributes = (
  site: string,
  bucket: string,
  kind: 'access_logs' | 'connection_logs',
  log: CellAccessLog,
): readonly { readonly key: string; readonly value: string }[] => [
  { key: `${kind}.s3.enabled`, value: 'true' },
  { key: `${kind}.s3.bucket`, value: bucket },
  { key: `${kind}.s3.prefix`, value: cellAccessLogPrefix(site, log) },
];

/** For a listener that ends no TLS. */
export const noCertificate = (reason: string): Readonly<Record<string, string>> => ({
  'HIPAA.Security::HIPAA.Security-ELBv2ACMCertificateRequired': reason,
  'NIST.800.53.R5::NIST.800.53.R5-ELBv2ACMCertificateRequired': reason,
});

/** For a load balancer of a cell. */
export const NO_DELETION_PROTECTION: Readonly<Record<string, string>> = ((reason: string) => ({
  'HIPAA.Security::HIPAA.Security-ELBDeletionProtectionEnabled': reason,
  'NIST.800.53.R5::NIST.800.53.R5-ELBDeletionProtectionEnabled': reason,
}))(
  'The termination protection of the stack guards it. With protection of its own, a first deploy that fails could not be rolled back.',
);
