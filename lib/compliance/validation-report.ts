import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its name in an assembly. */
export const VALIDATION_REPORT = 'validation-report.json';

/** `cdk.out/validation-report.json`, as far as it is read here. */
export interface ValidationReport {
  /** One for each plugin that found something; a plugin without findings is absent. */
  readonly pluginReports: readonly PluginReport[];
}

export interface PluginReport {
  readonly pluginName: string;
  /** Of those that say it: the template validator. */
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

/** The report of an assembly. Nothing found and nothing registered leave the same empty one. */
export function readValidationReport(assemblyFolder: string): ValidationReport {
  const file = join(assemblyFolder, VALIDATION_REPORT);
  if (!existsSync(file)) return { pluginReports: [] };
  const report: ValidationReport = JSON.parse(readFileSync(file, 'utf8'));
  return report;
}
