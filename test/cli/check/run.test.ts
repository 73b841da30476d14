import { runCheck } from '../../../lib/cli/check/run';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';

const printed = (files: Readonly<Record<string, unknown>>): readonly string[] => {
  const lines: string[] = [];
  const folder = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() }, ...files });
  const output = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  runCheck({ names: [], folder, json: false, today: '2026-12-01' }, output);
  return lines.map((line) => line.replaceAll(folder, 'sites'));
};

test('the names of files are printed without control characters', () => {
  const lines = printed({ '\u001b[2J\u202e.yaml': edit(documentedSite(), 'site', 'x'), 'a\rb.yml': '' });
  expect(lines.join('')).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
  expect(lines).toContainEqual(expect.stringMatching(/^sites\/\\u001b\[2J\\u202e\.yaml:1:1 {2}the file name is not/));
  expect(lines).toContainEqual(expect.stringMatching(/^sites\/a\\u000db\.yml:1:1 {2}the file would be skipped/));
});

test('a hospital that was copied gets a note', () => {
  const site = edit(documentedSite(), 'directConnect', undefined);
  const copy = edit(edit(site, 'site', 'copied-site'), 'network.cloudCidr', '100.64.0.64/26');
  const lines = printed({ 'auckland-heart.yaml': site, 'copied-site.yaml': copy });
  expect(lines).toContainEqual(
    'sites/auckland-heart.yaml:13:15  note: vpn.gateway.publicIp: "203.0.113.10" is also the address of copied-site, with the same ASN and hospitalCidrs; compare it with what the hospital sent; keep it if both sites are behind one device (and 1 more like it; --json lists them)',
  );
});
