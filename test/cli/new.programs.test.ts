import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { NewOptions } from '../../lib/cli/new/answers';
import type { TerminalQuestion } from '../../lib/cli/new/prompts';
import { newSite } from '../../lib/cli/new/run';
import { nextFreeCloudCidr } from '../../lib/config/addressing/free-cidr';
import { blocksOverlap, cidrBlock, isWithin } from '../../lib/config/addressing/ipv4';
import { loadFleet } from '../../lib/config/load/load';
import { UserError } from '../../lib/project/errors';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../support/builders/site-folder';
import { heartlab } from '../support/programs/heartlab-cli';

const service = {
  mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0',
  basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef1',
};
const environment = () => edit(edit(documentedEnvironment(), 'ingest.managed', undefined), 'ingest.service', service);
const folder = (more: Readonly<Record<string, unknown>> = {}) =>
  folderOf({ 'environments.yaml': { sydney: environment() }, ...more });

const flags: Omit<NewOptions, 'sites'> = {
  publicIp: '203.0.113.99',
  cidr: ['10.77.0.0/22'],
  device: 'fortigate',
  name: 'Napier: "Heart" #1',
  contact: ['it@napier.example'],
  routing: 'bgp',
  asn: 65077,
  ipsec: 'strong',
  auth: 'mtls',
};

