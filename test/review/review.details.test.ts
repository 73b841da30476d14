import { QUOTAS } from '../../lib/config/capacity/quotas';
import { reviewMarkdown } from '../../lib/review/markdown/document';
import { htmlCode, markdownCode, markdownFence, markdownSentence } from '../../lib/review/markdown/escape';
import { plainWords, renderSafeText, safeText } from '../../lib/review/safe-text';
import { aSide, edited, reviewOf } from '../support/builders/reviews';
import { aDeliveringSite, aDirectSite, anEnvironment, anInterface, aSite, aVpnSite } from '../support/builders/sites';

const FRAME = { base: { ref: 'main', commit: '0'.repeat(40) }, remarks: [], complaints: [] };
const keys = (one: number, two: number, more: object = {}) =>
  aSide([aVpnSite({ tunnels: [{ keyGeneration: one }, { keyGeneration: two }], ...more })]);
const password = (passwordGeneration: number) =>
  aSide([aSite({ dicom: { stow: { auth: 'basic', passwordGeneration } } })]);
const faults = (before: ReturnType<typeof aSide>, after: ReturnType<typeof aSide>) => {
  const compared = reviewOf(before, after);
  expect(compared.invalid).toBe(compared.sites.some((site) => site.faults.length > 0));
  return compared.sites.flatMap((site) => site.faults.map(renderSafeText));
};

describe('generations', () => {
  test('grow by one', () => {
    expect(faults(keys(1, 1), keys(2, 1))).toEqual([]);
    expect(faults(password(1), password(2))).toEqual([]);
  });
  test('never skip a number', () => {
    expect(faults(keys(1, 1), keys(3, 1))).toEqual([
      'vpn.tunnels[0].keyGeneration rises from 1 to 3: write 2, because it may rise by only one at a time',
    ]);
    expect(faults(password(1), password(3))).toEqual([expect.stringContaining('write 2')]);
  });
  test('never decrease', () => {
    expect(faults(keys(1, 2), keys(1, 1))).toEqual([
      expect.stringContaining('vpn.tunnels[1].keyGeneration falls from 2 to 1: write at least 2'),
    ]);
    expect(faults(password(3), password(2))).toEqual([expect.stringContaining('falls')]);
  });
  test('change for both tunnels only in an agreed outage', () => {
    expect(faults(keys(1, 1), keys(2, 2))).toEqual([expect.stringContaining('both tunnels')]);
    expect(faults(keys(1, 1), keys(2, 2, { acceptOutage: true }))).toEqual([]);
  });
});

describe('the reservation of a delivery address', () => {
  const stack = 'SiteStack-auckland-heart';
  const effectOf = (before: ReturnType<typeof aSide>, change: Parameters<typeof edited>[2]) => {
    const [found] = reviewOf(before, edited(before, stack, change)).sites;
    return [found?.impact, found?.effects.map(({ says }) => renderSafeText(says)).join('; ')];
  };

  test.each([
    ['removed', 'DeliveryAddress1 removed, not noticed by the hospital'],
    ['replaced', 'DeliveryAddress1 changed in place, not noticed by the hospital'],
  ])('that is %s takes no address from its user', (how, says) => {
    for (const site of [aSite(), aDeliveringSite()]) {
      const change = effectOf(aSide([site]), ({ Resources }) => {
        if (how === 'removed') delete Resources.DeliveryAddress1;
        else Object.assign(Resources.DeliveryAddress1?.Properties ?? {}, { Address: '100.64.0.13' });
      });
      expect(change).toEqual(['cloud', says]);
    }
  });

  test('that moves with its load balancer affects the hospital: results come from another address', () => {
    const [impact, says] = effectOf(aSide([aDeliveringSite()]), ({ Resources }) => {
      const text = JSON.stringify(Resources).replaceAll('100.64.0.14', '100.64.0.13');
      Object.assign(Resources, JSON.parse(text));
    });
    expect(impact).toBe('hospital');
    expect(says).toMatch(/DeliveryLoadBalancer .*SubnetMappings/);
  });
});

