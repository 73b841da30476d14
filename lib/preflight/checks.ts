import type { Check } from './check';
import { bootstrap } from './checks/bootstrap';
import { endpointService } from './checks/endpoint-service';
import { permissions } from './checks/permissions';
import { providers } from './checks/providers';
import { region } from './checks/region';
import { resourceTypes } from './checks/resource-types';
import { roles } from './checks/roles';
import { serviceLinkedRoles } from './checks/service-linked-roles';
import { stacks } from './checks/stacks';
import { zones } from './checks/zones';

/** Everything that is asked before a deploy, in the order of the report. */
export const CHECKS: readonly Check[] = [
  region,
  bootstrap,
  roles,
  resourceTypes,
  providers,
  stacks,
  zones,
  endpointService,
  serviceLinkedRoles,
  permissions,
];
