import type { Check } from './check';
import { alarmTopic } from './checks/alarm-topic';
import { certificate } from './checks/certificate';
import { customerGateways } from './checks/customer-gateways';
import { directConnect } from './checks/direct-connect';
import { hostedZone } from './checks/hosted-zone';
import { images } from './checks/images';
import { leftovers } from './checks/leftovers';
import { quotas } from './checks/quotas';
import { resourceTypes } from './checks/resource-types';

/** Everything that is asked before a deploy, in the order of the report. */
export const CHECKS: readonly Check[] = [
  resourceTypes,
  quotas,
  leftovers,
  customerGateways,
  directConnect,
  certificate,
  hostedZone,
  images,
  alarmTopic,
];
