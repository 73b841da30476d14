import type { IConstruct } from 'constructs';
import type { Site } from '../../config/model';
import { acknowledgeFindings } from '../common/acknowledge';

/**
 * What a site's file accepts, said on its stack: it reaches each resource of the stack that its rule finds something wrong with.
 * Approver and end are part of the reason, so that every report of the finding names them.
 */
export function acknowledgeForSite(stack: IConstruct, site: Site): void {
  acknowledgeFindings(
    stack,
    Object.fromEntries(
      site.acknowledge.map(({ rule, reason, approvedBy, expires }) => [
        `HeartLab::${rule}`,
        `${reason} (approved by ${approvedBy}, until ${expires})`,
      ]),
    ),
  );
}
