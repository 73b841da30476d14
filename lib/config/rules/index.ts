import { acknowledgedRuleExists, acknowledgementMatches, findingsAcknowledged } from './acknowledge';
import {
  cloudCidrsApart,
  cloudOutsideHospital,
  hospitalCidrsApart,
  routesFit,
  rulesFitSecurityGroups,
  usableAddresses,
} from './addresses';
import {
  callingAeTitlesDiffer,
  callingAeTitlesThere,
  deliveriesDiffer,
  deliveriesReachable,
  doorExists,
  passwordOnlyWithBasic,
  portsDiffer,
  settingHasEffect,
} from './dicom';
import {
  interfaceAsnUsable,
  interfaceNamesDiffer,
  interfacesOnDifferentConnections,
  peeringOneSubnet,
  peersDiffer,
  vlansDiffer,
} from './direct-connect';
import { arnsInRegion, certificateOfAccount, environmentName, oneIngest, someDoor, zonesInRegion } from './environment';
import { proposalComplete, proposalPermitted } from './gateway-proposal';
import { environmentExists, hasConnection, hospitalsDiffer, siteIsFileName } from './identity';
import { databaseHoldsCells, ingestCidrUsable, ingestHoldsCells, objectsFitMemory, taskSizeExists } from './ingest';
import type { EnvironmentRule, FleetRule, SiteRule } from './rule';
import {
  asnUsable,
  asnWithBgp,
  gatewayAsnLasts,
  insideCidrsDiffer,
  insideCidrsPerDevice,
  phase2Shorter,
  publicAddress,
} from './vpn';

/** The rules for `vpn` alone. */
export const VPN_RULES: readonly SiteRule[] = [
  publicAddress,
  asnWithBgp,
  asnUsable,
  gatewayAsnLasts,
  insideCidrsDiffer,
  phase2Shorter,
  proposalPermitted,
  proposalComplete,
];

/** Every rule for the settings of one file. */
export const SITE_RULES: readonly SiteRule[] = [
  siteIsFileName,
  environmentExists,
  hasConnection,
  usableAddresses,
  cloudOutsideHospital,
  hospitalCidrsApart,
  rulesFitSecurityGroups,
  routesFit,
  ...VPN_RULES,
  interfaceAsnUsable,
  interfaceNamesDiffer,
  interfacesOnDifferentConnections,
  peeringOneSubnet,
  passwordOnlyWithBasic,
  doorExists,
  portsDiffer,
  callingAeTitlesThere,
  callingAeTitlesDiffer,
  deliveriesReachable,
  deliveriesDiffer,
  settingHasEffect,
  findingsAcknowledged,
  acknowledgedRuleExists,
  acknowledgementMatches,
];

/** Every rule across files. */
export const FLEET_RULES: readonly FleetRule[] = [
  cloudCidrsApart,
  insideCidrsPerDevice,
  vlansDiffer,
  peersDiffer,
  hospitalsDiffer,
];

/** Every rule for the settings of one environment. */
export const ENVIRONMENT_RULES: readonly EnvironmentRule[] = [
  environmentName,
  oneIngest,
  someDoor,
  zonesInRegion,
  arnsInRegion,
  certificateOfAccount,
  ingestCidrUsable,
  ingestHoldsCells,
  databaseHoldsCells,
  taskSizeExists,
  objectsFitMemory,
];