describe('the message to the contacts', () => {
  test('has the change, the time and the values to enter, and no secret', () => {
    const { sites } = reviewOf(
      aSide([aVpnSite({ ipsec: 'strong' })]),
      aSide([aVpnSite({ ipsec: { phase1: OLD, phase2: OLD }, tunnels: [{ keyGeneration: 2 }, {}] })]),
    );
    expect(sites[0]?.message).toMatchInlineSnapshot(`
"To: netops@auckland-heart.example
Subject: HeartLab connection of Auckland Heart Clinic: your action is needed

Dear network team,

we plan to change the connection between Auckland Heart Clinic and HeartLab.

What changes (old → new):
- Phase 1 encryption that HeartLab accepts: AES256-GCM-16, AES128-GCM-16, AES256 → AES256
- Phase 1 integrity that HeartLab accepts: SHA2-512, SHA2-384, SHA2-256 → SHA2-256
- Phase 1 DH groups that HeartLab accepts: 14, 15, 16, 17, 18, 19, 20, 21 → 14
- Phase 2 encryption that HeartLab accepts: AES256-GCM-16, AES128-GCM-16, AES256 → AES256
- Phase 2 integrity that HeartLab accepts: SHA2-512, SHA2-384, SHA2-256 → SHA2-256
- Phase 2 PFS groups that HeartLab accepts: 14, 15, 16, 17, 18, 19, 20, 21 → 14
- Pre-shared key of tunnel 1 (inside addresses 169.254.100.0/30): the current key → a new key

When: [date, time and time zone]. We make the change only after you have confirmed this time.

Before our change, by [date]:
1. Set both tunnels of your VPN device to IKE version 2 and the following values: phase 1: encryption AES256, integrity SHA2-256, DH group 14, lifetime 28800 s; phase 2: encryption AES256, integrity SHA2-256, PFS group 14, lifetime 3600 s. If your device already uses these values, change nothing. The values of your handover pack until now: phase 1: encryption AES256-GCM-16, PRF SHA2-384, DH group 20, lifetime 28800 s; phase 2: encryption AES256-GCM-16, PFS group 20, lifetime 3600 s. HeartLab will no longer permit: phase 1 encryption AES128-GCM-16, AES256-GCM-16; phase 1 integrity SHA2-384, SHA2-512; phase 1 DH group 15, 16, 17, 18, 19, 20, 21; phase 2 encryption AES128-GCM-16, AES256-GCM-16; phase 2 integrity SHA2-384, SHA2-512; phase 2 DH group 15, 16, 17, 18, 19, 20, 21. Tell us when this is done. We change our side only after that.
2. Check that tunnel 2 (inside addresses 169.254.100.4/30) is up, and that your traffic can use it.

As soon as we tell you that our change is made:
1. Enter the new pre-shared key of tunnel 1 (inside addresses 169.254.100.0/30) in your VPN device. We send the key through the channel agreed for secrets.

What you will see:
- One tunnel is down for a few minutes. When it is up again, the other one is down for a few minutes. We never take both down at the same time.
- Last, tunnel 1 (inside addresses 169.254.100.0/30) goes down, and stays down until you have entered its new key.
- Tunnel 2 (inside addresses 169.254.100.4/30) keeps its key.
- HeartLab's outside addresses and the inside addresses of the tunnels stay the same.
- Our part takes about a quarter of an hour. Please keep an hour free.

What to check afterwards:
- Check that both VPN tunnels are up.
- Send a test study. It must arrive in HeartLab.

Questions, another time, or a problem during the change: call +61 2 5550 0123 (Monday to Friday, 8:00 to 18:00, Australia/Sydney), or write to connectivity@heartlab.example. In an emergency, call +61 2 7010 0145 at any time.
We send keys and passwords through the channel agreed for secrets, never by e-mail or ticket."
`);
  });
  const OLD = { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] };
  test('does not ask a hospital to use a value that is not permitted yet', () => {
    const weak = { encryption: ['AES128'], integrity: ['SHA1'], dhGroups: [14] };
    const [found] = reviewOf(aSide([aSite()]), aSide([aVpnSite({ ipsec: { phase1: weak, phase2: weak } })])).sites;
    expect(found?.effects.map(({ says }) => renderSafeText(says)).join()).toContain('Permit both first');
    expect(found?.message).toMatch(
      /At the same time as our change:\n1. As soon as we tell you that we have changed a tunnel/,
    );
  });
  test('is not written if no hospital must act', () => {
    const { sites } = reviewOf(aSide([aSite()]), aSide([aVpnSite({ dpdTimeoutSeconds: 60 })]));
    expect(sites[0]?.message).toBeUndefined();
  });
});

