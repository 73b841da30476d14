import { defineEnvironment } from '../../../lib/config/define';
import { loadFleet } from '../../../lib/config/load/load';
import type { EnvironmentSettings } from '../../../lib/config/model';
import { folderOf } from '../../support/builders/site-folder';
import { anEnvironment } from '../../support/builders/sites';

/** The contacts and the system of an environment: optional as a whole, and checked where they are given. */

const { name, ...SETTINGS } = anEnvironment();
const CONTACTS = SETTINGS.contacts;
const problemsOf = (changes: Partial<Record<keyof EnvironmentSettings, unknown>>): string => {
  try {
    defineEnvironment({ ...SETTINGS, ...changes, name } as never, { folder: 'test/fixtures' });
    return '';
  } catch (error) {
    return String(error);
  }
};

describe('an environment', () => {
  test('needs neither contacts nor a system', () => {
    expect(problemsOf({ contacts: undefined, system: undefined })).toBe('');
    expect(problemsOf({ system: {} })).toBe('');
  });

  test.each(['+61 2 5550 0123', '+6125550123', '+64-9-555-0100', '+1 202 555 0143'])(
    'takes the number %s',
    (telephone) => {
      expect(problemsOf({ contacts: { ...CONTACTS, telephone } })).toBe('');
    },
  );

  test.each([
    '02 5550 0123',
    '+61 (0)2 5550 0123',
    '+61 2',
    '+0 2555 0123',
    '+61 2 5550 0123 4567 89',
    '+61 2 5550 0123 ext 4',
    'call us',
    '+61  2 5550 0123',
  ])('refuses the number %s', (telephone) => {
    expect(problemsOf({ contacts: { ...CONTACTS, telephone } })).toContain('contacts.telephone');
  });

  test.each<[string, Partial<Record<keyof EnvironmentSettings, unknown>>, string]>([
    ['a contact that is missing', { contacts: { ...CONTACTS, emergency: undefined } }, 'contacts.emergency'],
    ['a wrong address', { contacts: { ...CONTACTS, email: 'heartlab.example' } }, 'contacts.email'],
    ['empty hours', { contacts: { ...CONTACTS, hours: ' ' } }, 'contacts.hours'],
    ['an owner without a role', { system: { owner: { name: 'A', email: 'a@b.example' } } }, 'system.owner.role'],
    ['an empty sign-off', { system: { signOff: [] } }, 'system.signOff'],
    ['a sign-off by name alone', { system: { signOff: [{ name: 'A' }] } }, 'system.signOff[0].role'],
    ['a description of two lines', { system: { description: 'one line\nand another' } }, 'system.description'],
    [
      'a description with template syntax',
      { system: { description: 'all of {{resolve:ssm:x}}' } },
      'system.description',
    ],
    ['an unknown setting', { contacts: { ...CONTACTS, fax: '+61 2 5550 0123' } }, 'contacts.fax'],
  ])('refuses %s', (_, changes, path) => {
    expect(problemsOf(changes)).toContain(path);
  });

  test('in a file, a number without quotes is an error at its line, with the form to write', () => {
    const sites = folderOf({
      'environments.yaml': [
        'sydney:',
        '  account: "111122223333"',
        '  region: ap-southeast-2',
        '  availabilityZones: [ap-southeast-2a, ap-southeast-2b]',
        '  ingest: { domain: ingest.example.com, service: { basic: com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a1b2c3d4e5f60002 } }',
        '  contacts:',
        '    telephone: +61255500123',
        '    email: connectivity@heartlab.example',
        '    hours: at any time',
        '    emergency: "+61 2 7010 0145"',
        '',
      ].join('\n'),
    });
    expect(loadFleet(sites).problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        line: 7,
        path: 'sydney.contacts.telephone',
        write: 'put it in quotes, digit for digit',
      }),
    ]);
  });
});