async function run(site: string, options: NewOptions, ask?: (prompt: TerminalQuestion) => Promise<readonly string[]>) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await newSite(site, options, { out: (line) => out.push(line), err: (line) => err.push(line) }, ask);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('heartlab new', () => {
  test('writes a valid file with comments, and names the next commands', async () => {
    const sites = folder();
    const { code, out } = await run('napier-heart', { sites, ...flags });
    expect(code).toBe(0);
    expect(out).toMatch(/Wrote .*napier-heart.yaml: cloudCidr 100.64.0.0\/26. Next: npx heartlab check napier-heart/);
    const text = readFileSync(join(sites, 'napier-heart.yaml'), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    expect(text.match(/#/g)?.length).toBeGreaterThan(8);
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites[0]).toMatchObject({
      site: 'napier-heart',
      name: 'Napier: "Heart" #1',
      environment: 'sydney',
      network: { hospitalCidrs: ['10.77.0.0/22'], cloudCidr: '100.64.0.0/26' },
      vpn: { gateway: { publicIp: '203.0.113.99', device: 'fortigate', asn: 65077 }, routing: 'bgp', ipsec: 'strong' },
      dicom: { stow: { auth: 'mtls' } },
    });
  });

  test('chooses the next free cloudCidr, also if files have other errors', async () => {
    const taken = edit(edit(documentedSite(), 'directConnect', undefined), 'name', '');
    const sites = folder({ 'auckland-heart.yaml': taken });
    expect((await run('napier-heart', { sites, ...flags })).out).toContain('100.64.0.64/26');
  });

  test('refuses to choose a cloudCidr if that of another site can’t be read', async () => {
    const sites = folder({ 'auckland-heart.yaml': 'site: [' });
    await expect(run('napier-heart', { sites, ...flags })).rejects.toThrow(
      /the cloudCidr of auckland-heart can't be read/,
    );
    expect(existsSync(join(sites, 'napier-heart.yaml'))).toBe(false);
  });

  test('never overwrites a file', async () => {
    const sites = folder({ 'napier-heart.yaml': 'mine' });
    await expect(run('napier-heart', { sites, ...flags })).rejects.toThrow(UserError);
    expect(readFileSync(join(sites, 'napier-heart.yaml'), 'utf8')).toBe('mine');
  });

  test('never overwrites a file that appears during the prompts', async () => {
    const sites = folder();
    const mine = stringify(edit(edit(documentedSite(), 'site', 'napier-heart'), 'directConnect', undefined));
    const { name: _, ...rest } = flags;
    const ask = async () => {
      writeFileSync(join(sites, 'napier-heart.yaml'), mine);
      return ['Napier'];
    };
    await expect(run('napier-heart', { sites, ...rest }, ask)).rejects.toThrow(
      /exists already, and is never overwritten/,
    );
    expect(readFileSync(join(sites, 'napier-heart.yaml'), 'utf8')).toBe(mine);
  });

  test('writes nothing if a value is invalid, and reports every error', async () => {
    const sites = folder();
    const wrong = {
      sites,
      ...flags,
      publicIp: '10.0.0.1',
      cidr: ['10.77.0.1/22'],
      device: 'pix',
      asn: 7224,
      ipsec: 'eifu',
      auth: 'none',
    };
    const err: string[] = [];
    await expect(
      newSite('napier-heart', wrong, { out: () => undefined, err: (line) => err.push(line) }, undefined),
    ).rejects.toThrow(/nothing was written/);
    // Errors name the flags, because there is no file with a position yet.
    expect(err).toContainEqual(
      expect.stringMatching(/^--public-ip: "10.0.0.1" is not a public, routable IPv4 address; /),
    );
    expect(err).toContainEqual('--cidr: "10.77.0.1/22" has bits set beyond its prefix; write 10.77.0.0/22');
    expect(err.map((line) => line.replace(/:.*/, ''))).toEqual([
      '--cidr',
      '--public-ip',
      '--device',
      '--asn',
      '--ipsec',
      '--auth',
    ]);
    expect(readdirSync(sites)).toEqual(['certs', 'environments.yaml']);
  });

  test.each(['../evil-site', 'A', 'x', 'UPPER-case', 'site.yaml', 'a/b', '', 'environments.'])(
    'refuses the name %p',
    async (name) => {
      await expect(run(name, { sites: folder(), ...flags })).rejects.toThrow(/is not a site name/);
    },
  );

  test('refuses the name of the environments’ file', async () => {
    await expect(run('environments', { sites: folder(), ...flags })).rejects.toThrow(UserError);
  });

  test('without a terminal does not prompt, and lists every missing flag', () => {
    const { code, err } = heartlab('new', 'napier-heart', '--sites', folder());
    expect(code).toBe(1);
    expect(err).toBe(
      'heartlab: missing: --public-ip, --cidr, --device, --name, --contact, --routing, --ipsec, --auth; add them (heartlab new --help has an example), or run the command in a terminal, which prompts for them\n',
    );
  });

  test('prompts for the eIFU’s three required facts first, and only for settings without a flag', async () => {
    const asked: string[] = [];
    const answers: Readonly<Record<string, readonly string[]>> = {
      '--public-ip': ['203.0.113.5'],
      '--cidr': ['10.5.0.0/24', '10.6.0.0/24'],
      '--device': ['vyos'],
      '--name': ['X'],
      '--contact': ['a@b.example'],
      '--routing': ['bgp'],
      '--asn': ['65001'],
      '--ipsec': ['nzism'],
      '--auth': ['basic'],
    };
    const sites = folder();
    const flagOf = (prompt: TerminalQuestion): string => ('flag' in prompt ? String(prompt.flag) : '');
    const { code } = await run('napier-heart', { sites }, async (prompt) => {
      asked.push(flagOf(prompt));
      const answer = answers[flagOf(prompt)] ?? [];
      expect(prompt.wrong(answer)).toBeUndefined();
      return answer;
    });
    expect(code).toBe(0);
    expect(asked).toEqual([
      '--public-ip',
      '--cidr',
      '--device',
      '--name',
      '--contact',
      '--routing',
      '--asn',
      '--ipsec',
      '--auth',
    ]);
    expect(loadFleet(sites).fleet?.sites[0]?.vpn?.gateway.asn).toBe(65001);
  });

  test('names the flags of other settings too, and of a conflict with another file', async () => {
    const sites = folder({ 'auckland-heart.yaml': edit(documentedSite(), 'directConnect', undefined) });
    const wrong = {
      sites,
      ...flags,
      cidr: ['10.77.0.0'],
      name: 'psk=hunter2',
      contact: ['nobody'],
      environment: 'sidney',
      routing: 'bpg',
      dimse: ['105'],
      aeTitle: ['A\\B'],
      cloudCidr: '100.64.0.0/26',
    };
    const err: string[] = [];
    await expect(
      newSite('napier-heart', wrong, { out: () => undefined, err: (line) => err.push(line) }, undefined),
    ).rejects.toThrow(/nothing was written/);
    expect(err).toEqual([
      expect.stringMatching(/^--name: the value contains what looks like a key or a password/),
      expect.stringMatching(/^--environment: "sidney" .*did you mean sydney\?$/),
      expect.stringMatching(/^--contact: "nobody" is not an e-mail address/),
      expect.stringMatching(/^--cidr: "10.77.0.0" has no prefix length/),
      expect.stringMatching(/^--cloud-cidr: .*overlaps the cloudCidr of auckland-heart/),
      expect.stringMatching(/^--routing: "bpg" .*did you mean bgp\?$/),
      expect.stringMatching(/^--dimse: 105 is not one of the DIMSE ports/),
      expect.stringMatching(/^--ae-title: .* has a character/),
    ]);
  });

  test('explains that commas separate several answers', async () => {
    const asked: string[] = [];
    await expect(
      run('napier-heart', { sites: folder() }, async ({ message }) => {
        asked.push(message);
        return [];
      }),
    ).rejects.toThrow(UserError);
    expect(asked.filter((message) => message.endsWith('(separate them by commas)'))).toEqual([
      expect.stringContaining('CIDR blocks'),
      expect.stringContaining('E-mail addresses'),
    ]);
  });

  test('reports an invalid answer at once', async () => {
    const wrong: (string | undefined)[] = [];
    const bad: Readonly<Record<string, readonly string[]>> = {
      '--public-ip': ['10.0.0.1'],
      '--cidr': ['10.5.0.1/24'],
      '--asn': ['x'],
      '--contact': ['nobody'],
    };
    const good: Readonly<Record<string, readonly string[]>> = {
      '--public-ip': ['203.0.113.5'],
      '--cidr': ['10.5.0.0/24'],
      '--asn': ['65001'],
      '--contact': ['a@b.example'],
      '--name': ['X'],
    };
    await run(
      'napier-heart',
      { sites: folder(), device: 'vyos', routing: 'bgp', ipsec: 'strong', auth: 'mtls' },
      async (prompt) => {
        const flag = 'flag' in prompt ? String(prompt.flag) : '';
        if (bad[flag] !== undefined) wrong.push(prompt.wrong(bad[flag]));
        return good[flag] ?? [];
      },
    );
    expect(wrong).toEqual([
      expect.stringMatching(/"10.0.0.1" is not a public/),
      expect.stringMatching(/"10.5.0.1\/24" has bits set.*write 10.5.0.0\/24/),
      expect.stringMatching(/"nobody" is not an e-mail address/),
      expect.stringMatching(/is not an autonomous system number/),
    ]);
  });

  test('a value of a flag never becomes another setting', async () => {
    const sites = folder();
    for (const more of [
      { cloudCidr: '100.64.9.0/26\nacknowledge: [] # x' },
      { dimse: ['11112]\n  deliverTo: [{aeTitle: X, address: 10.77.0.1, port: 1}'] },
      { name: 'a\nb' },
    ]) {
      await expect(run('napier-heart', { sites, ...flags, ...more })).rejects.toThrow(/nothing was written/);
    }
    expect(readdirSync(sites)).toEqual(['certs', 'environments.yaml']);
  });

  test('an AE title without a port is refused, not ignored', async () => {
    await expect(run('napier-heart', { sites: folder(), ...flags, aeTitle: ['X'] })).rejects.toThrow(/add --dimse/);
  });

  test('two sites behind one device get different inside CIDRs', async () => {
    const sites = folder();
    await run('napier-heart', { sites, ...flags });
    await run('napier-lungs', { sites, ...flags });
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites[1]?.vpn?.tunnels.map(({ insideCidr }) => insideCidr)).toEqual([
      '169.254.101.0/30',
      '169.254.101.4/30',
    ]);
  });

  test('a missing folder is reported', async () => {
    await expect(run('napier-heart', { sites: join(folder(), 'nowhere'), ...flags })).rejects.toThrow(
      /the folder can’t be read/,
    );
  });

  test('DIMSE ports and AE titles, a pool, an explicit cloudCidr', async () => {
    const sites = folder();
    await run('napier-heart', {
      sites,
      ...flags,
      dimse: ['104', '2762'],
      aeTitle: ['NPECT1', 'NPE MR'],
      pool: '172.31.0.0/16',
    });
    await run('second-site', { sites, ...flags, publicIp: '203.0.113.98', cloudCidr: '192.168.255.192/26' });
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites.map(({ network }) => network.cloudCidr)).toEqual(['172.31.0.0/26', '192.168.255.192/26']);
    expect(fleet?.sites[0]?.dicom.dimse).toEqual({ ports: [104, 2762], callingAeTitles: ['NPECT1', 'NPE MR'] });
  });
});

describe('the next free cloudCidr', () => {
  const cidr = fc.tuple(fc.integer({ min: 20, max: 30 }), fc.nat(0x3fff)).map(([prefix, offset]) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor((cidrBlock('100.64.0.0/18').first + offset) / size) * size;
    return `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.')}/${prefix}`;
  });

  test('is the first in the pool that overlaps no block in use', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 40 }), (inUse) => {
        const free = nextFreeCloudCidr('100.64.0.0/20', inUse);
        const candidates = Array.from({ length: 64 }, (_, index) => `100.64.${index >> 2}.${(index & 3) * 64}/26`);
        const first = candidates.find((text) =>
          inUse.every((used) => !blocksOverlap(cidrBlock(used), cidrBlock(text))),
        );
        expect(free).toBe(first);
        if (free !== undefined) expect(isWithin(cidrBlock(free), cidrBlock('100.64.0.0/20'))).toBe(true);
      }),
    );
  });

  test('is undefined for a full pool', () => {
    expect(nextFreeCloudCidr('100.64.0.0/26', ['100.64.0.0/26'])).toBeUndefined();
    expect(nextFreeCloudCidr('100.64.0.0/27', [])).toBeUndefined();
  });
});
