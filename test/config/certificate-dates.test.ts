import { certificateDateProblems, expiredCertificates, loadFleetFor } from '../../lib/config/certificate-dates';
import type { CertificateFile, DatedItem } from '../../lib/config/load/certificates';
import { loadFleet } from '../../lib/config/load/load';
import { problemText } from '../../lib/config/problem';
import { pem } from '../support/builders/pem';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../support/builders/site-folder';

const item = (what: string, from: string, to: string): DatedItem => ({ what, from, to });
const GOOD = item('certificate 1 ("good")', '2020-01-01', '2050-01-01');
const reported = (items: readonly DatedItem[], today: string, kind: CertificateFile['kind'] = 'client-ca-bundle') =>
  expiredCertificates({ environment: 'sydney', kind, path: ['x'], named: 'ca.pem', items }, today).map(
    ({ severity, wrong }) => `${severity}: ${wrong}`,
  );

describe('the expiry dates of a bundle', () => {
  const one = [item('certificate 1 ("x")', '2026-01-10', '2026-12-31')];
  test.each([
    ['2026-01-09', [/^error: .*valid today \(2026-01-09\): certificate 1 \("x"\) is valid only from 2026-01-10$/]],
    ['2026-01-10', []],
    ['2026-11-01', []],
    ['2026-11-02', [/^warning: contains certificate 1 \("x"\), which expires on 2026-12-31$/]],
    ['2026-12-31', [/^warning: .*expires on 2026-12-31$/]],
    ['2027-01-01', [/^error: .*expired on 2026-12-31$/]],
  ])('one certificate, on %s', (today, words) => {
    expect(reported(one, today)).toEqual(words.map((word) => expect.stringMatching(word)));
    expect(reported(one, today, 'server-ca-bundle')).toEqual(words.map((word) => expect.stringMatching(word)));
  });

  test('expired certificates beside valid ones are separate warnings', () => {
    const old = item('certificate 2 ("old")', '2020-01-01', '2021-01-01');
    const early = item('certificate 3 ("early")', '2030-01-01', '2040-01-01');
    expect(reported([GOOD, old, early], '2026-11-22')).toEqual([
      'warning: contains certificate 2 ("old"), which expired on 2021-01-01 (today is 2026-11-22)',
      'warning: contains certificate 3 ("early"), which is valid only from 2030-01-01 (today is 2026-11-22)',
    ]);
  });

  test('three of many expired certificates are named', () => {
    const items = Array.from({ length: 5 }, (_, index) => item(`certificate ${index + 1}`, '2020-01-01', '2021-01-01'));
    expect(reported(items, '2026-11-22')).toEqual([
      expect.stringMatching(/certificate 3 expired on 2021-01-01 and 2 more$/),
    ]);
  });

  test('an unreadable file has no dates: its own error is reported elsewhere', () => {
    expect(reported([], '2026-11-22')).toEqual([]);
  });
});

test('a revocation list after its date is a warning; a list without a date has none', () => {
  const list = { what: 'the revocation list of "x"', from: '2026-01-01' };
  expect(reported([{ ...list, to: '2026-06-01' }], '2026-06-01', 'revocation-list')).toEqual([]);
  expect(reported([{ ...list, to: '2026-06-01' }], '2026-06-02', 'revocation-list')).toEqual([
    expect.stringMatching(
      /^warning: contains the revocation list of "x", which should have been replaced by 2026-06-01/,
    ),
  ]);
  expect(reported([{ ...list, to: undefined }], '2026-06-02', 'revocation-list')).toEqual([]);
});

describe('a folder on one day', () => {
  const other = { site: 'second-hospital', environment: 'perth', 'network.cloudCidr': '100.64.0.64/26' };
  const second = documentedSite();
  for (const [path, value] of Object.entries(other)) edit(second, path, value);
  edit(edit(second, 'vpn.gateway.publicIp', '198.51.100.20'), 'directConnect', undefined);
  const sydney = edit(documentedEnvironment(), 'ingest.serverCaBundle', 'certs/server.pem');
  edit(sydney, 'ingest.managed.revocationLists', ['certs/outdated.crl.pem']);
  const perth = edit(documentedEnvironment(), 'ingest.managed.clientCaBundle', 'certs/expired.pem');
  const folder = folderOf({
    'auckland-heart.yaml': documentedSite(),
    'second-hospital.yaml': second,
    'environments.yaml': { sydney, perth },
    'certs/server.pem': pem('ca'),
    'certs/outdated.crl.pem': pem('outdated.crl'),
    'certs/expired.pem': pem('expired-ca'),
  });

  test('checks every environment, and reports each problem with its position', () => {
    const problems = certificateDateProblems(loadFleet(folder), { today: '2026-11-22' });
    expect(problems.map(({ rule, severity, path }) => `${severity} ${rule} ${path}`)).toEqual([
      'warning revocation-list-date sydney.ingest.managed.revocationLists[0]',
      'error client-ca-bundle-date perth.ingest.managed.clientCaBundle',
    ]);
    expect(problems.every(({ line, file }) => line > 1 && file.endsWith('environments.yaml'))).toBe(true);
  });

  test('an expired bundle prevents the fleet, unless the selected site is in another environment', () => {
    const all = loadFleetFor(folder, { today: '2026-11-22' });
    expect(all.fleet).toBeUndefined();
    expect(all.problems.map(problemText)).toContainEqual(expect.stringMatching(/^perth.*contains no certificate/));
    expect(loadFleetFor(folder, { today: '2026-11-22', site: 'second-hospital' }).fleet).toBeUndefined();
    const one = loadFleetFor(folder, { today: '2026-11-22', site: 'auckland-heart' });
    expect(one.fleet?.sites).toHaveLength(2);
    expect(one.problems.map(({ severity }) => severity)).toEqual(['warning']);
  });
});
