import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule, NIST80053R5Checks } from 'cdk-nag';
import { version as CDK_NAG_VERSION } from 'cdk-nag/package.json';
import { HEARTLAB_PACK, HEARTLAB_PACK_VERSION, HeartLabChecks } from './heartlab-checks';
import { heartLabRun, PackRecorder, type RunRecordFile } from './run-record';

/** The packs, with a count of the resources that each rule checked. cdk-nag shows a pack's rules only to its subclasses. */

class RecordedAwsSolutions extends AwsSolutionsChecks {
  private readonly recorder = new PackRecorder(this.readPackName);

  constructor(private readonly record: RunRecordFile) {
    super();
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    this.record.add(this.readPackName, this.recorder.finished(CDK_NAG_VERSION));
    return report;
  }

  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorder.counted(params));
  }
}

class RecordedHipaa extends HIPAASecurityChecks {
  private readonly recorder = new PackRecorder(this.readPackName);

  constructor(private readonly record: RunRecordFile) {
    super();
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    this.record.add(this.readPackName, this.recorder.finished(CDK_NAG_VERSION));
    return report;
  }

  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorder.counted(params));
  }
}

class RecordedNist extends NIST80053R5Checks {
  private readonly recorder = new PackRecorder(this.readPackName);

  constructor(private readonly record: RunRecordFile) {
    super();
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    this.record.add(this.readPackName, this.recorder.finished(CDK_NAG_VERSION));
    return report;
  }

  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.recorder.counted(params));
  }
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

export const recordedPacks = (record: RunRecordFile): readonly IPolicyValidationPlugin[] => [
  new RecordedAwsSolutions(record),
  new RecordedHipaa(record),
  new RecordedNist(record),
  new RecordedHeartLab(record),
];
