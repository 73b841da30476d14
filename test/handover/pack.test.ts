import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import type { DeviceId } from '../../lib/config/devices';
import type { Environment, Site } from '../../lib/config/model';
import { DeviceLimitError } from '../../lib/handover/devices/limits';
import { handoverFacts } from '../../lib/handover/facts';
import { PREVIEW_SITE } from '../../lib/handover/live-site';
import { type PackOptions, packFiles } from '../../lib/handover/pack';
import type { PackFile } from '../../lib/handover/pack-file';
import { isHospitals, placeholdersIn } from '../../lib/handover/placeholder';
import { NoCommonProposalError } from '../../lib/handover/recommended';
import { arbitrarySite } from '../support/builders/arbitrary-site';
import { anEnvironment, aSite, aVpnSite, BGP_SITE, LIVE, STATIC_SITE } from '../support/builders/handover-sites';
import { aDeliveringSite, aDirectSite, aPacs } from '../support/builders/sites';

const ZONE = anEnvironment({ ingest: { ...anEnvironment().ingest, hostedZoneId: 'Z0123456789ABCDEFGHIJ' } });
const OPTIONS: PackOptions = { preview: false, commit: '0'.repeat(40) };
type TestedOptions = Partial<PackOptions> & { readonly device?: DeviceId };
const pack = async (
  site: Site,
  { device, ...options }: TestedOptions = {},
  environment: Environment = anEnvironment(),
) => {
  const facts = handoverFacts(site, environment, options.preview === true ? PREVIEW_SITE : LIVE, device);
  return packFiles(facts, site, environment, { ...OPTIONS, ...options });
};
const textOf = (files: readonly PackFile[], path: string): string =>
  String(files.find((file) => file.path === path)?.content ?? '');
const readme = async (...args: Parameters<typeof pack>) => textOf(await pack(...args), 'README.md');
const html = async (...args: Parameters<typeof pack>) => textOf(await pack(...args), 'README.html');

describe('the files of a pack', () => {
  test('are these, with these modes', async () => {
    const files = await pack(BGP_SITE, { caBundle: 'PEM' });
    expect(files.map(({ path, mode }) => `${mode.toString(8)} ${path}`)).toEqual([
      '644 README.md',
      '644 README.html',
      '644 PLAN.html',
      '644 device/cisco-ios-xe.txt',
      '644 device/cisco-ios-xe-remove.txt',
      '755 verify.sh',
      ...[1, 2, 3, 4, 5, 6, 7].map((part) => `644 test-study/part-${part}.bin`),
      '644 test-study/example.dcm',
      '644 test-study/example.body',
      '644 ca-bundle.pem',
      '644 MANIFEST',
    ]);
  });

  test('are the same bytes for the same input', async () => {
    expect(await pack(BGP_SITE)).toEqual(await pack(BGP_SITE));
  });

  test('have the sums that the manifest says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-pack-'));
    try {
      for (const { path, content, mode } of await pack(STATIC_SITE)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
        chmodSync(join(folder, path), mode);
      }
      const told = execFileSync('sha256sum', ['-c', 'MANIFEST'], { cwd: folder, encoding: 'utf8' });
      expect(told.trim().split('\n')).toHaveLength((await pack(STATIC_SITE)).length - 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('have no secret but in secrets.age, which only the owner may read', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    const files = await pack(BGP_SITE, {
      secrets: {
        recipients: [recipient],
        values: {
          tunnels: { kind: 'each', keys: ['HUSHHUSHONE', 'HUSHHUSHTWO'] },
          virtualInterfaces: [],
          stowPassword: 'HUSHHUSHTHREE',
        },
      },
    });
    const sealed = files.find(({ path }) => path === 'secrets.age');
    expect(sealed?.mode).toBe(0o600);
    for (const { content } of files) expect(Buffer.from(content).toString('latin1')).not.toContain('HUSHHUSH');
    expect(textOf(files, 'README.md')).toContain('age --decrypt -i heartlab-key.txt secrets.age');
    expect(textOf(files, 'README.md')).not.toContain('These secrets are not in this pack');
  });

  test('are rendered for another device if that is asked for', async () => {
    const files = await pack(BGP_SITE, { device: 'fortigate' });
    expect(files.map(({ path }) => path)).toContain('device/fortigate.txt');
    expect(textOf(files, 'README.md')).toContain('Fortinet FortiGate');
  });
});

