import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSites } from '../../../lib/cli/new/from';
import { loadFleet } from '../../../lib/config/load/load';
import { folderForNew } from '../../support/builders/new-sites';
import { heartlab } from '../../support/programs/heartlab-cli';

const SILENT = { out: () => undefined, err: () => undefined };
const HEADER =
  'site,name,environment,contact,public-ip,cidr,device,routing,asn,ipsec,auth,dimse,ae-title,deliver-to,virtual-interface,cloud-cidr';
const written = (sites: string) => readdirSync(sites).filter((name) => name.endsWith('.yaml'));

describe('heartlab new --from', () => {
  test('writes a file for each row, with nothing that two rows must not share, or no file', () => {
    const sites = folderForNew({
      'hospitals.csv': [
        `\ufeff${HEADER}`,
        'napier-heart,"Napier: ""Heart""",,it@napier.example;noc@napier.example,203.0.113.99,10.77.0.0/22;10.78.0.0/24,fortigate,bgp,65077,,mtls,2762,,NPE PACS@10.77.0.7:2762,,',
        '',
        'nelson-scans,Nelson,sydney,it@nelson.example,203.0.113.99,10.90.0.0/22,vyos,static,,strong,basic,,,,,100.64.0.0/26',
        'direct-only,Direct,,it@direct.example,,10.91.0.0/22,,,,,mtls,,,,dxcon-fg1a2b3c:101:65010;dxcon-fg1a2b3d:102:65010,',
      ].join('\r\n'),
    });
    const from = join(sites, 'hospitals.csv');
    const first = heartlab('new', '--from', from, '--sites', sites);
    expect(first).toEqual({
      code: 1,
      out: '',
      err: `${from} row 2, ipsec: is empty; write it, or pass --ipsec for all rows\nheartlab: nothing was written: ${from} has 1 error\n`,
    });
    expect(written(sites)).toEqual(['environments.yaml']);
    writeFileSync(from, readFileSync(from, 'utf8').replace('65077,,mtls', '65077,nzism,mtls'));
    const { code, out } = heartlab('new', '--from', from, '--sites', sites);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      `Wrote ${sites}/napier-heart.yaml: cloudCidr 100.64.0.64/26.`,
      `Wrote ${sites}/nelson-scans.yaml: cloudCidr 100.64.0.0/26.`,
      `Wrote ${sites}/direct-only.yaml: cloudCidr 100.64.0.128/26.`,
      `Next: npx heartlab check --sites ${sites}, then a pull request.`,
    ]);
    const { fleet, problems } = loadFleet(sites);
    expect(problems).toEqual([]);
    expect(fleet?.sites.map(({ site, vpn }) => [site, vpn?.tunnels[0]?.insideCidr])).toEqual([
      ['direct-only', undefined],
      ['napier-heart', '169.254.100.0/30'],
      ['nelson-scans', '169.254.101.0/30'],
    ]);
    expect(fleet?.sites[1]).toMatchObject({
      name: 'Napier: "Heart"',
      contacts: { network: ['it@napier.example', 'noc@napier.example'] },
      dicom: { dimse: { ports: [2762] }, deliverTo: [{ aeTitle: 'NPE PACS' }] },
    });
  });

  test('reports every error by row at once, and writes nothing', () => {
    const sites = folderForNew({
      'hospitals.csv': [
        'site,name,contact,public-ip,cidr,device,routing,ipsec,auth,asn',
        'one-site,One,a@b.example,203.0.113.1,10.1.0.1/22,FortiGate,static,strong,mtls',
        'two-site,Two,a@b.example,10.0.0.1,10.2.0.0/22,vyos,bgp,strong,oauth',
        'one-site,,a@b.example,203.0.113.3,10.3.0.0/22,vyos,static,strong,mtls',
        'Bad_Name,Four,a@b.example,203.0.113.4,10.4.0.0/22,vyos,static,strong,mtls',
        'good-site,Five,a@b.example,203.0.113.5,10.5.0.0/22,vyos,static,strong,mtls',
      ].join('\n'),
    });
    const from = join(sites, 'hospitals.csv');
    const errors: string[] = [];
    expect(() => newSites(from, { sites }, { ...SILENT, err: (line) => errors.push(line) })).toThrow(
      `nothing was written: ${from} has 8 errors`,
    );
    expect(errors.map((line) => line.replace(`${from} `, ''))).toEqual([
      'row 2, cidr: "10.1.0.1/22" has bits set beyond its prefix; write 10.1.0.0/22',
      expect.stringMatching(/^row 2, device: "FortiGate" is not .*fortigate/),
      expect.stringMatching(/^row 3, asn: is empty/),
      expect.stringMatching(/^row 3, public-ip: "10.0.0.1" is not a public/),
      expect.stringMatching(/^row 3, auth: /),
      'row 4, site: "one-site" is in an earlier row too; write another name',
      expect.stringMatching(/^row 4, name: is empty/),
      expect.stringMatching(/^row 5, site: "Bad_Name" is not a site name/),
    ]);
    expect(written(sites)).toEqual(['environments.yaml']);
  });

  test('takes JSON, with lists and numbers', () => {
    const row = { site: 'json-site', name: 'J', contact: ['a@b.example'], 'public-ip': '203.0.113.7' };
    const more = { cidr: ['10.7.0.0/22'], device: 'vyos', routing: 'bgp', asn: 65007, ipsec: 'strong', auth: 'mtls' };
    const sites = folderForNew({ 'hospitals.json': JSON.stringify([{ ...row, ...more }]) });
    expect(newSites(join(sites, 'hospitals.json'), { sites }, SILENT)).toBe(0);
    expect(loadFleet(sites).fleet?.sites[0]).toMatchObject({ site: 'json-site', vpn: { gateway: { asn: 65007 } } });
  });

  test.each([
    ['a.csv', 'name\nx\n', /no column site/],
    ['a.csv', 'site,pubic-ip\nx,y\n', /"pubic-ip" is not a column; did you mean public-ip\?$/],
    ['a.csv', 'site,site\nx,y\n', /the column "site" appears twice/],
    ['a.csv', 'site\nx,y\n', /row 2 has 2 cells, and the header 1/],
    ['a.csv', 'site\n"x\n', /is not CSV: Quote Not Closed/],
    ['a.csv', 'site\n', /lists no hospital/],
    ['a.csv', new Uint8Array([0xff, 0xfe]), /is not UTF-8/],
    ['a.json', '{', /is not JSON/],
    ['a.json', '[1]', /entry 1 is not an object/],
  ])('%s %j is reported', (name, content, message) => {
    const sites = folderForNew({ [name]: content });
    expect(() => newSites(join(sites, name), { sites }, SILENT)).toThrow(message);
  });

  test('docs/new-hospitals.md describes every column', () => {
    const page = readFileSync('docs/new-hospitals.md', 'utf8');
    expect([...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, column]) => column).toSorted()).toEqual(
      HEADER.split(',').toSorted(),
    );
  });
});
