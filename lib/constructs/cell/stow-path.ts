import type { CfnResource } from 'aws-cdk-lib';
import type { CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { byDesign, type DesignReason } from '../../config/design-decisions';
import type { ManagedIngest, Site } from '../../config/model';
import type { CellAccessLog } from '../../config/naming/cell-names';
import { cellAccessLogPrefix } from '../../config/naming/cell-names';
import type { CellGroups } from './cell-groups';
import type { CellImports } from './cell-imports';

export interface StowPathProps {
  readonly site: Site;
  readonly managed: ManagedIngest;
  readonly imports: CellImports;
  readonly groups: CellGroups;
  readonly nlb: CfnLoadBalancer;
}

/** The path of STOW-RS requests from the NLB to the gate. */
export interface StowPath {
  /** The tasks, as targets of the load balancer that ends TLS. */
  readonly targets: CfnTargetGroup;
  /** The load balancer that checks the health of the tasks. */
  readonly balancer: CfnLoadBalancer;
  /** The listeners or rules that attach the targets to a load balancer: ECS accepts no target group without one. */
  readonly attachments: readonly CfnResource[];
}

/** Attributes that make a load balancer write logs of a kind below the prefix of its site. */
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

/** Acknowledgements for a listener that does not end TLS. */
export const noCertificate = (reason: DesignReason): Readonly<Record<string, DesignReason>> => ({
  'HIPAA.Security::HIPAA.Security-ELBv2ACMCertificateRequired': reason,
  'NIST.800.53.R5::NIST.800.53.R5-ELBv2ACMCertificateRequired': reason,
});

const STACK_IS_PROTECTED = byDesign(
  'load-balancer-deletion',
  'The termination protection of the stack covers it. With its own deletion protection, a failed first deploy could not be rolled back.',
);

/** Acknowledgements for a load balancer of a cell. */
export const NO_DELETION_PROTECTION: Readonly<Record<string, DesignReason>> = {
  'HIPAA.Security::HIPAA.Security-ELBDeletionProtectionEnabled': STACK_IS_PROTECTED,
  'NIST.800.53.R5::NIST.800.53.R5-ELBDeletionProtectionEnabled': STACK_IS_PROTECTED,
};
