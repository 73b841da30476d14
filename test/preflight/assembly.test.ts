import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { AssemblyError, readAssembly } from '../../lib/preflight/assembly';
import { aManagedEnvironment, anEnvironment, aSite } from '../support/builders/sites';
import { plannedStacks } from '../support/fake-aws/preflight-world';

/** Reads a folder with these files: texts unchanged, anything else as JSON. */
function readFolder(files: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), 'heartlab-assembly-test-'));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return readAssembly(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROLE = (name: string) => `arn:\${AWS::Partition}:iam::111122223333:role/${name}`;
const STACK = {
  type: 'aws:cloudformation:stack',
  environment: 'aws://111122223333/ap-southeast-2',
  dependencies: ['Other', 'One.assets'],
  properties: {
    templateFile: 'One.template.json',
    assumeRoleArn: ROLE('deploy'),
    cloudFormationExecutionRoleArn: ROLE('execution'),
    requiresBootstrapStackVersion: 6,
    bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version',
  },
};
const ASSETS = { type: 'cdk:asset-manifest', properties: { file: 'One.assets.json' } };
const TEMPLATE = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic' },
    Group: {
      Type: 'Custom::HeartLabDefaultSecurityGroup',
      Properties: { ServiceToken: { 'Fn::ImportValue': 'provider' }, List: [{ 'Fn::ImportValue': 'other' }] },
    },
  },
  Outputs: { Plain: {}, Named: { Export: { Name: 'named' } } },
};
const publishedBy = (...assumeRoleArns: readonly string[]) => ({
  files: Object.fromEntries(
    assumeRoleArns.map((assumeRoleArn, index) => [index, { destinations: { here: { assumeRoleArn } } }]),
  ),
});
const FOLDER = {
  'manifest.json': { artifacts: { One: STACK, 'One.assets': ASSETS, Tree: { type: 'cdk:tree' } } },
  'One.template.json': TEMPLATE,
  'One.assets.json': publishedBy(ROLE('publishing'), ROLE('publishing')),
};

test('reads the resources, exports, imports and bootstrap requirements of a stack', () => {
  expect(readFolder(FOLDER)).toEqual([
    {
      name: 'One',
      account: '111122223333',
      region: 'ap-southeast-2',
      resources: [
        { logicalId: 'Topic', type: 'AWS::SNS::Topic', properties: {}, retained: false },
        {
          logicalId: 'Group',
          type: 'Custom::HeartLabDefaultSecurityGroup',
          properties: expect.any(Object),
          retained: false,
        },
      ],
      exports: ['named'],
      imports: ['other', 'provider'],
      dependencies: [],
      bootstrap: {
        version: 6,
        versionParameter: '/cdk-bootstrap/hnb659fds/version',
        deployRoleArn: 'arn:aws:iam::111122223333:role/deploy',
        executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
        publishingRoleArns: ['arn:aws:iam::111122223333:role/publishing'],
      },
    },
  ]);
});

test('reads the CDK’s output for this project, in the order of a deploy', () => {
  const stacks = plannedStacks([aSite()], [aManagedEnvironment()]);
  expect(stacks.map(({ name, dependencies }) => [name, [...dependencies].sort()])).toEqual([
    ['PlatformStack-sydney', []],
    ['IngestStack-sydney', ['PlatformStack-sydney']],
    ['CellStack-auckland-heart', ['IngestStack-sydney', 'PlatformStack-sydney']],
    ['SiteStack-auckland-heart', ['CellStack-auckland-heart', 'IngestStack-sydney', 'PlatformStack-sydney']],
  ]);
  for (const { bootstrap } of stacks)
    expect(bootstrap.publishingRoleArns).toEqual([
      'arn:aws:iam::111122223333:role/cdk-hnb659fds-file-publishing-role-111122223333-ap-southeast-2',
    ]);
});

test('gives ARNs the partition of the Region', () => {
  const environment = anEnvironment({ region: 'cn-north-1', availabilityZones: ['cn-north-1a', 'cn-north-1b'] });
  const [platform] = plannedStacks([], [environment]);
  expect(platform?.bootstrap.deployRoleArn).toMatch(/^arn:aws-cn:iam::/);
  expect(platform?.bootstrap.publishingRoleArns).toEqual([expect.stringMatching(/^arn:aws-cn:iam::/)]);
});

