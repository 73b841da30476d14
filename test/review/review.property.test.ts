import fc from 'fast-check';
import { DEVICE_IDS } from '../../lib/config/devices';
import type { Site } from '../../lib/config/model';
import { siteSchema } from '../../lib/config/schema/site';
import { IMPACTS, type Impact, worstImpact } from '../../lib/review/impact';
import { reviewJson } from '../../lib/review/json';
import { LONGEST_COMMENT, reviewMarkdown } from '../../lib/review/markdown/document';
import { sameJson } from '../../lib/template/json';
import { aSide, reviewOf } from '../support/builders/reviews';
import { anInterface, aPacs, aSite, aVpnSite, TWO_INTERFACES } from '../support/builders/sites';
import { runs } from '../support/long';

/** Random pairs of site files, through the core. */

const FRAME = { base: { ref: 'main', commit: '0'.repeat(40) }, remarks: [], complaints: [] };

const phase = fc.record({
  encryption: fc.subarray(['AES256-GCM-16', 'AES128'], { minLength: 1 }),
  integrity: fc.subarray(['SHA2-384', 'SHA1'], { minLength: 1 }),
  dhGroups: fc.subarray([20, 14, 2], { minLength: 1 }),
});
const vpn = fc.record({
  ipsec: fc.oneof(fc.constantFrom('strong', 'eifu'), fc.record({ phase1: phase, phase2: phase })),
  dpdTimeoutSeconds: fc.constantFrom(30, 60),
  startup: fc.constantFrom('start', 'add'),
  acceptOutage: fc.boolean(),
  tunnels: fc.tuple(
    fc.record({ keyGeneration: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ keyGeneration: fc.integer({ min: 1, max: 2 }) }),
  ),
  gateway: fc
    .record({ device: fc.constantFrom(...DEVICE_IDS), publicIp: fc.constantFrom('203.0.113.10', '203.0.113.11') })
    .map((one) => ({ ...one, asn: 65010 })),
});
/** Texts that a file may contain and that are special in a comment. */
const name = fc
  .oneof(
    fc.constantFrom('Clinic', '@everyone `|` <b>', '</details>', '```', '| a | b |\\', '[x](http://x)'),
    // Only texts that the schema accepts: no start of a CloudFormation reference.
    fc.string({ minLength: 1, maxLength: 20 }).filter((name) => siteSchema.shape.name.safeParse(name).success),
  )
  .filter((text) => /^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u.test(text) && text.trim() !== '');
const rest = fc.record({
  name,
  contacts: fc.record({ network: fc.constantFrom(['a@b.example'], ['c@d.example']) }),
  network: fc.record({
    hospitalCidrs: fc.shuffledSubarray(['10.20.0.0/22', '10.30.0.0/24'], { minLength: 1 }),
    cloudCidr: fc.constantFrom('100.64.0.0/26', '100.64.0.64/26'),
  }),
  dicom: fc.record({
    stow: fc.constantFrom({ auth: 'mtls' }, { auth: 'basic' }, { auth: 'basic', passwordGeneration: 2 }),
    dimse: fc.constantFrom(
      undefined,
      { ports: [104], callingAeTitles: ['A'] },
      { ports: [104, 2762], callingAeTitles: ['B'] },
    ),
    deliverTo: fc.constantFrom(undefined, [aPacs()], [aPacs(), aPacs({ port: 104 })]),
  }),
  directConnect: fc.constantFrom(
    undefined,
    { virtualInterfaces: [anInterface({ mtu: 9001 })] },
    { virtualInterfaces: TWO_INTERFACES },
  ),
});
const site = fc
  .tuple(fc.option(vpn, { nil: undefined, freq: 6 }), rest)
  .filter(([line, { directConnect }]) => line !== undefined || directConnect !== undefined)
  .map(([line, others]): Site => (line === undefined ? aSite({ ...others, vpn: undefined }) : aVpnSite(line, others)));

/** Files that differ only in settings without an effect in the schema. */
const UNFELT = ['name', 'contacts', 'acknowledge'] as const;
const felt = (of: Site): unknown => {
  const { vpn: line, dicom, ...others } = of;
  const { acceptOutage: _, ipsec: __, gateway, ...lasting } = line ?? { gateway: undefined };
  const { passwordGeneration = 1 } = dicom.stow;
  return {
    ...Object.fromEntries(Object.entries(others).filter(([key]) => !UNFELT.some((one) => one === key))),
    vpn: { ...lasting, gateway: { ...gateway, device: undefined } },
    dicom: { ...dicom, stow: { ...dicom.stow, passwordGeneration } },
  };
};

describe('for any two files', () => {
  test('the review ends with the worst impact of its parts, which is "nothing" only without an effect', () => {
    fc.assert(
      fc.property(
        site,
        fc.oneof({ weight: 4, arbitrary: site }, { weight: 1, arbitrary: fc.constant(undefined) }),
        (before, other) => {
          const after = other ?? before;
          const compared = reviewOf(aSide([before]), aSide([after]));
          const [found] = compared.sites;
          const impacts: readonly Impact[] = found?.effects.map(({ impact }) => impact) ?? [];
          const worst = (found?.faults.length ?? 0) > 0 ? 'not-allowed' : worstImpact(impacts);
          expect(found?.impact ?? 'nothing').toBe(worst);
          // A change that is not allowed has no message to the hospital.
          expect(found?.message === undefined).toBe(worst !== 'hospital');
          expect(compared.impact).toBe(found?.impact ?? 'nothing');
          if (!sameJson(felt(before), felt(after))) expect(compared.impact).not.toBe('nothing');
          if (sameJson(before, after)) expect(compared.sites).toEqual([]);
          if (compared.impact === 'nothing')
            expect(compared.sites.flatMap(({ securityGroups }) => securityGroups)).toEqual([]);
          const text = reviewMarkdown(compared, FRAME);
          expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
          expect(reviewMarkdown(reviewOf(aSide([before]), aSide([after])), FRAME)).toBe(text);
          expect(() => JSON.parse(reviewJson(compared, FRAME, 0))).not.toThrow();
          // Outside of code, no part of the hospital's name is read as Markdown.
          const outside = text.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
          expect(outside).not.toMatch(/@everyone|<b>|\]\(http/);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  test('a further change never lowers the impact', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...IMPACTS)), fc.constantFrom(...IMPACTS), (parts, one) => {
        const index = (impact: Impact) => IMPACTS.indexOf(impact);
        expect(index(worstImpact([...parts, one]))).toBe(Math.max(index(worstImpact(parts)), index(one)));
      }),
    );
  });
});
