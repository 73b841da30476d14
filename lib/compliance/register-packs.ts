import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks } from 'cdk-nag';
import { HEARTLAB_PACK, HeartLabChecks } from './heartlab-checks';
import { recordedPacks } from './recorded-packs';
import { RUN_RECORD_CONTEXT, RunRecordFile } from './run-record';

/** The rule packs that check every template, by the prefix of an acknowledgement's id. */
export const PACK_NAMES = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', HEARTLAB_PACK] as const;

/** Checks everything that the app synthesizes with the four packs; an unacknowledged finding fails synth. */
export function registerPacks(app: App): void {
  const record: unknown = app.node.tryGetContext(RUN_RECORD_CONTEXT);
  const packs =
    typeof record === 'string'
      ? recordedPacks(new RunRecordFile(record))
      : [new AwsSolutionsChecks(), new HIPAASecurityChecks(), new NIST80053R5Checks(), new HeartLabChecks()];
  Validations.of(app).addPlugins(...packs);
}
