import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runCheck } from '../../lib/cli/check/run';
import { UserError } from '../../lib/project/errors';
import { pem } from '../support/builders/pem';
import { PRIVATE_KEYS } from '../support/builders/private-keys';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../support/builders/site-folder';
import { heartlab } from '../support/programs/heartlab-cli';

const environments = { 'environments.yaml': { sydney: documentedEnvironment() } };
const ARN = 'arn:aws:acm:ap-southeast-2:999999999999:certificate/00000000-0000-0000-0000-000000000000';
const TODAY = '2026-11-22';

function run(folder: string, names: readonly string[] = [], json = false, today = TODAY) {
  const out: string[] = [];
  const code = runCheck({ names, folder, json, today }, { out: (line) => out.push(line), err: () => undefined });
  return { code, out: out.map((line) => line.replaceAll(`${folder}/`, '')) };
}

describe('heartlab check', () => {
  test('lists what it checked if there is no problem, exit code 0', () => {
    const { code, out, err } = heartlab('check', '--sites', 'examples/fleet');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Checked \d+ sites \(.*auckland-heart, .*wellington-imaging\) and environments.yaml in examples\/fleet: 0 errors, \d+ warnings?, \d+ notes.$/m,
    );
    expect(err).toBe('');
  });

  test('prints every error, exit code 1, without a stack trace', () => {
    const folder = folderOf({
      ...environments,
      'auckland-heart.yaml': edit(documentedSite(), 'vpn.routing', 'bpg'),
      'other-site.yaml': 'site: [',
    });
    const { code, out, err } = heartlab('check', '--sites', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/auckland-heart.yaml:\d+:\d+ {2}vpn.routing: "bpg" is not bgp or static; did you mean bgp\?/);
    expect(out).toMatch(/other-site.yaml:1:\d+ /);
    expect(out + err).not.toMatch(/\n\s+at /);
  });

  test('a device that can’t do what the site needs, with what to do instead', () => {
    const checked = (device: string, release: string) => {
      const site = edit(edit(documentedSite(), 'vpn.gateway.device', device), 'vpn.gateway.release', release);
      const { code, out } = run(folderOf({ ...environments, 'auckland-heart.yaml': site }), ['auckland-heart']);
      return [code, out.join('\n')];
    };
    expect(checked('draytek', 'DrayOS 4.4.5')).toEqual([
      1,
      expect.stringMatching(
        /vpn\.routing:? is bgp, for which the guide of draytek has no steps.*write routing: static/,
      ),
    ]);
    expect(checked('sonicwall', 'SonicOS 6.5.4')).toEqual([
      1,
      expect.stringMatching(/vpn\.gateway\.release:? is older than 7\.0/),
    ]);
  });

  test('warnings and notes don’t change the exit code', () => {
    const sites = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => {
        const name = `site-number-${index}`;
        const site = edit(
          edit(edit(documentedSite(), 'site', name), 'network.cloudCidr', `100.64.${index}.0/26`),
          'vpn.gateway.publicIp',
          `203.0.113.${index}`,
        );
        edit(edit(site, 'directConnect', undefined), 'dicom.dimse', undefined);
        return [`${name}.yaml`, site];
      }),
    );
    const { code, out } = run(folderOf({ ...environments, ...sites }));
    expect(code).toBe(0);
    expect(out.join('\n')).toMatch(
      /environments.yaml:1:1 {2}warning: sydney: needs 7 VPCs per Region in account 111122223333, ap-southeast-2, and AWS allows 5.*L-F678F1CE --desired-value 7/,
    );
    expect(out.join('\n')).toMatch(/needs 6 virtual private gateways.*L-7029FAB6/);
    expect(out.at(-1)).toMatch(/: 0 errors, 3 warnings, \d+ notes\.$/);
  });

  test('of a site reports the problems of that site, and not those of others', () => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': documentedSite(), 'other-site.yaml': 'site: [' });
    expect(run(folder, ['auckland-heart']).code).toBe(0);
    expect(run(folder, ['other-site']).code).toBe(1);
    expect(run(folder).code).toBe(1);
  });

  test('of a site reports the warnings of its own environment, and the errors of all environments', () => {
    // One cell with tasks of 4 vCPUs exceeds AWS's default.
    const large = () => edit(documentedEnvironment(), 'ingest.managed.task', { vcpus: 4, memoryGiB: 8 });
    const elsewhere = (changes: Readonly<Record<string, unknown>> = {}) =>
      Object.entries({ account: '999999999999', 'ingest.managed.certificateArn': ARN, ...changes }).reduce(
        (data, [path, value]) => edit(data, path, value),
        large() as object,
      );
    const warned = (place: object, names: readonly string[]) => {
      const files = {
        'environments.yaml': { sydney: large(), melbourne: place },
        'auckland-heart.yaml': documentedSite(),
        'hobart.yaml': edit(edit(documentedSite(), 'site', 'hobart'), 'environment', 'melbourne'),
      };
      const { out } = run(folderOf(files), names);
      return out.flatMap((line) => /^environments.yaml:\S+ {2}((?:warning: )?[^:;]*)/.exec(line)?.[1] ?? []);
    };
    expect(warned(elsewhere(), [])).toEqual(['warning: sydney', 'warning: melbourne']);
    expect(warned(elsewhere(), ['auckland-heart'])).toEqual(['warning: sydney']);
    expect(warned(elsewhere({ region: 'Melbourne' }), ['auckland-heart'])).toContainEqual('melbourne.region');
    // In one account and Region there is one quota, at any position of its environments in the file.
    const shared = { 'auckland-heart.yaml': edit(documentedSite(), 'environment', 'melbourne') };
    const both = { 'environments.yaml': { sydney: large(), melbourne: large() } };
    const { out } = run(folderOf({ ...both, ...shared }), ['auckland-heart']);
    expect(out).toContainEqual(
      expect.stringMatching(/^environments.yaml:\d+:1 {2}warning: melbourne: \(with sydney\) needs 16 Fargate/),
    );
  });

  test('names an alternative for a quota that AWS does not raise, and no Region for a quota of the account', () => {
    const sites = Array.from({ length: 201 }, (_, index) => [
      `site-${index}.yaml`,
      edit(documentedSite(), 'site', `site-${index}`),
    ]);
    const { out } = run(folderOf({ ...environments, ...Object.fromEntries(sites) }));
    const warned = (what: string): string | undefined => out.find((line) => line.includes(what));
    expect(warned('Direct Connect gateways')).toMatch(
      /^environments.yaml:\d+:1 {2}warning: sydney: needs 201 Direct Connect gateways per account in account 111122223333, and AWS allows 200; Service Quotas does not raise this quota: /,
    );
    expect(warned('Metrics Insights')).toMatch(
      /in account 111122223333, ap-southeast-2, and AWS allows 200; AWS does not raise this quota: /,
    );
  });

  test('does not report a folder as checked that is missing or has no environments.yaml', () => {
    expect(run('/nonexist').out.at(-1)).toBe('Checked nothing in /nonexist: 1 error, 0 warnings, 0 notes.');
    expect(run('/nonexist', ['auckland-heart']).out.at(-1)).toMatch(/^Checked nothing in \/nonexist: 1 error/);
    const folder = folderOf({ 'auckland-heart.yaml': documentedSite() });
    expect(run(folder).out.at(-1)).toMatch(/^Checked 1 site \(auckland-heart\) in .*: 1 error/);
  });

  test('of an unknown site suggests the nearest name', () => {
    expect(() => run('examples/fleet', ['aukland-heart'])).toThrow(UserError);
    const { code, err } = heartlab('check', 'aukland-heart', '--sites', 'examples/fleet');
    expect(code).toBe(1);
    expect(err).toBe('heartlab: there is no examples/fleet/aukland-heart.yaml; did you mean auckland-heart?\n');
  });

  test('--json prints problems with position, rule, value found and what to write', () => {
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': edit(documentedSite(), 'vpn.routing', 'bpg') });
    const { code, out } = heartlab('check', '--sites', folder, '--json');
    const result = JSON.parse(out);
    expect(code).toBe(1);
    expect(result.ok).toBe(false);
    expect(result.sites).toEqual(['auckland-heart']);
    expect(result.problems[0]).toEqual({
      severity: 'error',
      rule: 'schema',
      file: join(folder, 'auckland-heart.yaml'),
      line: 18,
      column: 12,
      path: 'vpn.routing',
      found: '"bpg"',
      wrong: 'is not bgp or static',
      write: 'did you mean bgp?',
      message: 'vpn.routing: "bpg" is not bgp or static; did you mean bgp?',
    });
  });

  test('an acknowledgement is valid on its last day, and an error after it', () => {
    const acknowledge = [
      {
        rule: 'HeartLab-VPN3',
        reason: 'Old device, replaced soon',
        approvedBy: 'security@heartlab.example',
        expires: '2027-03-31',
      },
    ];
    const site = edit(edit(documentedSite(), 'vpn.ipsec', 'eifu'), 'acknowledge', acknowledge);
    const folder = folderOf({ ...environments, 'auckland-heart.yaml': site });
    expect(run(folder, [], false, '2027-03-31').code).toBe(0);
    const { code, out } = run(folder, [], false, '2027-04-01');
    expect(code).toBe(1);
    expect(out[0]).toMatch(
      /^auckland-heart.yaml:\d+:\d+ {2}acknowledge\[0\].expires: "2027-03-31" is past \(today is 2027-04-01\)/,
    );
  });

  test('an expired acknowledgement is reported in its file, also with other errors', () => {
    const acknowledge = [
      {
        rule: 'HeartLab-VPN3',
        reason: 'Old device, replaced soon',
        approvedBy: 'security@heartlab.example',
        expires: '2025-03-31',
      },
    ];
    const site = edit(edit(edit(documentedSite(), 'vpn.ipsec', 'eifu'), 'acknowledge', acknowledge), 'name', 5);
    const { out } = run(folderOf({ ...environments, 'copied-site.yaml': site }));
    expect(out).toContainEqual(expect.stringMatching(/^copied-site.yaml:\d+:\d+ {2}acknowledge\[0\].expires/));
  });

  test('a private key instead of a certificate, as text and as JSON', () => {
    const key = PRIVATE_KEYS[0]?.[1];
    const folder = folderOf({
      ...environments,
      'auckland-heart.yaml': documentedSite(),
      'certs/heartlab-client-ca.pem': key,
    });
    const { code, out } = run(folder);
    expect(code).toBe(1);
    expect(out.find((line) => line.includes('clientCaBundle'))).toMatch(
      /^environments.yaml:13:23 {2}sydney.ingest.managed.clientCaBundle: "certs\/heartlab-client-ca.pem" contains a private key; remove it/,
    );
    const result = JSON.parse(run(folder, [], true).out.join('\n'));
    expect(result.ok).toBe(false);
    expect(result.problems).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        rule: 'client-ca-bundle',
        path: 'sydney.ingest.managed.clientCaBundle',
        found: '"certs/heartlab-client-ca.pem"',
        wrong: 'contains a private key',
      }),
    );
    expect(JSON.stringify(result)).not.toMatch(/BEGIN/);
  });

  test('an expired bundle is an error, an expired certificate among valid ones a warning', () => {
    const folder = (content: string) =>
      folderOf({ ...environments, 'auckland-heart.yaml': documentedSite(), 'certs/heartlab-client-ca.pem': content });
    const bad = run(folder(pem('expired-ca')));
    expect(bad.code).toBe(1);
    expect(bad.out.find((line) => line.includes('clientCaBundle'))).toMatch(
      /^environments.yaml:13:23 {2}sydney.ingest.managed.clientCaBundle: .* contains no certificate that is valid today \(2026-11-22\): certificate 1 \("HeartLab test expired CA"\) expired on 2021-01-01; add/,
    );
    expect(run(folder(pem('expired-ca')), [], false, '2021-01-01').code).toBe(0);
    const partly = run(folder(`${pem('ca')}${pem('expired-ca')}`));
    expect(partly.code).toBe(0);
    expect(partly.out.join('\n')).toMatch(/warning: .* contains certificate 2 .* expired on 2021-01-01/);
    const json = JSON.parse(run(folder(pem('expired-ca')), [], true).out.join('\n'));
    expect(json.problems).toContainEqual(
      expect.objectContaining({ rule: 'client-ca-bundle-date', severity: 'error', line: 13, column: 23 }),
    );
  });

  test('a reader that closes the pipe causes no error', () => {
    const names = Array.from({ length: 400 }, (_, index) => [`site-${1000 + index}.yaml`, 'x: 1'] as const);
    const folder = folderOf({ ...environments, ...Object.fromEntries(names) });
    const { stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" bin/heartlab.cjs check --sites "${folder}" | head -n 1 >/dev/null`],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
  });

  test('an invalid date is refused', () => {
    expect(heartlab('check', '--date', '2026-02-30').err).toMatch(/write a day like 2027-03-31/);
  });

  test('--help shows the usage, with an example', () => {
    const { code, out } = heartlab('check', '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/--sites <dir>/);
    expect(out).toMatch(/Example:\n {2}\$ npx heartlab check/);
  });
});
