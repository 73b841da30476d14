/** The public API: what another CDK app imports. */

export { acknowledgementProblems, type GateOptions } from './compliance/acknowledgement-gate';
export { HEARTLAB_PACK_VERSION, HeartLabChecks, type JudgedTemplate } from './compliance/heartlab-checks';
export { judge, type RuleOutcome } from './compliance/judge';
export { PACK_NAMES, registerPacks } from './compliance/register-packs';
export { siteAcknowledgementProblems, siteFindings } from './compliance/site-acknowledgements';
export { readValidationReport, type ValidationReport } from './compliance/validation-report';
export { CellStack, type CellStackProps } from './constructs/cell-stack';
export { DeliveryAlarms, type DeliveryAlarmsProps } from './constructs/delivery-alarms';
export {
  type DeliveryDestination,
  DeliveryDestinations,
  type DeliveryDestinationsProps,
} from './constructs/delivery-destinations';
export { DicomSecurityGroup, type DicomSecurityGroupProps } from './constructs/dicom-security-group';
export { DirectConnectAlarms, type DirectConnectAlarmsProps } from './constructs/direct-connect-alarms';
export { addFleetStacks, type FleetStacks, type FleetStacksOptions } from './constructs/fleet';
export { FleetError } from './constructs/fleet-error';
export { IngestStack, type IngestStackProps } from './constructs/ingest-stack';
export { PacsDelivery, type PacsDeliveryProps } from './constructs/pacs-delivery';
export { PacsDeliveryEndpoint, type PacsDeliveryEndpointProps } from './constructs/pacs-delivery-endpoint';
export { type PlatformNames, platformNames } from './constructs/platform-names';
export { PlatformStack, type PlatformStackProps } from './constructs/platform-stack';
export { QuietAlarm, type QuietAlarmProps } from './constructs/quiet-alarm';
export { SiteAlarms, type SiteAlarmsProps, type VpnAlarms } from './constructs/site-alarms';
export {
  SiteDirectConnect,
  type SiteDirectConnectProps,
  type SiteVirtualInterface,
} from './constructs/site-direct-connect';
export { SiteNetwork, type SiteNetworkProps } from './constructs/site-network';
export { SiteStack, type SiteStackProps } from './constructs/site-stack';
export { SiteVpn, type SiteVpnProps, type VpnTunnelsReferences, vpnTunnelsProperties } from './constructs/site-vpn';
export { StowEndpoint, type StowEndpointProps } from './constructs/stow-endpoint';
export { type CellNames, cellNames } from './site/cell-names';
export { certificateDateProblems, type DayOptions, expiredCertificates, loadFleetFor } from './site/certificate-dates';
export { type IngestNames, ingestNames, OBJECTS_STORED } from './site/ingest-names';
export { SITE_METADATA_KEY, SITE_OUTPUTS, virtualInterfaceId, virtualInterfaceOutputs } from './site/metadata';
export type { Environment, Fleet, Site } from './site/model';
export { dicomPorts } from './site/ports';
export { type Problem, problemLine } from './site/problem';
export { type Loaded, loadFleet } from './site/read/load';
