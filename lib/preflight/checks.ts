import type { Check } from './check';
import { quotas } from './checks/quotas';
import { resourceTypes } from './checks/resource-types';

/** Everything that is asked before a deploy, in the order of the report. */
export const CHECKS: readonly Check[] = [resourceTypes, quotas];
