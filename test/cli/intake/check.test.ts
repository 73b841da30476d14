import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { intakeProblems, progressText } from '../../../lib/cli/intake/check';
import { INTAKE_FIELDS, type IntakeEntries, intakeFile } from '../../../lib/cli/intake/form';
import { inFormWords } from '../../../lib/cli/intake/words';
import { newSites } from '../../../lib/cli/new/from';
import { UserError } from '../../../lib/project/errors';
import { RIGHT_ENTRIES } from '../../support/builders/intake-entries';
import { documentedEnvironment, folderOf } from '../../support/builders/site-folder';

/** Wrong answers, and the columns that are reported. */
const WRONG: readonly (readonly [entries: IntakeEntries, ...columns: readonly string[]])[] = [
  [{ 'public-ip': '10.0.0.1' }, 'public-ip'],
  [{ 'public-ip': '2001:db8::1' }, 'public-ip'],
  [{ 'public-ip': '203.0.113.1 203.0.113.2' }, 'public-ip'],
  [{ cidr: '10.77.0.1/22' }, 'cidr'],
  [{ cidr: '10.77.0.0' }, 'cidr'],
  [{ cidr: '10.77.0.0/22\n10.77.1.0/24' }, 'cidr'],
  [{ cidr: '0.0.0.0/0' }, 'cidr'],
  [{ cidr: '169.254.0.0/16' }, 'cidr'],
  [{ cidr: Array.from({ length: 51 }, (_, index) => `10.${index}.0.0/24`).join('\n') }, 'cidr'],
  [{ device: 'meraki-mx' }, 'routing'],
  [{ device: 'draytek', ipsec: 'nzism' }, 'routing', 'ipsec'],
  [{ asn: '7224' }, 'asn'],
  [{ asn: '64512' }, 'asn'],
  [{ asn: '065010' }, 'asn'],
  [{ asn: 'AS65010' }, 'asn'],
  [{ 'virtual-interface': 'dxcon-fg1a2b3c:101' }, 'virtual-interface'],
  [{ 'virtual-interface': 'dxcon-fg1a2b3c:5000:65010' }, 'virtual-interface'],
  [{ 'virtual-interface': 'dxcon-fg1a2b3c:101:7224' }, 'virtual-interface'],
  [{ 'virtual-interface': 'elsewhere:101:65010' }, 'virtual-interface'],
  [{ 'virtual-interface': 'dxcon-fg1a2b3c:101:65010', dimse: '104', 'ae-title': 'CT1' }, 'dimse'],
  [{ 'virtual-interface': 'dxcon-fg1a2b3c:101:65010', 'deliver-to': 'PACS1@10.77.0.3:104' }, 'deliver-to'],
  [{ 'public-ip': '', 'virtual-interface': 'dxcon-fg1a2b3c:101:65010' }, 'virtual-interface'],
  [{ dimse: '104', 'ae-title': 'A\\B' }, 'ae-title'],
  [{ dimse: '104', 'ae-title': 'ABCDEFGHIJKLMNOPQ' }, 'ae-title'],
  [{ dimse: '104\n11112', 'ae-title': 'CT1\nCT1' }, 'ae-title'],
  [{ 'deliver-to': 'PACS1@10.20.1.15:11112' }, 'deliver-to'],
  [{ 'deliver-to': 'PACS1@8.8.8.8:11112' }, 'deliver-to'],
  [{ 'deliver-to': 'PACS1@10.77.0.3:70000' }, 'deliver-to'],
  [{ 'deliver-to': 'PACS1 10.77.0.3' }, 'deliver-to'],
  [{ 'deliver-to': 'PACS1@10.77.0.3:104\nPACS1@10.77.0.3:104' }, 'deliver-to'],
  [{ name: 'a\u202eb' }, 'name'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that a template would replace
  [{ name: '${x}' }, 'name'],
  [{ name: 'Password: hunter2' }, 'name'],
  [{ site: 'Napier Heart' }, 'site'],
  [{ contact: 'it@napier.example\nit' }, 'contact'],
];

const wrongEntries = WRONG.map(([entries, ...columns]) => [{ ...RIGHT_ENTRIES, ...entries }, columns] as const);
const labelOf = (column: string) => INTAKE_FIELDS.find((field) => field.column === column)?.label;
const texts = (entries: IntakeEntries): readonly string[] => intakeProblems(entries).map(({ text }) => text);

describe('the form reports', () => {
  test('nothing for right answers', () => {
    expect(intakeProblems(RIGHT_ENTRIES)).toEqual([]);
    expect(intakeProblems({ ...RIGHT_ENTRIES, device: 'meraki-mx', routing: 'static', asn: '' })).toEqual([]);
  });

  test.each(wrongEntries)('%j', (entries, columns) => {
    expect([...new Set(intakeProblems(entries).map(({ column }) => column))]).toEqual(columns);
  });

  test('the correction, in its own words', () => {
    const wrong = (entries: IntakeEntries) => texts({ ...RIGHT_ENTRIES, ...entries });
    expect(wrong({ cidr: '10.77.0.1/22' })).toEqual([
      '"10.77.0.1/22" has bits set beyond its prefix; write 10.77.0.0/22',
    ]);
    expect(wrong({ cidr: '10.77.0.0/22\n10.77.1.0/24' })).toEqual([
      '"10.77.1.0/24" overlaps 10.77.0.0/22; keep the larger one, or split them',
    ]);
    expect(wrong({ device: 'draytek', routing: 'static', asn: '', ipsec: 'nzism' })).toEqual([
      'IPsec policy permits nothing that draytek supports in phase 1; choose the other policy, or choose another device',
    ]);
    expect(wrong({ 'deliver-to': 'PACS1@10.20.1.15:11112' }).join()).toContain(
      'write an address of 10.77.0.0/22, 10.78.0.0/24, or add its subnet to “Local IPv4 CIDR block”',
    );
    expect(wrong({ name: 'Password: hunter2' }).join()).not.toContain('hunter2');
  });

  test('no setting, flag or command of HeartLab', () => {
    const all = wrongEntries.flatMap(([entries]) => texts(entries));
    expect(all.length).toBeGreaterThan(WRONG.length);
    const inside = /hospitalCidrs|vpn\.|network\.|awsAsn|`|heartlab|--|without quotes|site file|fixed for life/;
    expect(all.filter((text) => inside.test(text))).toEqual([]);
  });

  test('the answers that are missing, and only those that apply', () => {
    const columns = (entries: IntakeEntries) => intakeProblems(entries).map(({ column }) => column);
    const always = ['public-ip', 'cidr', 'device', 'routing', 'ipsec', 'auth', 'name', 'site', 'contact'];
    expect(columns({})).toEqual(always);
    expect(texts({})).toContain('Enter the public IP address of your router or firewall');
    expect(columns({ ...RIGHT_ENTRIES, asn: ' ' })).toEqual(['asn']);
    expect(columns({ ...RIGHT_ENTRIES, dimse: '11112' })).toEqual(['ae-title']);
    const direct = { 'virtual-interface': 'dxcon-fg1a2b3c:101:65010\ndxcon-fg1a2b3d:102:65010' };
    expect(columns(direct)).toEqual(['cidr', 'auth', 'name', 'site', 'contact']);
  });

  test('the progress', () => {
    expect(progressText({}, [])).toBe('0 of 9 required answers given.');
    const half = { 'public-ip': '10.0.0.1', routing: 'bgp' };
    expect(progressText(half, intakeProblems(half))).toBe('2 of 10 required answers given, 1 to correct.');
  });
});

test('heartlab new --from reports the same mistakes as the form, and writes nothing', () => {
  const sites = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
  const from = join(sites, 'hospital.json');
  for (const [entries] of wrongEntries) {
    writeFileSync(from, intakeFile(entries));
    const errors: string[] = [];
    const output = { out: () => undefined, err: (line: string) => void errors.push(line) };
    expect(() => newSites(from, { sites }, output)).toThrow(UserError);
    const reported = errors.map((line) => {
      const [, column = '', text = ''] = /entry 1, ([a-z-]+): (.*)$/s.exec(line) ?? [];
      return { column, text: inFormWords(text.replace(/^(?=is |permits )/, `${labelOf(column)} `)) };
    });
    // The name of a file is checked before its content, with a shorter text.
    const compared = (problems: readonly { readonly column: string; readonly text: string }[]) =>
      problems.map(({ column, text }) => `${column}: ${column === 'site' ? 'wrong' : text}`).toSorted();
    expect(compared(reported)).toEqual(compared(intakeProblems(entries)));
  }
  expect(readdirSync(sites).filter((name) => name.endsWith('.yaml'))).toEqual(['environments.yaml']);
});
