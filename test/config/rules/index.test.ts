import { readFileSync } from 'node:fs';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine, problemText } from '../../../lib/config/problem';
import { ENVIRONMENT_RULES, FLEET_RULES, SITE_RULES } from '../../../lib/config/rules';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';
import { type RuleCase, SECOND_SITE } from './cases/case';
import { CONNECTION_CASES } from './cases/connection';
import { DICOM_CASES } from './cases/dicom';
import { ENVIRONMENT_CASES } from './cases/environment';
import { FLEET_CASES } from './cases/fleet';
import { PROPOSAL_CASES } from './cases/proposal';

const CASES = [...CONNECTION_CASES, ...PROPOSAL_CASES, ...DICOM_CASES, ...FLEET_CASES, ...ENVIRONMENT_CASES];

function load(test: RuleCase) {
  const site = documentedSite();
  const environment = documentedEnvironment();
  for (const [path, value] of Object.entries(test.site ?? {})) edit(site, path, value);
  for (const [path, value] of Object.entries(test.environment ?? {})) edit(environment, path, value);
  const second = documentedSite();
  for (const [path, value] of Object.entries(test.second ?? {})) edit(second, path, value);
  const crowd = Array.from({ length: test.crowd ?? 0 }, (_, index) => [`crowd-${index}.yaml`, site] as const);
  const folder = folderOf({
    ...Object.fromEntries(crowd),
    'auckland-heart.yaml': site,
    'environments.yaml': { sydney: environment },
    ...(test.second === undefined ? {} : { 'second-hospital.yaml': second }),
  });
  return loadFleet(folder);
}

describe('a rule across fields or files', () => {
  test.each(CASES)('$rule: $when', (testCase) => {
    const own = load(testCase).problems.filter(({ rule }) => rule === testCase.rule);
    const here = own.filter(({ file }) => !file.endsWith('second-hospital.yaml'));
    expect(here.map(({ path }) => path)).toEqual(testCase.says.map(([path]) => path));
    here.forEach((problem, index) => {
      expect(problemText(problem)).toMatch(testCase.says[index]?.[1] ?? /^$/);
      expect(problem.write).not.toBe('');
    });
    const there = own.filter(({ file }) => file.endsWith('second-hospital.yaml'));
    expect(there.map(({ path }) => path)).toEqual(testCase.saysInSecond ?? []);
  });

  test('a hospital CIDR that covers everything is reported once, because no other cloudCidr would help', () => {
    const { problems } = load({
      rule: '',
      when: '',
      says: [],
      site: { 'network.hospitalCidrs': ['10.20.0.0/22', '0.0.0.0/0'] },
    });
    expect(problems.map(({ path }) => path)).toEqual(['network.hospitalCidrs[1]']);
  });

  test('each rule has a failing and a passing case', () => {
    const notesOnly = [
      'hospitals-differ',
      'gateway-asn-lasts',
      'public-address',
      'setting-has-effect',
      'environment-name',
    ];
    const ids = [...SITE_RULES, ...FLEET_RULES, ...ENVIRONMENT_RULES]
      .map(({ id }) => id)
      .filter((id) => !notesOnly.includes(id));
    for (const id of ids) {
      const cases = CASES.filter(({ rule }) => rule === id);
      expect({
        id,
        fires: cases.some(({ says }) => says.length > 0),
        content: cases.some(({ says }) => says.length === 0),
      }).toEqual({ id, fires: true, content: true });
    }
  });

  test('two hospitals with the same address, ASN and CIDRs get a note each', () => {
    const noted = (second: Readonly<Record<string, unknown>>) =>
      load({ rule: '', when: '', says: [], second: { ...SECOND_SITE, ...second } })
        .notes.filter(({ rule }) => rule === 'hospitals-differ')
        .map(problemText);
    const copied = { 'vpn.gateway.publicIp': '203.0.113.10' };
    expect(noted(copied)).toEqual([
      'vpn.gateway.publicIp: "203.0.113.10" is also the address of second-hospital, with the same ASN and hospitalCidrs; compare it with what the hospital sent; keep it if both sites are behind one device',
      expect.stringMatching(/is also the address of auckland-heart, with/),
    ]);
    for (const other of [
      {},
      { ...copied, 'vpn.gateway.asn': 65011 },
      { ...copied, 'network.hospitalCidrs': ['10.30.0.0/22'] },
    ])
      expect(noted(other)).toEqual([]);
  });

  test('the documented site file has only two problems: an acknowledgement that its strong policy makes stale, and unencrypted DIMSE over Direct Connect', () => {
    const text = readFileSync('test/fixtures/documented-site.yaml', 'utf8');
    const environments = { sydney: documentedEnvironment() };
    const shown = loadFleet(folderOf({ 'auckland-heart.yaml': text, 'environments.yaml': environments }));
    expect(shown.problems.map(({ path, rule }) => `${rule} ${path}`)).toEqual([
      'findings-acknowledged dicom.dimse.ports',
      'acknowledgement-matches acknowledge[0]',
    ]);
    const right = text
      .replace('ipsec: strong ', 'ipsec: eifu ')
      .replace('ports: [11112]', 'ports: [2762]')
      .replace('port: 11112', 'port: 2762');
    const { fleet, problems } = loadFleet(
      folderOf({ 'auckland-heart.yaml': right, 'environments.yaml': environments }),
    );
    expect(problems.map(problemLine)).toEqual([]);
    expect(fleet?.sites).toHaveLength(1);
  });

  test('these cases start from the data of the documented file', () => {
    expect(load({ rule: '', when: '', says: [] }).problems).toEqual([]);
  });

  test('the environment’s name is checked', () => {
    const folder = folderOf({
      'auckland-heart.yaml': documentedSite(),
      'environments.yaml': { Sydney: documentedEnvironment() },
    });
    expect(loadFleet(folder).problems.map(problemText)).toContainEqual(
      expect.stringMatching(/^Sydney: is not an environment name/),
    );
    // RDS refuses two hyphens in a row in an identifier.
    const twice = folderOf({ 'environments.yaml': { 'sydney--two': documentedEnvironment() } });
    expect(loadFleet(twice).problems.map(problemText)).toContainEqual(
      expect.stringMatching(/^sydney--two: is not an environment name/),
    );
  });
});

