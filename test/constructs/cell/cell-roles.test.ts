import type { Site } from '../../../lib/config/model';
import { aFleet, aManagedEnvironment, aSite } from '../../support/builders/sites';
import { templatesOf } from '../../support/programs/cdk-app';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const site = (name: string): Site => aSite({ site: name, dicom: { stow: { auth: 'basic' } } });
const SITES = [site('alpha'), site('alpha-2')];
const templates = templatesOf(aFleet(SITES, [aManagedEnvironment()]));

/** A reference as text, with the value that a deploy would insert. */
function text(cell: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, inner] = ['', undefined]] = Object.entries(value as object);
  if (kind === 'Fn::Join') {
    const [glue, parts] = inner as [string, unknown[]];
    return parts.map((part) => text(cell, part)).join(glue);
  }
  if (kind === 'Fn::ImportValue') return inner as string;
  if (kind === 'Ref') return inner === 'AWS::Partition' ? 'aws' : `${cell}/${inner as string}`;
  return `${cell}/${JSON.stringify(inner)}`;
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value]) as readonly T[];
const pattern = (value: string): RegExp =>
  new RegExp(`^${value.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

function statements(name: string, policy: RegExp): readonly Statement[] {
  const resources: Record<string, { Type: string; Properties: { PolicyDocument: { Statement: Statement[] } } }> =
    templates.get(`CellStack-${name}`)?.toJSON().Resources;
  const found = Object.entries(resources).filter(
    ([id, { Type }]) => Type === 'AWS::IAM::ManagedPolicy' && policy.test(id),
  );
  expect(found).toHaveLength(1);
  return found.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

/** Whether a policy allows an action on a resource with a context: IAM's wildcards, StringEquals and StringLike. */
function allows(name: string, policy: RegExp, action: string, resource: string, context: Record<string, string> = {}) {
  return statements(name, policy).some(
    (one) =>
      list(one.Action).includes(action) &&
      list(one.Resource).some((value) => pattern(text(name, value)).test(resource)) &&
      Object.values(one.Condition ?? {}).every((condition) =>
        Object.entries(condition).every(([key, values]) =>
          list<unknown>(values).some((value) => pattern(text(name, value)).test(context[key] ?? '')),
        ),
      ),
  );
}

const BUCKET = 'arn:aws:s3:::heartlab-sydney-ingest-studies-bucket-name';

describe('alpha and alpha-2 can’t read each other’s data', () => {
  test.each([
    ['alpha', 'alpha-2'],
    ['alpha-2', 'alpha'],
  ])('objects: %s, not %s', (own, other) => {
    for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) {
      expect(allows(own, /TaskPolicy/, action, `${BUCKET}/${own}/1.2.3`)).toBe(true);
      expect(allows(own, /TaskPolicy/, action, `${BUCKET}/${other}/1.2.3`)).toBe(false);
      expect(allows(own, /TaskPolicy/, action, `${BUCKET}/1.2.3`)).toBe(false);
    }
  });

  test.each([
    ['alpha', 'alpha-2'],
    ['alpha-2', 'alpha'],
  ])('lists: %s, not %s', (own, other) => {
    const listing = (prefix: string) => allows(own, /TaskPolicy/, 's3:ListBucket', BUCKET, { 's3:prefix': prefix });
    expect(listing(`${own}/`)).toBe(true);
    expect(listing(`${own}/1.2`)).toBe(true);
    for (const prefix of [`${other}/`, '', own === 'alpha' ? 'alpha' : 'alpha-']) expect(listing(prefix)).toBe(false);
  });

  test.each(['alpha', 'alpha-2'])('secrets: %s can read exactly its own two, by ARN', (own) => {
    const secrets = statements(own, /ExecutionPolicy/)
      .filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'))
      .flatMap(({ Resource }) => list(Resource).map((value) => text(own, value)));
    expect(secrets.sort()).toEqual([`${own}/DatabaseLogin`, `${own}/StowPasswordG1`]);
    const decrypt = statements(own, /ExecutionPolicy/).find(({ Action }) => list(Action).includes('kms:Decrypt'));
    expect(JSON.stringify(decrypt?.Condition)).toContain('kms:EncryptionContext:SecretARN');
    expect(JSON.stringify(decrypt?.Condition)).toContain('secretsmanager.ap-southeast-2.amazonaws.com');
  });

  test('logs: only the cell’s own two groups', () => {
    const groups = statements('alpha', /ExecutionPolicy/)
      .filter(({ Action }) => list(Action).includes('logs:PutLogEvents'))
      .flatMap(({ Resource }) => list(Resource));
    expect(groups).toEqual([{ 'Fn::GetAtt': ['GateLog', 'Arn'] }, { 'Fn::GetAtt': ['ServerLog', 'Arn'] }]);
  });
});
