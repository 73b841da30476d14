import { readFileSync } from 'node:fs';
import {
  type App,
  type CfnResource,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  Validations,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule, type NagPack, NIST80053R5Checks } from 'cdk-nag';
import { version as CDK_NAG_VERSION } from 'cdk-nag/package.json';
import { HEARTLAB_PACK, HEARTLAB_PACK_VERSION, HeartLabChecks } from './heartlab-checks';
import { heartLabRun, PackRecorder, RUN_RECORD_CONTEXT, RunRecordFile } from './run-record';

/** The names of the rule packs. They are the prefixes of acknowledgement ids. */
export const PACK_NAMES = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', HEARTLAB_PACK] as const;

/** Registers three packs of cdk-nag and HeartLab's own, which check every template of the app. An unacknowledged finding fails synth. */
export function registerPacks(app: App): void {
  const record: unknown = app.node.tryGetContext(RUN_RECORD_CONTEXT);
  const packs =
    typeof record === 'string'
      ? recordedPacks(new RunRecordFile(record))
      : [new AwsSolutionsChecks(), new HIPAASecurityChecks(), new NIST80053R5Checks(), new HeartLabChecks()];
  Validations.of(app).addPlugins(...packs);
}

/** The pack, recording the number of resources that each rule checked. cdk-nag shows a pack's rules only to its subclasses. */
function recordedPack(Pack: new () => NagPack, record: RunRecordFile): IPolicyValidationPlugin {
  class RecordedPack extends Pack {
    declare readonly name: string;
    declare protected checkResource: (node: CfnResource) => void;
    private readonly recorder = new PackRecorder(this.readPackName);

    override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
      const report = super.validate(context);
      record.add(this.readPackName, this.recorder.finished(CDK_NAG_VERSION));
      return report;
    }

    protected override applyRule(params: IApplyRule): void {
      super.applyRule(this.recorder.counted(params));
    }
  }
  return new RecordedPack();
}

class RecordedHeartLab extends HeartLabChecks {
  constructor(private readonly record: RunRecordFile) {
    super();
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    this.record.add(HEARTLAB_PACK, heartLabRun(HEARTLAB_PACK_VERSION, this.judged, countResources));
    return report;
  }
}

function countResources(templatePath: string): number {
  const { Resources = {} }: { readonly Resources?: object } = JSON.parse(readFileSync(templatePath, 'utf8'));
  return Object.keys(Resources).length;
}

const recordedPacks = (record: RunRecordFile): readonly IPolicyValidationPlugin[] => [
  ...[AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks].map((Pack) => recordedPack(Pack, record)),
  new RecordedHeartLab(record),
];
