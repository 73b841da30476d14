import type { Template } from 'aws-cdk-lib/assertions';
import type { Site } from '../../../lib/config/model';
import { aDeliveringSite, aFleet, aManagedEnvironment, aSite } from '../../support/builders/sites';
import { templatesOf } from '../../support/programs/cdk-app';

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
}

interface Call {
  readonly action: string;
  readonly resource: string;
  /** The accounts of the credentials and of the resource. */
  readonly principal: string;
  readonly owner: string;
}

const OWN = '111122223333';
const FOREIGN = '999900001111';
const REGION = 'ap-southeast-2';
const ASSETS = `arn:aws:s3:::cdk-hnb659fds-assets-${OWN}-${REGION}`;
const LAYERS = `arn:aws:s3:::prod-${REGION}-starport-layer-bucket`;

const basic: Site = aSite({
  site: 'perth-clinic',
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.64/26' },
  dicom: { stow: { auth: 'basic' } },
});
const templates = templatesOf(aFleet([aDeliveringSite(), basic], [aManagedEnvironment()]));
const named = (name: string): Template => {
  const template = templates.get(name);
  if (template === undefined) throw new Error(`there is no ${name}`);
  return template;
};
const ingest = named('IngestStack-sydney');

/** A value of the template as text, with tokens as `<Id>` or `<Id.Arn>`. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (name === 'Ref') return inner === 'AWS::Partition' ? 'aws' : `<${String(inner)}>`;
  if (name === 'Fn::GetAtt') return `<${(inner as readonly string[]).join('.')}>`;
  if (name === 'Fn::Join') {
    const [separator, parts] = inner as readonly [string, readonly unknown[]];
    return parts.map(text).join(separator);
  }
  throw new Error(`this test does not know ${name}`);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const matches = (pattern: string, value: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')}$`).test(value);

/** Evaluates the policy elements that these policies use, as IAM does. Any other element is an error of this test. */
function allows(statements: readonly Statement[], call: Call): boolean {
  return statements.some(({ Effect, Principal, Action, Resource, Condition = {}, ...others }) => {
    expect({ Effect, Principal, others: Object.keys(others) }).toEqual({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      others: [],
    });
    const { StringEquals = {}, ...otherOperators } = Condition;
    expect(otherOperators).toEqual({});
    const facts: Readonly<Record<string, string>> = {
      'aws:PrincipalAccount': call.principal,
      'aws:ResourceAccount': call.owner,
    };
    return (
      list(Action).some((action) => matches(text(action), call.action)) &&
      list(Resource).some((resource) => matches(text(resource), call.resource)) &&
      Object.entries(StringEquals).every(([key, value]) => facts[key] === value)
    );
  });
}

/** The endpoints of AWS services, by service: `ecr.api`. */
const endpoints = new Map(
  Object.values(ingest.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => [
    text(Properties.ServiceName).replace(/^com\.amazonaws\.[^.]+\./, ''),
    (Properties.PolicyDocument?.Statement ?? []) as readonly Statement[],
  ]),
);
const at = (service: string): readonly Statement[] => endpoints.get(service) ?? [];

test('every endpoint of an AWS service has a policy, and no statement of it allows every principal every resource', () => {
  expect([...endpoints.keys()].sort()).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3', 'secretsmanager']);
  for (const statements of endpoints.values()) {
    expect(statements).not.toEqual([]);
    for (const { Action, Resource, Condition } of statements) {
      expect(
        list(Action)
          .map(text)
          .filter((action) => action.includes('*')),
      ).toEqual([]);
      const everything = list(Resource).map(text).includes('*');
      const everybody = Condition?.StringEquals?.['aws:PrincipalAccount'] !== OWN;
      // GetAuthorizationToken supports no resource, and tasks read the layers by URLs that ECR signs.
      if (everything) expect({ Action, everybody }).toEqual({ Action: 'ecr:GetAuthorizationToken', everybody: false });
      if (everybody) expect({ Action, Resource }).toEqual({ Action: 's3:GetObject', Resource: `${LAYERS}/*` });
    }
    // The longest policy that AWS accepts.
    expect(JSON.stringify(statements).length).toBeLessThan(20_480);
  }
});

test('endpoints of endpoint services have none: only AWS services support policies', () => {
  const others = Object.values(named('SiteStack-auckland-heart').findResources('AWS::EC2::VPCEndpoint'));
  expect(others).toHaveLength(2);
  for (const { Properties } of others) expect(Properties).not.toHaveProperty('PolicyDocument');
});

const repository = `arn:aws:ecr:${REGION}:${OWN}:repository/orthanc`;
const own = { principal: OWN, owner: OWN };

