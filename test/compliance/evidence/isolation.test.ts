import { isolationFacts } from '../../../lib/compliance/evidence/isolation';
import { TemplateView } from '../../../lib/template/view';
import { type Changeable, FULL, templatesFor, viewOf } from '../../support/builders/evidence-inputs';
import { aSite } from '../../support/builders/sites';

/** The evidence that a hospital shares nothing of its cell: each fact holds, and fails after a change of the template. */

const templates = templatesFor(FULL);
const after = (change: (cell: Changeable) => void) => {
  const cell = structuredClone(templates.cell);
  change(cell);
  return isolationFacts(new TemplateView(cell))
    .filter(({ own }) => !own)
    .map(({ what }) => what);
};
const policies = ({ Resources }: Changeable) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
interface Statement {
  Action: string | string[];
  Resource: unknown;
}
const may = (cell: Changeable, action: string): Statement => {
  const found = policies(cell).find(({ Action }) => [Action].flat().includes(action));
  if (found === undefined) throw new RangeError(`nothing may ${action}`);
  return found;
};
const of = ({ Resources }: Changeable, id: string) => Resources[id]?.Properties ?? {};

test('a cell belongs to one hospital only', () => {
  const facts = isolationFacts(new TemplateView(templates.cell));
  expect(facts.filter(({ own }) => !own)).toEqual([]);
  expect(facts.find(({ what }) => what.startsWith('database'))?.found).toEqual(['auckland-heart']);
  expect(facts).toHaveLength(5);
});

test.each<[string, (cell: Changeable) => void]>([
  ['entrance', (cell) => Object.assign(of(cell, 'EndpointService'), { NetworkLoadBalancerArns: ['arn:other'] })],
  ['tasks', (cell) => Object.assign(of(cell, 'Service'), { TaskDefinition: { 'Fn::ImportValue': 'shared' } })],
  ['database and its role', (cell) => Object.assign(of(cell, 'Database'), { Site: 'auckland-heart-2' })],
  [
    'prefix of the studies bucket',
    (cell) => Object.assign(may(cell, 's3:GetObject'), { Resource: 'arn:aws:s3:::studies/auckland-heart-2/*' }),
  ],
  ['prefix of the studies bucket', (cell) => Object.assign(may(cell, 's3:GetObject'), { Resource: '*' })],
  [
    'prefix of the studies bucket',
    (cell) => Object.assign(may(cell, 's3:GetObject'), { Resource: 'arn:aws:s3:::b/*' }),
  ],
  ['secrets', (cell) => Object.assign(may(cell, 'secretsmanager:GetSecretValue'), { Resource: '*' })],
])('%s of another hospital, or of all, is not its own', (what, change) => expect(after(change)).toEqual([what]));

test('an empty template proves nothing', () =>
  expect(isolationFacts(new TemplateView({})).map(({ own }) => own)).toEqual(Array(5).fill(false)));

test('with Basic, the NLB terminates TLS and reads no paths', () => {
  const basic = templatesFor(aSite({ dicom: { stow: { auth: 'basic' } } }));
  const { endpoint } = viewOf(basic);
  expect(endpoint).toMatchObject({
    auth: 'basic',
    cell: {
      idleSeconds: '350',
      paths: undefined,
      stow: { id: 'StowListener', protocol: 'TLS' },
      targetProtocol: 'TLS',
    },
  });
});
