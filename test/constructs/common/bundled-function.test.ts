import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BundledFunction } from '../../../lib/constructs/common/bundled-function';
import { anApp, BUNDLING } from '../../support/programs/cdk-app';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The function, bundled from a folder. */
function bundledFrom(entry: string) {
  const app = anApp({ context: BUNDLING });
  const stack = new Stack(app, 'Stack');
  new BundledFunction(stack, 'Handler', {
    functionName: 'a-function',
    description: 'For this test',
    entry: join(entry, 'handler'),
    timeout: Duration.minutes(1),
    statements: [],
    key: new Key(stack, 'Key'),
  });
  const { directory } = app.synth();
  const asset = readdirSync(directory).find((name) => name.startsWith('asset.')) ?? '';
  return { asset, code: readFileSync(join(directory, asset, 'index.js'), 'utf8'), template: Template.fromStack(stack) };
}

describe('BundledFunction', () => {
  const here = bundledFrom(resolve('lib/custom-resources/default-security-group'));

  test('the bundle has the same bytes in every folder, and contains no path of the machine', () => {
    for (const part of ['custom-resources', 'config'])
      cpSync(join('lib', part), join(folder, part), { recursive: true });
    const there = bundledFrom(join(folder, 'custom-resources/default-security-group'));
    expect(there.asset).toBe(here.asset);
    expect(there.code).toBe(here.code);
    expect(here.code).not.toContain(process.cwd());
  });

  test('exports the handler, and does not contain the AWS SDK', () => {
    expect(here.code).toContain('require("@aws-sdk/client-ec2")');
    expect(here.code.length).toBeLessThan(10_000);
    here.template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'a-function',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 60,
    });
  });

  test('its log is encrypted and retained for a year, and it can write to no other log', () => {
    here.template.hasResourceProperties('AWS::Logs::LogGroup', {
      KmsKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      RetentionInDays: 365,
    });
    const [logs] = Object.keys(here.template.findResources('AWS::Logs::LogGroup'));
    here.template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [logs, 'Arn'] },
          },
        ],
      },
    });
  });

  test('fails when its handler does not exist', () => {
    expect(() => bundledFrom(join(folder, 'nowhere'))).toThrow();
  });
});
