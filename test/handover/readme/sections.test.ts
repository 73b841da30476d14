import { marked } from 'marked';
import type { Environment, Site } from '../../../lib/config/model';
import { requireContacts } from '../../../lib/handover/contacts';
import { handoverFacts } from '../../../lib/handover/facts';
import { PREVIEW_SITE } from '../../../lib/handover/live-site';
import { packFiles } from '../../../lib/handover/pack';
import { anEnvironment, aSite, aVpnSite, BGP_SITE, LIVE, STATIC_SITE } from '../../support/builders/handover-sites';
import { aDirectSite } from '../../support/builders/sites';

/** Every link of a pack leads to an anchor that exists, in the Markdown, the HTML and the plan. */

async function textsOf(site: Site, environment: Environment, preview = false) {
  const facts = handoverFacts(site, environment, preview ? PREVIEW_SITE : LIVE);
  const files = await packFiles(facts, site, environment, { preview, commit: '0'.repeat(40) });
  return new Map(files.map(({ path, content }) => [path, String(content)]));
}

const ownDns = anEnvironment({ ingest: { ...anEnvironment().ingest, hostedZoneId: 'Z0123456789ABCDEFGHIJ' } });
const SITES: readonly (readonly [name: string, site: Site, environment: Environment])[] = [
  ['BGP', BGP_SITE, anEnvironment()],
  ['static routes', STATIC_SITE, ownDns],
  ['Direct Connect', aDirectSite(), anEnvironment()],
  ['both', aDirectSite(undefined, { vpn: aSite().vpn }), ownDns],
  [
    'a device without blanks',
    aVpnSite({ routing: 'static', ipsec: 'strong', gateway: { publicIp: '203.0.113.10', device: 'meraki-mx' } }),
    anEnvironment(),
  ],
];

const MOVED_SITE = aVpnSite({
  gateway: {
    publicIp: '203.0.113.77',
    device: 'generic',
    asn: 65010,
    previous: [{ publicIp: '203.0.113.10', asn: 65010 }],
  },
});

const linksOf = (html: string): readonly string[] =>
  [...html.matchAll(/<a href="([^"]*)">/g)].map(([, href]) => href ?? '');

describe.each(SITES)('links in the pack of a site with %s', (_, site, environment) => {
  test.each([false, true])('preview %s: each leads to one anchor, also from the plan', async (preview) => {
    const texts = await textsOf(site, environment, preview);
    const page = texts.get('README.html') ?? '';
    const anchors = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `#${id}`);
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = linksOf(page);
    const sections = [...page.matchAll(/<h2 id=/g)].length;
    // The table of contents, and links in the text.
    expect(links.length).toBeGreaterThan(sections + 8);
    for (const link of links) expect([...anchors, 'PLAN.html']).toContain(link);
    const plan = linksOf(texts.get('PLAN.html') ?? '');
    expect(plan.length).toBeGreaterThan(5);
    for (const link of plan) expect(['', ...anchors].map((anchor) => `README.html${anchor}`)).toContain(link);
    expect(texts.has('PLAN.html')).toBe(true);
  });

  test('a link names the number of the section that it leads to', async () => {
    const text = (await textsOf(site, environment)).get('README.md') ?? '';
    const headings = new Map([...text.matchAll(/^## (\d+)\. (.*)$/gm)].map(([, number, title]) => [number, title]));
    const links = [...text.matchAll(/\[section (\d+)\]\(#(\d+)-([^)]*)\)/g)];
    expect(links.length).toBeGreaterThan(8);
    for (const [, shown, number, slug] of links) {
      expect(shown).toBe(number);
      expect(
        headings
          .get(number)
          ?.toLowerCase()
          .replaceAll(/[^a-z -]/g, '')
          .replaceAll(' ', '-'),
      ).toBe(slug);
    }
    // No reference to another section without a link.
    const plain = text.replaceAll(/\[[^\]]*\]\([^)]*\)/g, '');
    expect(plain).not.toMatch(/\b(last|next) section\b|section (on|about|"|\d)/i);
  });
});

test('the anchors are those of GitHub', async () => {
  const text = (await textsOf(BGP_SITE, anEnvironment())).get('README.md') ?? '';
  const headings = marked.lexer(text).flatMap((token) => (token.type === 'heading' ? [String(token.text)] : []));
  expect(headings).toContain('5. IPsec: two tunnels');
  expect(text).toContain('](#5-ipsec-two-tunnels)');
  expect(text).toContain('](#9-keys-certificates-and-passwords)');
});

test.each<readonly [string, Site, string, string]>([
  ['a new connection', BGP_SITE, 'HeartLab does not have to undo anything', 'changes its end back'],
  ['a gateway that moves', MOVED_SITE, 'HeartLab changes its end back to `203.0.113.10`.', 'undo anything'],
])('the rollback of %s says what HeartLab does', async (_, site, says, never) => {
  const text = (await textsOf(site, anEnvironment())).get('README.md') ?? '';
  expect(text).toContain(says);
  expect(text).not.toContain(never);
});

describe('HeartLab’s contacts', () => {
  test('are in the README and in the plan', async () => {
    const texts = await textsOf(BGP_SITE, anEnvironment());
    for (const path of ['README.md', 'README.html', 'PLAN.html'])
      for (const value of ['+61 2 5550 0123', '+61 2 7010 0145', 'connectivity@heartlab.example', '8:00 to 18:00'])
        expect([path, texts.get(path)?.includes(value)]).toEqual([path, true]);
    expect(texts.get('README.md')).toContain('inform HeartLab ([section 2](#2-how-to-reach-heartlab))');
  });

  test('may be missing only in a preview', async () => {
    const environment = anEnvironment({ contacts: undefined });
    const preview = await textsOf(BGP_SITE, environment, true);
    expect(preview.get('README.md')).toContain(
      'HeartLab sends its telephone numbers and its e-mail address with the finished pack.',
    );
    expect(preview.get('PLAN.html')).toContain('<td>in the finished pack</td>');
    expect(() => requireContacts(environment)).toThrow('sydney has no `contacts`');
    expect(() => requireContacts(anEnvironment())).not.toThrow();
  });
});
