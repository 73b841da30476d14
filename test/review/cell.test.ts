import { cellStackName, ingestStackName } from '../../lib/config/naming/stack-contract';
import { aWholeSide, type Editable, edited, reviewOf } from '../support/builders/reviews';
import { aManagedEnvironment, aSite } from '../support/builders/sites';

/** The effect of a change of a hospital's ingest cell: on that hospital, and on no other. */

const environment = aManagedEnvironment();
const dimse = { ports: [11112, 2762], callingAeTitles: ['AKLCT1'] };
const mtls = aSite({ dicom: { stow: { auth: 'mtls' }, dimse } });
const basic = aSite({ site: 'basic-one', dicom: { stow: { auth: 'basic' } } });
const both = aWholeSide([mtls, basic], [environment]);
const MTLS = cellStackName(mtls.site);
const BASIC = cellStackName(basic.site);

const never = (): never => {
  throw new RangeError('no such resource');
};
const of = ({ Resources }: Editable, id: string) => Resources[id] ?? never();
const impacts = (change: (template: Editable) => void, stack = MTLS) =>
  Object.fromEntries(reviewOf(both, edited(both, stack, change)).sites.map(({ site, impact }) => [site, impact]));
const saysOf = (change: (template: Editable) => void, stack = MTLS) =>
  JSON.stringify(reviewOf(both, edited(both, stack, change)).sites.map(({ effects }) => effects));

test.each<[string, (template: Editable) => void]>([
  ['its endpoint service is replaced', (template) => renamed(template, 'EndpointService')],
  ['its NLB is replaced', (template) => renamed(template, 'Nlb')],
  ['its service is replaced', (template) => renamed(template, 'Service')],
  ['its database is replaced', (template) => renamed(template, 'Database')],
  ['the login of its database is replaced', (template) => renamed(template, 'DatabaseLogin')],
  ['a listener is removed', ({ Resources }) => void delete Resources.Dimse2762],
  ['a path is removed', ({ Resources }) => void delete Resources.AlbStowRule],
  [
    'no account may connect to its service',
    (template) => set(template, 'EndpointServicePermissions', 'AllowedPrincipals', []),
  ],
  ['the TLS policy changes', (template) => set(template, 'AlbStowListener', 'SslPolicy', 'other')],
  [
    'the request for client certificates changes',
    (template) => set(template, 'AlbStowListener', 'MutualAuthentication', {}),
  ],
  ['the generation of a password changes', (template) => set(template, 'DatabaseLogin', 'GenerateSecretString', {})],
  ['its NLB forwards to another target', (template) => set(template, 'StowListener', 'DefaultActions', [])],
  ['its database is that of another site', (template) => set(template, 'Database', 'Site', 'other')],
])('only the hospital must act if %s', (_, change) => {
  expect(impacts(change)).toEqual({ [mtls.site]: 'hospital' });
});

const renamed = ({ Resources }: Editable, id: string): void => {
  Resources[`${id}Other`] = Resources[id] ?? never();
  delete Resources[id];
};
const set = (template: Editable, id: string, name: string, value: unknown): void => {
  of(template, id).Properties[name] = value;
};

test('a new password affects its hospital', () => {
  expect(impacts(({ Resources }) => void delete Resources.StowPasswordG1, BASIC)).toEqual({ 'basic-one': 'hospital' });
});

test('another task definition replaces the tasks, without an interruption', () => {
  const other = (template: Editable): void => {
    const id = Object.keys(template.Resources).find((one) => one.startsWith('TaskDefinition')) ?? '';
    renamed(template, id);
    set(template, 'Service', 'TaskDefinition', { Ref: `${id}Other` });
  };
  expect(impacts(other)).toEqual({ [mtls.site]: 'cloud' });
  expect(saysOf(other)).toContain('15 minutes to end');
});

test('an image of the environment replaces the tasks of every cell, and is one shared setting', () => {
  const { managed, ...rest } = environment.ingest;
  const gate = `${managed?.gate.split('@')[0]}@sha256:${'a'.repeat(64)}`;
  const image = aManagedEnvironment({ ingest: { ...rest, managed: { ...managed, gate } } });
  const { sites, shared } = reviewOf(both, aWholeSide([mtls, basic], [image]));
  expect(sites.map(({ site, impact }) => [site, impact])).toEqual([
    ['auckland-heart', 'cloud'],
    ['basic-one', 'cloud'],
  ]);
  expect(sites.map(({ effects }) => effects.filter(({ key }) => key === 'cell tasks').length)).toEqual([1, 1]);
  expect(shared.flatMap(({ settings }) => settings.map(({ path }) => path))).toEqual(['ingest.managed.gate']);
});

test('a change from Basic to mTLS keeps the addresses, and is reported once', () => {
  const before = aWholeSide([basic], [environment]);
  const after = aWholeSide([aSite({ site: 'basic-one', dicom: { stow: { auth: 'mtls' } } })], [environment]);
  const [review] = reviewOf(before, after).sites;
  expect(review?.impact).toBe('hospital');
  expect(review?.message?.match(/client certificate instead of user name/g)).toHaveLength(1);
  expect(review?.message).not.toMatch(/addresses of HeartLab|We will call you/);
  expect(JSON.stringify(review?.effects)).toContain('STOW-RS requests fail for a few minutes during the deploy');
});

test('an added or removed hospital does not affect the others', () => {
  const one = aWholeSide([mtls], [environment]);
  for (const [from, to] of [
    [one, both],
    [both, one],
  ] as const)
    expect(reviewOf(from, to)).toMatchObject({ sites: [{ site: 'basic-one' }], shared: [], untouched: 1 });
});

test('a shared resource affects all hospitals, a trust store only those with mTLS', () => {
  const base = ingestStackName(environment.name);
  const trust = ({ Resources }: Editable): void => {
    const store = Object.values(Resources).find(({ Type }) => Type.endsWith('::TrustStore')) ?? never();
    store.Properties.CaCertificatesBundleS3Key = 'other.pem';
  };
  expect(impacts(trust, base)).toEqual({ 'auckland-heart': 'hospital' });
  expect(impacts((template) => set(template, 'Vpc', 'EnableDnsSupport', false), base)).toEqual({
    'auckland-heart': 'cloud',
    'basic-one': 'cloud',
  });
});

/** A difference in a cell is never "nothing": the review has its hospital with at least "cloud side". */
describe.each([
  [MTLS, mtls.site],
  [BASIC, basic.site],
])('%s', (stack, site) => {
  const resources = both.templates.get(stack)?.resources ?? [];

  test.each(resources.map(({ id, type }) => [id, type]))('%s (%s), removed or with any changed property', (id) => {
    const gone = impacts(({ Resources }) => void delete Resources[id], stack);
    expect(Object.keys(gone)).toEqual([site]);
    expect(gone[site]).toMatch(/^(cloud|hospital)$/);
    const names = Object.keys(resources.find((one) => one.id === id)?.properties ?? {});
    for (const name of names) {
      const found = impacts((template) => set(template, id, name, 'otherwise'), stack);
      expect([id, name, Object.keys(found)]).toEqual([id, name, [site]]);
      expect([id, name, found[site]]).toEqual([id, name, expect.stringMatching(/^(cloud|hospital)$/)]);
    }
  });
});