/** The error of the folder, in one line that names the file. */
function complaint(files: Readonly<Record<string, unknown>>): string {
  try {
    readFolder(files);
  } catch (error) {
    expect(error).toBeInstanceOf(AssemblyError);
    const message = error instanceof Error ? error.message : '';
    expect(message).not.toMatch(/\n|ZodError|SyntaxError/);
    return message;
  }
  throw new Error('nothing is wrong with it');
}
const with_ = (changes: Readonly<Record<string, unknown>>) => ({ ...FOLDER, ...changes });
const manifest = (changes: Readonly<Record<string, unknown>>, assets: unknown = ASSETS) =>
  with_({ 'manifest.json': { artifacts: { One: { ...STACK, ...changes }, 'One.assets': assets } } });
const without = (file: keyof typeof FOLDER) =>
  Object.fromEntries(Object.entries(FOLDER).filter(([name]) => name !== file));

test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  ['an empty folder', {}, /^there is no .*manifest\.json: name the folder that "npx cdk synth" wrote/],
  ['no template', without('One.template.json'), /^there is no .*One\.template\.json/],
  ['no manifest of the assets', without('One.assets.json'), /^there is no .*One\.assets\.json/],
  [
    'a manifest that is not JSON',
    with_({ 'manifest.json': '{"artifacts": ' }),
    /manifest\.json can't be read as JSON$/,
  ],
  ['an empty file', with_({ 'One.template.json': '' }), /One\.template\.json can't be read as JSON$/],
  [
    'a manifest that is a list',
    with_({ 'manifest.json': [] }),
    /manifest\.json is not a file that "npx cdk synth" wrote$/,
  ],
  ['a manifest without artifacts', with_({ 'manifest.json': {} }), /manifest\.json is not a file that/],
  ['a template without resources', with_({ 'One.template.json': {} }), /One\.template\.json is not a file that/],
  [
    'a resource without a type',
    with_({ 'One.template.json': { Resources: { A: {} } } }),
    /template\.json is not a file that/,
  ],
  ['assets of another form', with_({ 'One.assets.json': { files: [1] } }), /One\.assets\.json is not a file that/],
  [
    'a stack without an account',
    manifest({ environment: 'aws://unknown-account/unknown-region' }),
    /stack One does not specify an account/,
  ],
  [
    'a stack without environment',
    manifest({ environment: undefined }),
    /stack One does not specify an account and a Region/,
  ],
  [
    'a stack without roles',
    manifest({ properties: { templateFile: 'One.template.json' } }),
    /stack One is not one that/,
  ],
  [
    'a template outside the folder',
    manifest({ properties: { ...STACK.properties, templateFile: '../../etc/passwd' } }),
    /stack One is not one that this project synthesizes/,
  ],
  [
    'the folder itself as a template',
    manifest({ properties: { ...STACK.properties, templateFile: '..' } }),
    /can't be read as JSON$/,
  ],
])('reports the error in one line: %s', (_, files, line) => {
  expect(complaint(files)).toMatch(line);
});

test('does not read an asset manifest outside the folder', () => {
  const assets = { ...ASSETS, properties: { file: '../secret.json' } };
  expect(readFolder(manifest({}, assets))[0]?.bootstrap.publishingRoleArns).toEqual([]);
});

test('any content of the files gives a result or a one-line error', () => {
  const content = fc.oneof(fc.string(), fc.jsonValue(), fc.constant(TEMPLATE));
  fc.assert(
    fc.property(
      fc.oneof(
        content,
        fc.constant(FOLDER['manifest.json']),
        fc.jsonValue().map((One) => ({ artifacts: { One } })),
      ),
      content,
      content,
      (manifestJson, template, assets) => {
        try {
          readFolder({ 'manifest.json': manifestJson, 'One.template.json': template, 'One.assets.json': assets });
        } catch (error) {
          expect(error).toBeInstanceOf(AssemblyError);
          expect(error).toHaveProperty('message', expect.not.stringContaining('\n'));
        }
      },
    ),
    { numRuns: 200 },
  );
});
