import fc from 'fast-check';
import { DEVICE_IDS } from '../../lib/config/devices';
import type { Site } from '../../lib/config/model';
import { siteSchema } from '../../lib/config/schema/site';
import { HOSPITAL_IMPACTS, type HospitalImpact, worstImpact } from '../../lib/review/impact';
import { reviewJson } from '../../lib/review/json';
import { LONGEST_COMMENT, reviewMarkdown } from '../../lib/review/markdown/document';
import type { ComparedRevision } from '../../lib/review/revision';
import { type JsonObject, mappingOf, sameJson, type TemplateValue } from '../../lib/template/json';
import { aFreshSide, aSide, reviewOf } from '../support/builders/reviews';
import { anEnvironment, anInterface, aPacs, aSite, aVpnSite, TWO_INTERFACES } from '../support/builders/sites';
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

/** A site with every kind of setting, and its environment. */
const WHOLE: JsonObject = {
  name: 'Clinic',
  contacts: { network: ['a@b.example'] },
  network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.0.0/26' },
  vpn: {
    gateway: { publicIp: '203.0.113.10', device: 'cisco-ios-xe', asn: 65010 },
    awsAsn: 64512,
    routing: 'bgp',
    ipsec: 'strong',
    tunnels: { '0': { keyGeneration: 1 }, '1': { keyGeneration: 1 } },
  },
  directConnect: { virtualInterfaces: { '0': anInterface({ mtu: 1500 }) } },
  dicom: {
    stow: { auth: 'basic', passwordGeneration: 1 },
    dimse: { ports: [2762], callingAeTitles: ['A'] },
    deliverTo: [aPacs({ port: 2762 }), aPacs({ address: '10.20.1.16', port: 2762 })],
  },
  alarms: { quietAfterHours: 24 },
  environment: { account: '111122223333', availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'] },
};

/** Changes that don't depend on each other. */
const CHANGES: readonly (readonly [path: string, value: TemplateValue])[] = [
  ['name', 'Other'],
  ['contacts.network', ['c@d.example']],
  ['vpn.gateway.device', 'fortigate'],
  ['alarms.quietAfterHours', 48],
  ['network.hospitalCidrs', ['10.20.0.0/22', '10.30.0.0/24']],
  ['dicom.deliverTo', [aPacs({ port: 2762 })]],
  ['vpn.dpdTimeoutSeconds', 60],
  ['vpn.tunnels.0.keyGeneration', 2],
  ['vpn.tunnels.1.keyGeneration', 3],
  ['dicom.stow.passwordGeneration', 2],
  ['dicom.dimse.ports', [104, 2762]],
  ['directConnect.virtualInterfaces.0.mtu', 9001],
  ['network.cloudCidr', '100.64.9.0/26'],
  ['vpn.awsAsn', 64999],
  ['environment.availabilityZones', ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c']],
  ['environment.account', '444455556666'],
];

const withValue = (json: TemplateValue, [key = '', ...rest]: readonly string[], value: TemplateValue): JsonObject => ({
  ...mappingOf(json),
  [key]: rest.length === 0 ? value : withValue(mappingOf(json)[key], rest, value),
});

/** Two hospitals, of which the changes affect one, and the environment of both. */
function sideWith(changes: typeof CHANGES): ComparedRevision {
  const { environment, vpn, directConnect, ...site } = changes.reduce(
    (whole, [path, value]) => withValue(whole, path.split('.'), value),
    WHOLE,
  );
  const { virtualInterfaces } = mappingOf(directConnect);
  const first = aSite({
    ...site,
    vpn: { ...mappingOf(vpn), tunnels: Object.values(mappingOf(mappingOf(vpn).tunnels)) },
    directConnect: { virtualInterfaces: Object.values(mappingOf(virtualInterfaces)) },
  });
  return aSide([first, aSite({ site: 'second-site' })], [anEnvironment(mappingOf(environment))]);
}

describe('for any two files', () => {
  test('the review ends with the worst impact of its parts, which is "nothing" only without an effect', () => {
    fc.assert(
      fc.property(
        site,
        fc.oneof({ weight: 4, arbitrary: site }, { weight: 1, arbitrary: fc.constant(undefined) }),
        (before, other) => {
          const after = other ?? before;
          const compared = reviewOf(aFreshSide([before]), aFreshSide([after]));
          const [found] = compared.sites;
          const impacts: readonly HospitalImpact[] = found?.effects.map(({ impact }) => impact) ?? [];
          const worst = (found?.faults.length ?? 0) > 0 ? 'not-allowed' : worstImpact(impacts);
          expect(found?.impact ?? 'nothing').toBe(worst);
          // A hospital that must act or agree to a time gets a letter. A change that is not allowed has none.
          expect(found?.message !== undefined).toBe(worst === 'hospital' || worst === 'both-tunnels');
          expect(compared.impact).toBe(found?.impact ?? 'nothing');
          if (!sameJson(felt(before), felt(after))) expect(compared.impact).not.toBe('nothing');
          if (sameJson(before, after)) expect(compared.sites).toEqual([]);
          if (compared.impact === 'nothing')
            expect(compared.sites.flatMap(({ securityGroups }) => securityGroups)).toEqual([]);
          const text = reviewMarkdown(compared, FRAME);
          expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
          expect(reviewMarkdown(reviewOf(aFreshSide([before]), aFreshSide([after])), FRAME)).toBe(text);
          expect(() => JSON.parse(reviewJson(compared, FRAME, 0))).not.toThrow();
          // Outside of code, no part of the hospital's name is read as Markdown.
          const outside = text.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');
          expect(outside).not.toMatch(/@everyone|<b>|\]\(http/);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  test('a combination of changes is never milder than one of them', () => {
    const index = (impact: HospitalImpact) => HOSPITAL_IMPACTS.indexOf(impact);
    const before = sideWith([]);
    const impactOf = (changes: typeof CHANGES): HospitalImpact => {
      const { sites, shared, impact, invalid } = reviewOf(before, sideWith(changes));
      const parts = [
        ...sites,
        ...sites.flatMap(({ effects }) => effects),
        ...shared.flatMap(({ effects }) => effects.map(({ effect }) => effect)),
      ];
      for (const part of parts) expect(index(impact)).toBeGreaterThanOrEqual(index(part.impact));
      expect(invalid).toBe(impact === 'not-allowed');
      return impact;
    };
    const alone = new Map(CHANGES.map((change) => [change, impactOf([change])]));
    // The combinations mix every class; a gateway that moves depends on two settings.
    expect(new Set(alone.values())).toEqual(new Set(HOSPITAL_IMPACTS.filter((impact) => impact !== 'both-tunnels')));
    fc.assert(
      fc.property(fc.subarray([...CHANGES], { minLength: 2, maxLength: 6 }), (changes) => {
        const worst = worstImpact(changes.flatMap((change) => alone.get(change) ?? []));
        expect(index(impactOf(changes))).toBeGreaterThanOrEqual(index(worst));
      }),
      { numRuns: runs(40) },
    );
  });

  test('a further change never lowers the impact', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...HOSPITAL_IMPACTS)),
        fc.constantFrom(...HOSPITAL_IMPACTS),
        (parts, one) => {
          const index = (impact: HospitalImpact) => HOSPITAL_IMPACTS.indexOf(impact);
          expect(index(worstImpact([...parts, one]))).toBe(Math.max(index(worstImpact(parts)), index(one)));
        },
      ),
    );
  });
});
