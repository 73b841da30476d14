import { Stack, Validations } from 'aws-cdk-lib';
import { CfnFlowLog, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgementProblems } from '../../lib/compliance/acknowledgement-gate';
import { registerPacks } from '../../lib/compliance/register-packs';
import { readValidationReport } from '../../lib/compliance/validation-report';
import { anApp } from '../support/programs/cdk-app';

const VPC_WITHOUT_FLOW_LOG = 'AwsSolutions::AwsSolutions-VPC7';
const REASON = 'Nothing runs in this VPC';

/** The problems of an app with one VPC that has findings of three packs, after a test's acknowledgements. */
function problems(
  acknowledge: (vpc: CfnVPC, stack: Stack) => void,
  options: Parameters<typeof acknowledgementProblems>[2] = {},
): readonly string[] {
  const app = anApp();
  const stack = new Stack(app, 'Stack');
  const vpc = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  Validations.of(vpc).acknowledge(
    { id: 'HIPAA.Security::HIPAA.Security-VPCDefaultSecurityGroupClosed', reason: REASON },
    { id: 'NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed', reason: REASON },
  );
  acknowledge(vpc, stack);
  registerPacks(app);
  const assembly = (() => {
    try {
      return app.synth().directory;
    } catch {
      // An unacknowledged finding fails synth after the report is written.
      return app.outdir;
    }
  })();
  return acknowledgementProblems(app, readValidationReport(assembly), options);
}

describe('the acknowledgement gate', () => {
  test('passes an acknowledgement that matches a finding, on the construct or above it', () => {
    expect(problems((vpc) => Validations.of(vpc).acknowledge({ id: VPC_WITHOUT_FLOW_LOG, reason: REASON }))).toEqual(
      [],
    );
    expect(
      problems((_, stack) => Validations.of(stack).acknowledge({ id: VPC_WITHOUT_FLOW_LOG, reason: REASON })),
    ).toEqual([]);
  });

  test('fails if an acknowledgement no longer matches a finding', () => {
    const stale = problems((vpc, stack) => {
      new CfnFlowLog(stack, 'FlowLog', { resourceId: vpc.ref, resourceType: 'VPC', trafficType: 'ALL' });
      Validations.of(vpc).acknowledge({ id: VPC_WITHOUT_FLOW_LOG, reason: REASON });
    });
    expect(stale).toEqual([expect.stringMatching(/^Stack\/Vpc: .*AwsSolutions-VPC7 matches no finding/)]);
  });

  test('fails if an id is misspelt', () => {
    expect(
      problems((vpc) => Validations.of(vpc).acknowledge({ id: 'AwsSolutions::AwsSolutions-VPC77', reason: REASON })),
    ).toEqual([expect.stringMatching(/AwsSolutions-VPC77 matches no finding/)]);
  });

  test('fails if an id lacks its pack, which would hide finding and reason', () => {
    expect(problems((vpc) => Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason: REASON }))).toEqual([
      expect.stringMatching(/AwsSolutions-VPC7 has no known rule pack; write its id as <pack>::<rule>/),
    ]);
  });

  test('fails if the pack of an id is not registered', () => {
    expect(problems((vpc) => Validations.of(vpc).acknowledge({ id: 'PCI.DSS.321::X', reason: REASON }))).toEqual([
      expect.stringMatching(/PCI\.DSS\.321::X has no known rule pack/),
    ]);
  });

  test.each(['', '  '])('fails if the reason is %p', (reason) => {
    expect(problems((vpc) => Validations.of(vpc).acknowledge({ id: VPC_WITHOUT_FLOW_LOG, reason }))).toEqual([
      expect.stringMatching(/AwsSolutions-VPC7 has no reason/),
    ]);
  });

  test('fails if another acknowledgement, nearer to the finding, takes effect instead', () => {
    const above = problems((vpc, stack) => {
      for (const construct of [vpc, stack]) {
        Validations.of(construct).acknowledge({ id: VPC_WITHOUT_FLOW_LOG, reason: REASON });
      }
    });
    expect(above).toEqual([expect.stringMatching(/^Stack: .*matches no finding/)]);
  });

  test('compares acknowledgements of the template validator with its findings only if it ran', () => {
    const stale = (vpc: CfnVPC) =>
      Validations.of(vpc).acknowledge(
        { id: VPC_WITHOUT_FLOW_LOG, reason: REASON },
        { id: 'CloudFormation-Validate::W3010', reason: REASON },
      );
    expect(problems(stale, { templateValidatorRan: false })).toEqual([]);
    expect(problems(stale)).toEqual([expect.stringMatching(/W3010 matches no finding/)]);
  });

  test('an unacknowledged finding fails synth', () => {
    const app = anApp();
    new CfnBucket(new Stack(app, 'Stack'), 'Bucket');
    registerPacks(app);
    expect(() => app.synth()).toThrow(/AwsSolutions-S1/);
  });
});