test.each([
  ['ecr.api', { ...own, action: 'ecr:GetAuthorizationToken', resource: '*' }],
  ...['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].flatMap((name) =>
    (['ecr.api', 'ecr.dkr'] as const).map(
      (service) => [service, { ...own, action: `ecr:${name}`, resource: repository }] as const,
    ),
  ),
  ['ecr.dkr', { ...own, action: 'ecr:BatchGetImage', resource: repository.replace('orthanc', 'heartlab-gate') }],
  ['s3', { action: 's3:GetObject', resource: `${LAYERS}/sha256/x`, principal: 'of ECR', owner: 'of AWS' }],
  ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map(
    (action) => ['s3', { ...own, action, resource: '<Studies.Arn>/an-instance' }] as const,
  ),
  ['s3', { ...own, action: 's3:ListBucket', resource: '<Studies.Arn>' }],
  [
    'secretsmanager',
    {
      ...own,
      action: 'secretsmanager:GetSecretValue',
      resource: `arn:aws:secretsmanager:${REGION}:${OWN}:secret:heartlab/perth-clinic/stow-password-1-AbCdEf`,
    },
  ],
] as const)('%s allows the calls for starting and running a task: %j', (service, call) => {
  expect(allows(at(service), call)).toBe(true);
});

/** A value of a cell's template as text, with tokens as the names of this test. */
const ofCell = (value: unknown): string =>
  text(
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('{"Fn::ImportValue":"heartlab-sydney-ingest-studies-bucket-name"}', '"STUDIES"')
        .replaceAll('{"Fn::ImportValue":"heartlab-sydney-ingest-key-arn"}', '"KEY"')
        .replaceAll(
          '{"Fn::GetAtt":["GateLog","Arn"]}',
          `"arn:aws:logs:${REGION}:${OWN}:log-group:/heartlab/cell/x/gate:*"`,
        )
        .replaceAll(
          '{"Fn::GetAtt":["ServerLog","Arn"]}',
          `"arn:aws:logs:${REGION}:${OWN}:log-group:/heartlab/cell/x/server:*"`,
        )
        .replaceAll(
          /\{"Ref":"(?:DatabaseLogin|StowPasswordG1)"\}/g,
          `"arn:aws:secretsmanager:${REGION}:${OWN}:secret:heartlab/x/y-AbCdEf"`,
        ),
    ),
  ).replace('arn:aws:s3:::STUDIES', '<Studies.Arn>');

test('the endpoints allow every action of the roles of a cell', () => {
  const needed = Object.values(named('CellStack-perth-clinic').findResources('AWS::IAM::ManagedPolicy')).flatMap(
    ({ Properties }) =>
      (Properties.PolicyDocument.Statement as readonly Statement[]).flatMap(({ Action, Resource }) =>
        list(Action).flatMap((action) =>
          list(Resource).map((resource) => ({ ...own, action: text(action), resource: ofCell(resource) })),
        ),
      ),
  );
  const passes = (call: Call): boolean => [...endpoints.values()].some((statements) => allows(statements, call));
  // The services call KMS themselves.
  expect(needed.filter((call) => !call.action.startsWith('kms:') && !passes(call))).toEqual([]);
  expect(needed.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'logs:PutLogEvents',
      'logs:CreateLogStream',
      'secretsmanager:GetSecretValue',
      's3:PutObject',
    ]),
  );
});

test.each([
  // Credentials of another account are refused, even for our own resources.
  ...[...endpoints.keys()].flatMap((service) =>
    at(service)
      .filter(({ Resource }) => text(list(Resource)[0]) !== `${LAYERS}/*`)
      .flatMap(({ Action, Resource }) =>
        list(Action).map(
          (action) =>
            [
              service,
              { action: text(action), resource: text(list(Resource)[0]), principal: FOREIGN, owner: OWN },
            ] as const,
        ),
      ),
  ),
  ['s3', { action: 's3:PutObject', resource: 'arn:aws:s3:::elsewhere/study', principal: OWN, owner: FOREIGN }],
  // A bucket with our name that another account created after ours was deleted.
  ['s3', { action: 's3:PutObject', resource: '<Studies.Arn>/study', principal: OWN, owner: FOREIGN }],
  ['s3', { action: 's3:GetObject', resource: `${ASSETS}/0a1b.env`, principal: OWN, owner: FOREIGN }],
  ['s3', { action: 's3:PutObject', resource: `${LAYERS}/x`, principal: OWN, owner: 'of AWS' }],
  ['s3', { ...own, action: 's3:PutBucketPolicy', resource: '<Studies.Arn>' }],
  [
    'logs',
    {
      action: 'logs:PutLogEvents',
      resource: `arn:aws:logs:${REGION}:${FOREIGN}:log-group:x:*`,
      principal: OWN,
      owner: FOREIGN,
    },
  ],
  ['ecr.api', { ...own, action: 'ecr:PutImage', resource: repository }],
  [
    'ecr.dkr',
    { action: 'ecr:BatchGetImage', resource: repository.replace(OWN, FOREIGN), principal: OWN, owner: FOREIGN },
  ],
  [
    'secretsmanager',
    { ...own, action: 'secretsmanager:PutSecretValue', resource: `arn:aws:secretsmanager:${REGION}:${OWN}:secret:x` },
  ],
] as const)('%s refuses other calls: %j', (service, call) => {
  expect(allows(at(service), call)).toBe(false);
});