describe('the README', () => {
  test('of a deployed site has no blank but the hospital’s own', async () => {
    for (const site of [BGP_SITE, STATIC_SITE]) {
      const text = await readme(site);
      expect(placeholdersIn(text).filter((blank) => !isHospitals(blank))).toEqual([]);
      expect(text).not.toMatch(/PREVIEW|undefined|\[object|NaN/);
    }
  });

  test('of a preview says so at the top, in both forms', async () => {
    expect((await readme(BGP_SITE, { preview: true })).split('\n')[2]).toMatch(
      /^> \*\*PREVIEW\. Not for configuration/,
    );
    expect(await html(BGP_SITE, { preview: true })).toMatch(/<blockquote>\s*<p><strong>PREVIEW/);
  });

  test('has every value that must be entered', async () => {
    const text = await readme(BGP_SITE);
    for (const value of ['198.51.100.10', '198.51.100.20', '203.0.113.10', '169.254.100.2/30', '169.254.100.5/30'])
      expect(text).toContain(`\`${value}\``);
    for (const value of ['AES256-GCM-16', 'SHA2-384', '28800 seconds', '3600 seconds', '30 seconds', '1438', '1398'])
      expect(text).toContain(value);
    expect(text).toContain('| Announce exactly, on both tunnels | `10.20.0.0/22`, `10.21.64.0/24` |');
    expect(await readme(STATIC_SITE)).toContain('### Routing: static');
  });

  test('asks for a DNS record only where HeartLab makes none', async () => {
    const own = await readme(BGP_SITE);
    expect(own).toContain('**Create this record**');
    expect(own).toContain(`CNAME | \`${LIVE.endpointDnsName}\``);
    expect(own).toContain('100.64.0.4 auckland-heart.ingest.sydney.heartlab.example');
    expect(own).toContain('DNS: create the record');
    const ours = await readme(BGP_SITE, {}, ZONE);
    expect(ours).toContain('HeartLab creates the public record');
    expect(ours).not.toContain('create the record');
  });

  test('tells of deliveries: addresses, checks, and a listener port that is not the PACS’s', async () => {
    const text = await readme(aDeliveringSite([aPacs(), aPacs({ aeTitle: 'SECOND', address: '10.20.1.16' })]));
    expect(text).toContain('| `SECOND` | `10.20.1.16` | `11112` | `100.64.0.14`, `100.64.0.30` | `HEARTLAB` |');
    expect(text).toContain('every 30 seconds');
    expect(text).toContain('`SECOND` has the listener port 11113');
  });

  test('follows the device: a MikroTik has no tunnel interface, and one tunnel at a time', async () => {
    const of = (device: string) => readme(aVpnSite({ gateway: { publicIp: '203.0.113.10', asn: 65010, device } }));
    const mikrotik = await of('mikrotik');
    expect(mikrotik).toContain(
      '| The two tunnels | one is enabled at a time; the device file enables the other one when it fails |',
    );
    expect(mikrotik).not.toMatch(/tunnel interface for each|[Ss]hut down both tunnel interfaces/);
    expect(mikrotik).toContain('The enabled IPsec tunnel is established');
    const cisco = await of('cisco-ios-xe');
    expect(cisco).toContain('| VPN type | route-based: one tunnel interface for each tunnel |');
    expect(cisco).toContain('| Phase 1 | `show crypto ikev2 sa` | Status READY for both peers |');
    expect(cisco).toContain('Shut down both tunnel interfaces');
  });

  test('a device without an inside address is asked for no ping', async () => {
    const text = await readme(
      aVpnSite({ routing: 'static', ipsec: 'strong', gateway: { publicIp: '203.0.113.10', device: 'meraki-mx' } }),
    );
    expect(text).not.toMatch(/only on the device itself|test them on the device|Track each route/);
    expect(text).not.toContain('| BGP |');
  });

  test('of Direct Connect alone speaks of no tunnel', async () => {
    const text = await readme(aDirectSite());
    expect(text).not.toMatch(/tunnel|IPsec|pre-shared/i);
    expect(text).toContain('| VLAN (802.1Q) | `101` | `101` |');
    expect(text).toContain('Announce exactly these prefixes');
    expect(text).toContain('the BGP key (MD5) of the virtual interface `primary`');
    const both = await readme(aDirectSite(undefined, { vpn: aSite().vpn }));
    expect(both).toContain('Prefer Direct Connect');
  });

  test('of a Basic site names the user and no certificate', async () => {
    const text = await readme(aVpnSite({}, { dicom: { stow: { auth: 'basic' } } }));
    expect(text).toContain('Basic: user `auckland-heart`, the password comes separately');
    expect(text).not.toMatch(/client\.crt|mTLS/);
  });

  test('offers what is legacy only with a warning', async () => {
    const only = { encryption: ['AES128'], integrity: ['SHA1'], dhGroups: [2] };
    const text = await readme(aVpnSite({ ipsec: { phase1: only, phase2: only } }));
    expect(text).toContain('**Legacy.**');
    expect(await readme(BGP_SITE)).not.toContain('**Legacy.**');
  });

  test('says that a move of the device is not deployed yet', async () => {
    expect(await readme(aVpnSite({ gateway: { publicIp: '203.0.113.99', device: 'vyos', asn: 65010 } }))).toContain(
      '**AWS still expects your device at `203.0.113.10`.**',
    );
  });
});

describe('as HTML', () => {
  /** A link of the pack, and nothing else in the tag. */
  const OWN_LINK = /^<a href="(#[\w-]+|PLAN\.html)">$/;
  const HOSTILE = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![x](https://evil.example/x.png)',
    '[x](javascript:alert(1)) https://evil.example',
    '`a` | b | *c* _d_ &lt;b&gt; # e',
    '"><svg onload=alert(1)>',
  ];

  test('of a random site is whole, and the same again', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySite, async (site) => {
        const files = await pack(site).catch((error: unknown) => {
          if (error instanceof NoCommonProposalError || error instanceof DeviceLimitError) return undefined;
          throw error;
        });
        if (files === undefined) return;
        const [text, page] = [textOf(files, 'README.md'), textOf(files, 'README.html')];
        expect(`${text}${page}`).not.toMatch(/undefined|\[object|NaN/);
        for (const cidr of [...site.network.hospitalCidrs, site.network.cloudCidr]) expect(text).toContain(cidr);
        for (const tag of ['table', 'ul', 'ol', 'pre', 'li', 'svg'])
          expect(page.split(new RegExp(`<${tag}[ >]`)).length).toBe(page.split(`</${tag}>`).length);
        expect(await pack(site)).toEqual(files);
      }),
      { numRuns: 60 },
    );
  });

  test.each(HOSTILE)('a name is text, whatever it looks like: %s', async (name) => {
    const page = await html(aSite({ name, contacts: { network: [`"${'a'}"@x.example`.replaceAll('"', '')] } }));
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
    for (const tag of ['script', 'img', 'iframe', 'link', 'input']) expect([...tags]).not.toContain(tag);
    for (const [link] of page.matchAll(/<a\b[^>]*>/g)) expect(link).toMatch(OWN_LINK);
    expect(page).not.toMatch(/<[^>]*\son\w+=/);
    const shown = name
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;');
    expect(page).toContain(`<td>${shown}</td>`);
    expect(page).toContain(`<title>HeartLab connection of ${shown}</title>`);
  });

  test('an AE title keeps every character', async () => {
    const title = 'A`|<b>`$(id)';
    const site = aDeliveringSite([aPacs({ aeTitle: title })]);
    const page = await html(site);
    expect(page).toContain('<code>A`|&lt;b&gt;`$(id)</code>');
  });

  test('needs nothing from elsewhere', async () => {
    const page = await html(BGP_SITE, { caBundle: 'PEM' });
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('<meta charset="utf-8">');
    expect(page).not.toMatch(/<script|\ssrc=|url\(|@import/);
    for (const [link] of page.matchAll(/\shref=[^>]*>/g)) expect(`<a${link}`).toMatch(OWN_LINK);
    expect(page).toContain('@page { size: A4');
    expect(page).toContain('<svg ');
    expect(page).not.toContain('=====');
    expect([...page.matchAll(/&#9744;/g)]).toHaveLength(4);
  });
});
