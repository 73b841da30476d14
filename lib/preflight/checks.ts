import type { Check } from './check';
import { alarmTopic } from './checks/alarm-topic';
import { bootstrap } from './checks/bootstrap';
import { certificate } from './checks/certificate';
import { customerGateways } from './checks/customer-gateways';
import { directConnect } from './checks/direct-connect';
import { endpointService } from './checks/endpoint-service';
import { hostedZone } from './checks/hosted-zone';
import { images } from './checks/images';
import { leftovers } from './checks/leftovers';
import { permissions } from './checks/permissions';
import { providers } from './checks/providers';
import { quotas } from './checks/quotas';
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
  permissions,
  stacks,
  providers,
  resourceTypes,
  leftovers,
  quotas,
  serviceLinkedRoles,
  zones,
  endpointService,
  certificate,
  hostedZone,
  images,
  alarmTopic,
  customerGateways,
  directConnect,
];
