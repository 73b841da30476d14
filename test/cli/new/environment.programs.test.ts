import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newEnvironment } from '../../../lib/cli/new/environment';
import { newSites } from '../../../lib/cli/new/from';
import { loadFleet } from '../../../lib/config/load/load';
import { COMPLETE_FLAGS, folderForNew, runNew } from '../../support/builders/new-sites';
import { folderOf } from '../../support/builders/site-folder';
import { heartlab } from '../../support/programs/heartlab-cli';

const SERVICE = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0a1b2c3d4e5f60001';
const flags = ['--account', '111122223333', '--region', 'ap-southeast-2', '--domain', 'ingest.example.com'];

const CONTACTS = {
  telephone: '+61255500123',
  email: 'connectivity@heartlab.example',
  hours: 'Monday to Friday, 8:00 to 18:00, Australia/Sydney',
  emergency: '+61 2 7010 0145',
};

describe('heartlab new --environment', () => {
  test('adds entries below what the file has', () => {
    const before = readFileSync('sites/environments.yaml', 'utf8');
    const sites = folderOf({ 'environments.yaml': before });
    const zones = ['--zone', 'ap-southeast-2a,ap-southeast-2b'];
    const add = (name: string) =>
      heartlab('new', '--sites', sites, '--environment', name, ...flags, ...zones, '--mtls-service', SERVICE);
    const { code, out } = add('sydney');
    expect({ code, out }).toEqual({
      code: 0,
      out: `Added sydney to ${sites}/environments.yaml. Next: npx heartlab new <site> --sites ${sites} --environment sydney\n`,
    });
    expect(add('second').code).toBe(0);
    expect(readFileSync(join(sites, 'environments.yaml'), 'utf8').startsWith(before)).toBe(true);
    const { problems, environments } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(environments.map(({ name }) => name)).toEqual(['sydney', 'second']);
    expect(environments[0]).toMatchObject({
      account: '111122223333',
      availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'],
      ingest: { domain: 'ingest.example.com', service: { mtls: SERVICE } },
    });
    expect(add('sydney').err).toMatch(/has an environment sydney already/);
  });

  test('creates the file, and prompts for what is missing until it is right', async () => {
    const sites = folderOf({});
    const asked: string[] = [];
    const wrong: (string | undefined)[] = [];
    const output = { out: () => undefined, err: () => undefined };
    const code = await newEnvironment('sydney', { sites, account: '111122223333' }, output, async (prompt) => {
      const flag = 'flag' in prompt ? String(prompt.flag) : '';
      asked.push(flag);
      const answers: Readonly<Record<string, string>> = {
        '--region': 'ap-southeast-2',
        '--zone': 'ap-southeast-2a, ap-southeast-2c',
        '--basic-service': SERVICE,
        '--domain': 'ingest.example.com',
        '--telephone': CONTACTS.telephone,
        '--email': CONTACTS.email,
        '--hours': CONTACTS.hours,
        '--emergency': CONTACTS.emergency,
      };
      if (flag === '--zone') wrong.push(prompt.wrong(['ap-southeast-4a', 'ap-southeast-2a']));
      if (flag === '--basic-service') wrong.push(prompt.wrong([]));
      if (flag === '--telephone') wrong.push(prompt.wrong(['02 5550 0123']));
      return prompt.read(answers[flag] ?? '');
    });
    expect(code).toBe(0);
    expect(asked).toEqual([
      '--region',
      '--zone',
      '--mtls-service',
      '--basic-service',
      '--telephone',
      '--email',
      '--hours',
      '--emergency',
      '--owner-name',
      '--domain',
    ]);
    expect(wrong).toEqual([
      '"ap-southeast-4a" is not a zone of ap-southeast-2; write it like ap-southeast-2a',
      'lists no endpoint service; add mtls, basic or both',
      expect.stringMatching(/^"02 5550 0123" is not a telephone number .*; write it like "\+61 2 5550 0123"$/),
    ]);
    expect(loadFleet(sites).environments[0]?.contacts).toEqual(CONTACTS);
    expect(loadFleet(sites).environments[0]?.system).toBeUndefined();
    expect(loadFleet(sites).environments[0]?.ingest.service).toEqual({ basic: SERVICE });
    expect(readFileSync(join(sites, 'environments.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=.*environments\.schema\.json\n/,
    );
  });

  test('writes contacts and owner, and reports the ones that are missing', () => {
    const sites = folderOf({});
    const given = (...more: readonly string[]) =>
      heartlab(
        ...['new', '--sites', sites, '--environment', 'sydney', ...flags],
        ...['--zone', 'ap-southeast-2a,ap-southeast-2b', '--mtls-service', SERVICE, ...more],
      );
    const contacts = Object.entries(CONTACTS).flatMap(([name, value]) => [`--${name}`, value]);
    const owner = ['--owner-name', 'Alex Example', '--owner-role', 'Head of Platform'];
    const part = given('--telephone', CONTACTS.telephone, ...owner);
    expect(part.code).toBe(1);
    expect(part.err).toMatch(/^--email: is missing/m);
    expect(part.err).toMatch(/^--emergency: is missing/m);
    expect(part.err).toMatch(/^--owner-email: is missing/m);
    expect(part.err).not.toMatch(/^--(contact|telephone|owner-name): /m);
    expect(given(...contacts, ...owner, '--owner-email', 'owner@heartlab.example').code).toBe(0);
    const { problems, environments } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(environments[0]?.contacts).toEqual(CONTACTS);
    expect(environments[0]?.system).toEqual({
      owner: { name: 'Alex Example', role: 'Head of Platform', email: 'owner@heartlab.example' },
    });
  });

  test('reports every error, and writes nothing', () => {
    const sites = folderOf({ 'environments.yaml': '# none\n' });
    const { code, err } = heartlab(
      'new',
      '--sites',
      sites,
      '--environment',
      'sydney',
      ...flags,
      '--zone',
      'ap-southeast-4a',
    );
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^--zone: /),
      expect.stringMatching(/^--zone: "ap-southeast-4a" is not a zone of ap-southeast-2/),
      '--basic-service: lists no endpoint service; add mtls, basic or both',
      'heartlab: nothing was written: sydney would have these errors',
    ]);
    expect(readFileSync(join(sites, 'environments.yaml'), 'utf8')).toBe('# none\n');
    expect(heartlab('new', '--sites', sites, '--environment', 'sydney').err).toBe(
      'heartlab: missing: --account, --region, --zone, --domain; add them, or run the command in a terminal, which prompts for them\n',
    );
    expect(heartlab('new', '--sites', sites, '--environment', 'Sydney').err).toMatch(
      /"Sydney" is not an environment name/,
    );
  });

  test('a flag of a site is refused for an environment, and the reverse', async () => {
    const sites = folderForNew();
    const output = { out: () => undefined, err: () => undefined };
    await expect(newEnvironment('melbourne', { sites, cidr: ['10.7.0.0/22'] }, output)).rejects.toThrow(
      '--cidr is for a site; leave it out, or name the site',
    );
    const message = '--region is for an environment; leave it out, or leave the site out to add an environment';
    await expect(runNew('napier-heart', { sites, ...COMPLETE_FLAGS, region: 'x' })).rejects.toThrow(message);
    expect(() => newSites('none.csv', { sites, region: 'x' }, output)).toThrow(message);
  });
});
