import type { PreflightCheck } from './check';
import { alarmTopic } from './checks/alarm-topic';
import { bootstrapCheck } from './checks/bootstrap';
import { certificateCheck } from './checks/certificate';
import { customerGatewaysCheck } from './checks/customer-gateways';
import { directConnect } from './checks/direct-connect';
import { endpointService } from './checks/endpoint-service';
import { hostedZone } from './checks/hosted-zone';
import { defaultImagesCheck } from './checks/images';
import { leftoversCheck } from './checks/leftovers';
import { permissionsCheck } from './checks/permissions';
import { providersCheck } from './checks/providers';
import { quotasCheck } from './checks/quotas';
import { regionCheck } from './checks/region';
import { resourceTypes } from './checks/resource-types';
import { rolesCheck } from './checks/roles';
import { serviceLinkedRoles } from './checks/service-linked-roles';
import { stacksCheck } from './checks/stacks';
import { zonesCheck } from './checks/zones';

/** All checks, in the order of the report. */
export const PREFLIGHT_CHECKS: readonly PreflightCheck[] = [
  regionCheck,
  bootstrapCheck,
  rolesCheck,
  permissionsCheck,
  stacksCheck,
  providersCheck,
  resourceTypes,
  leftoversCheck,
  quotasCheck,
  serviceLinkedRoles,
  zonesCheck,
  endpointService,
  certificateCheck,
  hostedZone,
  defaultImagesCheck,
  alarmTopic,
  customerGatewaysCheck,
  directConnect,
];
