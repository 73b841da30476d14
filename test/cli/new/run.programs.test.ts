import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { TerminalQuestion } from '../../../lib/cli/new/prompts';
import { newSite } from '../../../lib/cli/new/run';
import { loadFleet } from '../../../lib/config/load/load';
import { UserError } from '../../../lib/project/errors';
import { COMPLETE_FLAGS, folderForNew, runNew } from '../../support/builders/new-sites';
import { documentedSite, edit } from '../../support/builders/site-folder';
import { heartlab } from '../../support/programs/heartlab-cli';

describe('heartlab new', () => {
  test('writes a valid file with comments, and names the next commands', async () => {
    const sites = folderForNew();
    const { code, out } = await runNew('napier-heart', { sites, ...COMPLETE_FLAGS });
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
    const sites = folderForNew({ 'auckland-heart.yaml': taken });
    expect((await runNew('napier-heart', { sites, ...COMPLETE_FLAGS })).out).toContain('100.64.0.64/26');
  });

  test('refuses to choose a cloudCidr if that of another site can’t be read', async () => {
    const sites = folderForNew({ 'auckland-heart.yaml': 'site: [' });
    await expect(runNew('napier-heart', { sites, ...COMPLETE_FLAGS })).rejects.toThrow(
      /the cloudCidr of auckland-heart can't be read/,
    );
    expect(existsSync(join(sites, 'napier-heart.yaml'))).toBe(false);
  });

  test('never overwrites a file', async () => {
    const sites = folderForNew({ 'napier-heart.yaml': 'mine' });
    await expect(runNew('napier-heart', { sites, ...COMPLETE_FLAGS })).rejects.toThrow(UserError);
    expect(readFileSync(join(sites, 'napier-heart.yaml'), 'utf8')).toBe('mine');
  });

  test('never overwrites a file that appears during the prompts', async () => {
    const sites = folderForNew();
    const mine = stringify(edit(edit(documentedSite(), 'site', 'napier-heart'), 'directConnect', undefined));
    const { name: _, ...rest } = COMPLETE_FLAGS;
    const ask = async (prompt: TerminalQuestion) => {
      writeFileSync(join(sites, 'napier-heart.yaml'), mine);
      return prompt.message.includes('name') ? ['Napier'] : [];
    };
    await expect(runNew('napier-heart', { sites, ...rest }, ask)).rejects.toThrow(
      /exists already, and is never overwritten/,
    );
    expect(readFileSync(join(sites, 'napier-heart.yaml'), 'utf8')).toBe(mine);
  });

  test('writes nothing if a value is invalid, and reports every error', async () => {
    const sites = folderForNew();
    const wrong = {
      sites,
      ...COMPLETE_FLAGS,
      publicIp: '10.0.0.1',
      cidr: ['10.77.0.1/22'],
      device: 'pix',
      asn: '7224',
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
      await expect(runNew(name, { sites: folderForNew(), ...COMPLETE_FLAGS })).rejects.toThrow(/is not a site name/);
    },
  );

  test('refuses the name of the environments’ file', async () => {
    await expect(runNew('environments', { sites: folderForNew(), ...COMPLETE_FLAGS })).rejects.toThrow(UserError);
  });

  test('without a terminal does not prompt, and lists every missing flag', () => {
    const { code, err } = heartlab('new', 'napier-heart', '--sites', folderForNew());
    expect(code).toBe(1);
    expect(err).toBe(
      'heartlab: missing: --public-ip, --cidr, --device, --routing, --ipsec, --auth, --name, --contact; add them (heartlab new --help has an example), or run the command in a terminal, which prompts for them\n',
    );
  });

  test('names the flags of other settings too, and of a conflict with another file', async () => {
    const sites = folderForNew({ 'auckland-heart.yaml': edit(documentedSite(), 'directConnect', undefined) });
    const wrong = {
      sites,
      ...COMPLETE_FLAGS,
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

  test('a value of a flag never becomes another setting', async () => {
    const sites = folderForNew();
    for (const more of [
      { cloudCidr: '100.64.9.0/26\nacknowledge: [] # x' },
      { dimse: ['11112]\n  deliverTo: [{aeTitle: X, address: 10.77.0.1, port: 1}'] },
      { name: 'a\nb' },
    ]) {
      await expect(runNew('napier-heart', { sites, ...COMPLETE_FLAGS, ...more })).rejects.toThrow(
        /nothing was written/,
      );
    }
    expect(readdirSync(sites)).toEqual(['certs', 'environments.yaml']);
  });

  test('an AE title without a port is refused, not ignored', async () => {
    const err: string[] = [];
    const output = { out: () => undefined, err: (line: string) => err.push(line) };
    await expect(
      newSite('napier-heart', { sites: folderForNew(), ...COMPLETE_FLAGS, aeTitle: ['X'] }, output),
    ).rejects.toThrow(/nothing was written/);
    expect(err).toEqual([expect.stringMatching(/^--dimse: lists no port.*add --dimse/)]);
  });

  test('Direct Connect, alone and beside the VPN, and results to the hospital', async () => {
    const sites = folderForNew();
    const virtualInterface = ['dxcon-fg1a2b3c:101:65010', 'dxlag-fj7g8h9k:340:4200000777'];
    const common = { sites, cidr: ['10.5.0.0/24'], name: 'X', contact: ['a@b.example'], auth: 'basic' };
    await runNew('alone', { ...common, publicIp: '', virtualInterface, deliverTo: ['PACS 1@10.5.0.7:2762'] });
    await runNew('beside', { ...common, ...COMPLETE_FLAGS, virtualInterface: ['dxcon-fg1a2b3c:102:65077'] });
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites[0]).toMatchObject({
      directConnect: {
        virtualInterfaces: [
          { name: 'primary', connectionId: 'dxcon-fg1a2b3c', vlan: 101, asn: 65010 },
          { name: 'secondary', connectionId: 'dxlag-fj7g8h9k', vlan: 340, asn: 4200000777 },
        ],
      },
      dicom: { deliverTo: [{ aeTitle: 'PACS 1', address: '10.5.0.7', port: 2762 }] },
    });
    expect(fleet?.sites[0]?.vpn).toBeUndefined();
    expect(fleet?.sites[1]?.directConnect?.virtualInterfaces[0]).toMatchObject({ vlan: 102 });
    expect(fleet?.sites[1]?.vpn?.gateway.publicIp).toBe('203.0.113.99');
    const err: string[] = [];
    const output = { out: () => undefined, err: (line: string) => err.push(line) };
    const wrong = { ...common, publicIp: '', device: 'vyos', virtualInterface: ['dxcon-1'], deliverTo: ['PACS'] };
    await expect(newSite('third', wrong, output)).rejects.toThrow(/nothing was written/);
    expect(err).toEqual([
      '--virtual-interface: "dxcon-1" has another form; write it like dxcon-fg1a2b3c:101:65010 (connection, VLAN, ASN)',
      '--deliver-to: "PACS" has another form; write it like AKLPACS1@10.20.1.15:11112',
      expect.stringMatching(/^--public-ip: is empty, so there is no VPN, but --device describes one/),
      expect.stringMatching(/^--virtual-interface: `vpn` and `directConnect` are both missing/),
    ]);
  });

  test('two sites behind one device get different inside CIDRs', async () => {
    const sites = folderForNew();
    await runNew('napier-heart', { sites, ...COMPLETE_FLAGS });
    await runNew('napier-lungs', { sites, ...COMPLETE_FLAGS });
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites[1]?.vpn?.tunnels.map(({ insideCidr }) => insideCidr)).toEqual([
      '169.254.101.0/30',
      '169.254.101.4/30',
    ]);
  });

  test('a missing folder is reported', async () => {
    await expect(runNew('napier-heart', { sites: join(folderForNew(), 'nowhere'), ...COMPLETE_FLAGS })).rejects.toThrow(
      /the folder can’t be read/,
    );
  });

  test('DIMSE ports and AE titles, a pool, an explicit cloudCidr', async () => {
    const sites = folderForNew();
    await runNew('napier-heart', {
      sites,
      ...COMPLETE_FLAGS,
      dimse: ['104', '2762'],
      aeTitle: ['NPECT1', 'NPE MR'],
      pool: '172.31.0.0/16',
    });
    await runNew('second-site', {
      sites,
      ...COMPLETE_FLAGS,
      publicIp: '203.0.113.98',
      cloudCidr: '192.168.255.192/26',
    });
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites.map(({ network }) => network.cloudCidr)).toEqual(['172.31.0.0/26', '192.168.255.192/26']);
    expect(fleet?.sites[0]?.dicom.dimse).toEqual({ ports: [104, 2762], callingAeTitles: ['NPECT1', 'NPE MR'] });
  });
});