describe('a note', () => {
  test('reports a documentation address as never reachable, for the gateway and for every previous one', () => {
    const site = edit(documentedSite(), 'vpn.gateway.previous', [
      { publicIp: '192.0.2.1', asn: 65010 },
      { publicIp: '8.8.8.8', asn: 65010 },
    ]);
    const { notes, fleet } = loadFleet(
      folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.filter(({ rule }) => rule === 'public-address').map(({ path }) => path)).toEqual([
      'vpn.gateway.publicIp',
      'vpn.gateway.previous[0].publicIp',
    ]);
    expect(fleet).toBeDefined();
  });

  test.each([
    [64512, []],
    [64520, ['vpn.awsAsn']],
  ])('reports how Direct Connect depends on the VPN: awsAsn %p', (awsAsn, paths) => {
    const site = edit(documentedSite(), 'vpn.awsAsn', awsAsn);
    const { notes } = loadFleet(
      folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.filter(({ rule }) => rule === 'gateway-asn-lasts').map(({ path }) => path)).toEqual(paths);
  });

  test('reports with BGP that AWS drops the session above 100 prefixes', () => {
    const { notes } = loadFleet(
      folderOf({ 'auckland-heart.yaml': documentedSite(), 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.map(problemText)).toContainEqual(
      expect.stringMatching(/^vpn.routing: AWS drops the BGP session if it receives more than 100/),
    );
  });

  test.each([
    ['mtls', 'alarms.quietAfterHours dicom.dimse.callingAeTitles'],
    ['basic', 'alarms.quietAfterHours dicom.dimse.callingAeTitles dicom.stow.passwordGeneration'],
  ])('lists the settings without effect with an existing service (%s)', (auth, paths) => {
    const site = edit(documentedSite(), 'dicom.stow', auth === 'basic' ? { auth, passwordGeneration: 1 } : { auth });
    const service = { [auth]: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' };
    const environment = edit(edit(documentedEnvironment(), 'ingest.managed', undefined), 'ingest.service', service);
    const noted = (place: object) =>
      loadFleet(folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: place } }))
        .notes.filter(({ rule }) => rule === 'setting-has-effect')
        .map(({ path }) => path)
        .join(' ');
    expect(noted(environment)).toBe(paths);
    expect(noted(documentedEnvironment())).toBe('');
  });
});

describe('an image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const ecr = '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com';
  const reported = (image: string) =>
    load({ rule: '', when: '', says: [], environment: { 'ingest.managed.server': image } }).problems.map(problemText);

  test.each([
    ['by tag', `${ecr}/orthanc:1.12.4`],
    ['without a digest', `${ecr}/orthanc`],
    ['with a cut digest', `${ecr}/orthanc@${digest.slice(0, -1)}`],
    ['of Docker Hub', `orthancteam/orthanc@${digest}`],
    ['of the public registry', `public.ecr.aws/docker/library/nginx@${digest}`],
    ['of another registry', `quay.io/x/orthanc@${digest}`],
    ['that only looks private', `${ecr}.example.com/orthanc@${digest}`],
  ])('%s is refused, with the problem and what to write', (_, image) => {
    expect(reported(image)).toEqual([
      expect.stringMatching(
        /^sydney.ingest.managed.server: ".*" is not an image by digest from a private repository .*; write it like 111122223333.dkr.ecr.ap-southeast-2.amazonaws.com\/orthanc@sha256:/,
      ),
    ]);
  });

  test('from a private repository of another account is accepted, from another Region is not', () => {
    expect(reported(`999999999999.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@${digest}`)).toEqual([]);
    expect(reported(`111122223333.dkr.ecr.us-east-1.amazonaws.com/orthanc@${digest}`)).toEqual([
      expect.stringMatching(/is in Region us-east-1; use one in ap-southeast-2, the environment's Region/),
    ]);
  });
});
