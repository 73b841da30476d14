import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks } from 'cdk-nag';

/** The rule packs that every template is held against, by the name that prefixes an acknowledgement's id. */
export const PACK_NAMES = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5'] as const;

/** Holds everything that the app synthesizes against the three packs; an unacknowledged finding fails synth. */
export function registerPacks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(), new HIPAASecurityChecks(), new NIST80053R5Checks());
}
