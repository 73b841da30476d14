/** The public API: what another CDK app imports. */

export { acknowledgementProblems, type GateOptions } from './compliance/acknowledgement-gate';
export { HEARTLAB_PACK_VERSION, HeartLabChecks, type JudgedTemplate } from './compliance/heartlab-checks';
export { judgeTemplate, type RuleOutcome } from './compliance/judge';
export { PACK_NAMES, registerPacks } from './compliance/register-packs';
export { siteAcknowledgementProblems, siteFindings } from './compliance/site-acknowledgements';
export { readValidationReport, type ValidationReport } from './compliance/validation-report';
export {
  certificateDateProblems,
  type DayOptions,
  expiredCertificates,
  loadFleetFor,
} from './config/certificate-dates';
export { type LoadedFleet, loadFleet } from './config/load/load';
export type { Environment, Fleet, Site } from './config/model';
export { type CellNames, cellNames } from './config/naming/cell-names';
export { type IngestNames, ingestNames, OBJECTS_STORED } from './config/naming/ingest-names';
export {
  SITE_METADATA_KEY,
  SITE_OUTPUTS,
  virtualInterfaceId,
  virtualInterfaceOutputs,
} from './config/naming/stack-contract';
export { dicomPorts } from './config/ports';
export { type Problem, problemLine } from './config/problem';
export { CellStack, type CellStackProps } from './constructs/cell/cell-stack';
export { FleetError } from './constructs/common/errors';
export { addFleetStacks, type FleetStacks, type FleetStacksOptions } from './constructs/fleet';
export { IngestStack, type IngestStackProps } from './constructs/ingest/ingest-stack';
export { type PlatformNames, platformNames } from './constructs/platform/platform-names';
export { PlatformStack, type PlatformStackProps } from './constructs/platform/platform-stack';
export { DeliveryAlarms, type DeliveryAlarmsProps } from './constructs/site/delivery-alarms';
export {
  type DeliveryDestination,
  DeliveryDestinations,
  type DeliveryDestinationsProps,
} from './constructs/site/delivery-destinations';
export { DicomSecurityGroup, type DicomSecurityGroupProps } from './constructs/site/dicom-security-group';
export { DirectConnectAlarms, type DirectConnectAlarmsProps } from './constructs/site/direct-connect-alarms';
export { NoStudiesAlarm, type NoStudiesAlarmProps } from './constructs/site/no-studies-alarm';
export { PacsDelivery, type PacsDeliveryProps } from './constructs/site/pacs-delivery';
export { PacsDeliveryEndpoint, type PacsDeliveryEndpointProps } from './constructs/site/pacs-delivery-endpoint';
export { SiteAlarms, type SiteAlarmsProps, type VpnAlarms } from './constructs/site/site-alarms';
export {
  SiteDirectConnect,
  type SiteDirectConnectProps,
  type SiteVirtualInterface,
} from './constructs/site/site-direct-connect';
export { SiteNetwork, type SiteNetworkProps } from './constructs/site/site-network';
export { SiteStack, type SiteStackProps } from './constructs/site/site-stack';
export {
  SiteVpn,
  type SiteVpnProps,
  type VpnTunnelsReferences,
  vpnTunnelsProperties,
} from './constructs/site/site-vpn';
export { StowEndpoint, type StowEndpointProps } from './constructs/site/stow-endpoint';
