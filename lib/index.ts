/** The public API: what another CDK app imports. docs/library.md explains it, and docs/api.md lists it. */

// Hospitals and environments from a folder of YAML files.

export { type LoadedFleet, loadFleet } from './config/load/load';
export { type Problem, problemLine } from './config/problem';

// The same as objects, with the same schema and rules.

export {
  type DefineOptions,
  defineEnvironment,
  defineFleet,
  defineSite,
  defineVpn,
  type EnvironmentDefinition,
  type FleetDefinition,
} from './config/define';
export { FleetError } from './config/fleet-error';
export type { Environment, Fleet, Site, SiteName, SiteSettings, VpnSettings } from './config/model';

// The stacks of a fleet: all of them, or one by one.

export { CellStack, type CellStackProps } from './constructs/cell/cell-stack';
export { addFleetStacks, type FleetStacks, type FleetStacksOptions } from './constructs/fleet';
export { IngestStack, type IngestStackProps } from './constructs/ingest/ingest-stack';
export { PlatformStack, type PlatformStackProps } from './constructs/platform/platform-stack';
export { SiteStack, type SiteStackProps } from './constructs/site/site-stack';

// Constructs for a VPC of one's own, without the stacks.

export { VpnTunnelsProvider, type VpnTunnelsProviderProps } from './constructs/platform/vpn-tunnels-provider';
export { DicomSecurityGroup, type DicomSecurityGroupProps } from './constructs/site/dicom-security-group';
export { SiteVpn, type SiteVpnProps } from './constructs/site/site-vpn';

// The rule packs, and the gate that refuses stale and misspelt acknowledgements.

export { acknowledgementProblems, type GateOptions } from './compliance/acknowledgement-gate';
export { HeartLabChecks } from './compliance/heartlab-checks';
export { registerPacks } from './compliance/register-packs';
export { judgeTemplate, type RuleOutcome } from './compliance/rules';
export { readValidationReport, type ValidationReport } from './compliance/validation-report';

// The configuration of a hospital's VPN device.

export type { DeviceFile } from './handover/devices/device-file';
export { type DeviceFileOptions, renderDeviceFiles } from './handover/devices/render';
export type { LiveSite } from './handover/live-site';
