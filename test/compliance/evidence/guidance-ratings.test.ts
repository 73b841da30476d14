import { GUIDANCE_IDS, GUIDANCE_TEXTS } from '../../../lib/compliance/evidence/guidance';
import {
  DH_GROUP_RATINGS,
  ENCRYPTION_RATINGS,
  type GuidanceRatings,
  INTEGRITY_RATINGS,
  LIFETIME_GUIDANCE,
} from '../../../lib/compliance/evidence/guidance-ratings';
import { NAMED_POLICIES, PERMITTED_POLICY, PHASE2_DH_GROUPS, WEAK_VALUES } from '../../../lib/config/proposals';

const all: Readonly<Record<string, GuidanceRatings>> = {
  ...ENCRYPTION_RATINGS,
  ...INTEGRITY_RATINGS,
  ...DH_GROUP_RATINGS,
};
const permitted = [PERMITTED_POLICY.phase1, PERMITTED_POLICY.phase2].flatMap(({ encryption, integrity, dhGroups }) => [
  ...encryption,
  ...integrity,
  ...dhGroups.map(String),
]);

describe('the ratings of the values that the eIFU permits', () => {
  test('cover exactly the values of the envelope, in every guidance', () => {
    expect(new Set(Object.keys(all))).toEqual(new Set(permitted));
    for (const ratings of Object.values(all)) {
      expect(Object.keys(ratings).toSorted()).toEqual([...GUIDANCE_IDS].toSorted());
      for (const { words } of Object.values(ratings)) expect(words).toMatch(/\S/);
    }
  });

  test('have a source for each guidance, and how it was read', () => {
    for (const { title, source, caveat } of Object.values(GUIDANCE_TEXTS)) {
      expect(title.length).toBeGreaterThan(5);
      expect(source.length).toBeGreaterThan(10);
      expect(caveat).toMatch(/\.$/);
    }
    expect(GUIDANCE_TEXTS.rfc8221.howRead).toBe('recall');
  });

  test('agree with the weak values of the policies: no guidance recommends one, and at least one refuses it', () => {
    for (const value of [...WEAK_VALUES.integrity, ...WEAK_VALUES.dhGroups.map(String)]) {
      const levels = Object.values(all[value] ?? {}).map(({ level }) => level);
      expect([value, levels.includes('good'), levels.includes('bad')]).toEqual([value, false, true]);
    }
  });

  test('support the named policies: NIST refuses no value of strong, NZISM none of nzism', () => {
    const refused = (policy: keyof typeof NAMED_POLICIES, guidance: 'nist' | 'nzism') =>
      [NAMED_POLICIES[policy].phase1, NAMED_POLICIES[policy].phase2]
        .flatMap(({ encryption, integrity, dhGroups }) => [...encryption, ...integrity, ...dhGroups.map(String)])
        .filter((value) => all[value]?.[guidance].level === 'bad');
    expect(refused('strong', 'nist')).toEqual([]);
    expect(refused('nzism', 'nzism')).toEqual([]);
    expect(refused('eifu', 'nist')).toEqual(expect.arrayContaining(['2', '5', '22', '23', '24']));
  });

  test('list the groups below a minimum', () => {
    const bad = (guidance: 'nzism' | 'disa' | 'ism') =>
      PHASE2_DH_GROUPS.filter((group) => DH_GROUP_RATINGS[group][guidance].level === 'bad');
    expect(bad('nzism')).toEqual([2, 5, 14, 19, 22, 23, 24]);
    expect(bad('disa')).toEqual([2, 5, 14, 15]);
    expect(bad('ism')).toEqual([2, 5, 22]);
  });

  test('mark values that were not read in a final text', () => {
    expect(ENCRYPTION_RATINGS.AES128.disa.uncertain).toBe(true);
    expect(INTEGRITY_RATINGS.SHA1.nist.uncertain).toBe(true);
    expect(DH_GROUP_RATINGS[22].rfc8247.uncertain).toBe(true);
  });

  test('have the longest lifetimes: NZISM permits 14,400 s, the ISM does not', () => {
    expect(LIFETIME_GUIDANCE.map(({ guidance, longest }) => [guidance, longest])).toEqual([
      ['nzism', 14400],
      ['ism', 14399],
    ]);
  });
});
