import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadFleet } from '../../../lib/config/load/load';
import { UserError } from '../../../lib/project/errors';
import { COMPLETE_FLAGS, flagOf, folderForNew, runNew } from '../../support/builders/new-sites';
import { documentedSite, edit } from '../../support/builders/site-folder';

describe('the prompts of heartlab new', () => {
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
    const sites = folderForNew();
    const { code } = await runNew('napier-heart', { sites }, async (prompt) => {
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
      '--routing',
      '--asn',
      '--ipsec',
      '--virtual-interface',
      '--auth',
      '--dimse',
      '--deliver-to',
      '--name',
      '--contact',
    ]);
    expect(loadFleet(sites).fleet?.sites[0]?.vpn?.gateway.asn).toBe(65001);
  });

  test('explains that commas separate several answers', async () => {
    const asked: string[] = [];
    await expect(
      runNew('napier-heart', { sites: folderForNew() }, async ({ message }) => {
        asked.push(message);
        if (message.includes('E-mail')) throw new UserError('enough');
        return ['1'];
      }),
    ).rejects.toThrow('enough');
    expect(asked.filter((message) => message.includes('(separate them by commas'))).toEqual([
      expect.stringContaining('CIDR blocks'),
      expect.stringContaining('virtual interfaces'),
      expect.stringContaining('DIMSE ports'),
      expect.stringContaining('AE titles'),
      expect.stringContaining('results'),
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
    await runNew(
      'napier-heart',
      { sites: folderForNew(), device: 'vyos', routing: 'bgp', ipsec: 'strong', auth: 'mtls' },
      async (prompt) => {
        const flag = flagOf(prompt);
        if (bad[flag] !== undefined) wrong.push(prompt.wrong(bad[flag]));
        return good[flag] ?? [];
      },
    );
    expect(wrong).toEqual([
      expect.stringMatching(/"10.0.0.1" is not a public/),
      expect.stringMatching(/"10.5.0.1\/24" has bits set.*write 10.5.0.0\/24/),
      expect.stringMatching(/"x" is not an autonomous system number/),
      expect.stringMatching(/"nobody" is not an e-mail address/),
    ]);
  });

  test('a clash that appears late asks for that answer alone, with what was typed', async () => {
    const sites = folderForNew();
    const other = edit(edit(documentedSite(), 'site', 'other-site'), 'dicom.dimse', undefined);
    const { name: _, ...rest } = COMPLETE_FLAGS;
    const asked: (readonly [flag: string, before: string | undefined])[] = [];
    const { code, err } = await runNew('napier-heart', { sites, ...rest, publicIp: '10.0.0.1' }, async (prompt) => {
      const flag = flagOf(prompt);
      asked.push([flag, prompt.before]);
      if (flag === '--name') writeFileSync(join(sites, 'other-site.yaml'), stringify(other));
      const vlan = asked.filter(([one]) => one === flag).length + 100;
      const answers: Readonly<Record<string, string>> = {
        '--public-ip': '203.0.113.99',
        '--virtual-interface': `dxcon-fg1a2b3c:${vlan}:65077`,
        '--name': 'X',
      };
      return answers[flag] === undefined ? [] : [answers[flag]];
    });
    expect(code).toBe(0);
    expect(asked).toEqual([
      ['--public-ip', '10.0.0.1'],
      ['--virtual-interface', undefined],
      ['--dimse', undefined],
      ['--deliver-to', undefined],
      ['--name', undefined],
      ['--virtual-interface', 'dxcon-fg1a2b3c:101:65077'],
    ]);
    expect(err).toMatch(
      /^--public-ip: "10.0.0.1" is not a public.*\n--virtual-interface: 101 is already used on dxcon/,
    );
  });

  test('an interruption loses no answer, also one that is asked for again', async () => {
    const sites = folderForNew();
    const other = edit(edit(documentedSite(), 'site', 'other-site'), 'dicom.dimse', undefined);
    const { name: _, ...rest } = COMPLETE_FLAGS;
    const answers: Readonly<Record<string, string>> = {
      '--virtual-interface': 'dxcon-fg1a2b3c:101:65077',
      '--name': "Napier's",
    };
    const lines: string[] = [];
    const interrupted = runNew(
      'napier-heart',
      { sites, ...rest },
      async (prompt) => {
        if (prompt.before !== undefined) throw new UserError('interrupted');
        if (flagOf(prompt) === '--name') writeFileSync(join(sites, 'other-site.yaml'), stringify(other));
        return prompt.read(answers[flagOf(prompt)] ?? '');
      },
      lines,
    );
    await expect(interrupted).rejects.toThrow('interrupted');
    expect(lines).toEqual([
      expect.stringMatching(/^--virtual-interface: 101 is already used on dxcon/),
      `Nothing was written. This command line continues with the answers so far:\n  npx heartlab new napier-heart --sites ${sites} --public-ip 203.0.113.99 --cidr 10.77.0.0/22 --device fortigate --environment sydney --routing bgp --asn 65077 --ipsec strong --virtual-interface dxcon-fg1a2b3c:101:65077 --auth mtls --dimse '' --deliver-to '' --name 'Napier'\\''s' --contact it@napier.example`,
    ]);
  });

  test('a wrong flag without a question is reported and left out', async () => {
    const sites = folderForNew();
    const { name: _, ...rest } = COMPLETE_FLAGS;
    const { code, err } = await runNew('napier-heart', { sites, ...rest, routing: 'static' }, async (prompt) =>
      prompt.read(flagOf(prompt) === '--name' ? 'Napier' : ''),
    );
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^--asn: has no meaning with `routing: static`/),
    });
    expect(loadFleet(sites).fleet?.sites[0]?.vpn?.gateway.asn).toBeUndefined();
  });
});
