import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file name of the report in an assembly. */
export const VALIDATION_REPORT = 'validation-report.json';

/** The parts of `cdk.out/validation-report.json` that are read here. */
export interface ValidationReport {
  /** One for each plugin with findings. */
  readonly pluginReports: readonly PluginReport[];
}

export interface PluginReport {
  readonly pluginName: string;
  /** Only some plugins have it, such as the template validator. */
  readonly pluginVersion?: string;
  readonly violations: readonly ReportedViolation[];
  readonly suppressedViolations?: readonly SuppressedViolation[];
}

export interface ReportedViolation {
  readonly ruleName: string;
  readonly description?: string;
  readonly severity?: string;
  readonly violatingConstructs: readonly { readonly constructPath?: string }[];
}

/** A finding that an acknowledgement covers. */
export interface SuppressedViolation extends ReportedViolation {
  /** `<plugin>::<rule>` */
  readonly acknowledgedId: string;
  /** The path of the construct that carries the acknowledgement. */
  readonly acknowledgedAt?: string;
  readonly reason?: string;
}

/** The name of the stack that contains a finding's construct; undefined for the stack itself. */
export const stackOf = (constructPath: string): string | undefined =>
  constructPath.includes('/') ? constructPath.slice(0, constructPath.indexOf('/')) : undefined;

/** The report of an assembly. It is empty if nothing was found, and also if no plugin was registered. */
export function readValidationReport(assemblyFolder: string): ValidationReport {
  const file = join(assemblyFolder, VALIDATION_REPORT);
  if (!existsSync(file)) return { pluginReports: [] };
  const report: ValidationReport = JSON.parse(readFileSync(file, 'utf8'));
  return report;
}