describe('findings, acknowledgements, quotas', () => {
  const entry = {
    rule: 'HeartLab-VPN3',
    reason: 'no SHA-2 | there `x`',
    approvedBy: 'a@b.example',
    expires: '2027-03-31',
  };
  test('are reported when added and removed', () => {
    const text = reviewMarkdown(
      reviewOf(aSide([aSite()]), aSide([aVpnSite({ ipsec: 'eifu' }, { acknowledge: [entry] })])),
      FRAME,
    );
    expect(text).toContain('- finding new: `HeartLab-VPN3`');
    expect(text).toContain('(accepted)');
    expect(text).toContain('- acknowledgement of `HeartLab-VPN3` added: <code>');
    expect(text).not.toContain('SHA-2 | there');
    const back = reviewMarkdown(reviewOf(aSide([aVpnSite({ ipsec: 'eifu' })]), aSide([aSite()])), FRAME);
    expect(back).toContain('- finding gone: `HeartLab-VPN3`');
  });
  test('a quota that the change exceeds', () => {
    const fleet = (count: number) =>
      aSide(
        Array.from({ length: count }, (_, index) => aSite({ site: `site-${index}` })),
        [anEnvironment()],
      );
    expect(reviewOf(fleet(5), fleet(6)).quotas.map(({ what, needed, before }) => [what, needed, before])).toEqual([
      ['VPCs per Region', 6, undefined],
      ['virtual private gateways per Region', 6, undefined],
    ]);
    expect(reviewOf(fleet(6), fleet(6)).quotas).toEqual([]);
    expect(reviewMarkdown(reviewOf(fleet(5), fleet(6)), FRAME)).toContain(
      "- VPCs per Region in `111122223333`, `ap-southeast-2`: 6 needed; AWS's default is 5 (`--service-code vpc --quota-code L-F678F1CE`)",
    );
  });
  test('a quota that AWS does not raise, with an alternative', () => {
    const fleet = (count: number) =>
      aSide(
        Array.from({ length: count }, (_, index) => aDirectSite([anInterface()], { site: `site-${index}` })),
        [anEnvironment()],
      );
    const change = reviewOf(fleet(50), fleet(51));
    expect(change.quotas).toContainEqual(
      expect.objectContaining({ what: QUOTAS.virtualInterfaces.what, needed: 51, service: null, code: null }),
    );
    expect(reviewMarkdown(change, FRAME)).toContain(`AWS's default is 50 (${QUOTAS.virtualInterfaces.raise})`);
  });
});

describe('text of a file is harmless in a comment', () => {
  test.each(['a|b', '`x`', '<script>', 'a\\', ' x', '', '@org/team `', 'a\u202eb', 'a\nb', '&lt;'])('%j', (text) => {
    const shown = markdownCode(text);
    expect(shown).not.toMatch(/\||<script|\n|\u202e/);
    expect(shown).toMatch(/^(`[^`]+`|<code>.*<\/code>)$/s);
    expect(htmlCode(text)).not.toMatch(/[`|@\\]|<script/);
  });
  test('content cannot end a code block', () =>
    expect(markdownFence('a\n````\nb', 'text')).toBe('`````text\na\n````\nb\n`````'));
  test('words stay words, and values stay values', () => {
    const sentence = safeText`${plainWords('a ')}${'x|'} is ${safeText`b ${1}`}.`;
    expect(renderSafeText(sentence)).toBe('a x| is b 1.');
    expect(markdownSentence(sentence)).toBe('a <code>x&#124;</code> is b `1`.');
  });
});
