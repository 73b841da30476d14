import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONTROL_FRAMEWORKS } from '../../../lib/compliance/evidence/controls';
import { EVIDENCE_FACTS } from '../../../lib/compliance/evidence/controls/control';
import type { AuditEvidence, SiteEvidence } from '../../../lib/compliance/evidence/evidence';
import { isHeartLabRule } from '../../../lib/config/heartlab-rules';

/** The control mapping names only rules that exist and sources that can be read. Its facts are keys of `evidence.json`. */
EVIDENCE_FACTS satisfies Partial<Record<keyof SiteEvidence | keyof AuditEvidence, string>>;

const PACK_FILES = {
  'NIST.800.53.R5': 'nist-800-53-r5.js',
  'HIPAA.Security': 'hipaa-security.js',
  AwsSolutions: 'aws-solutions.js',
} as const;
const packs = join(dirname(require.resolve('cdk-nag/package.json')), 'lib', 'packs');

function exists(rule: string): boolean {
  if (isHeartLabRule(rule)) return true;
  const [pack, file] = Object.entries(PACK_FILES).find(([name]) => rule.startsWith(`${name}-`)) ?? [];
  if (pack === undefined || file === undefined) return false;
  return new RegExp(`\\b${rule.slice(pack.length + 1)}\\b`).test(readFileSync(join(packs, file), 'utf8'));
}

describe('the control mapping', () => {
  const controls = CONTROL_FRAMEWORKS.flatMap((framework) => framework.controls);

  test('covers the five frameworks, each with its missing controls', () => {
    expect(CONTROL_FRAMEWORKS.map(({ title }) => title)).toEqual([
      expect.stringContaining('ISO/IEC 27001:2022'),
      expect.stringContaining('HIPAA'),
      expect.stringContaining('HISO 10029'),
      expect.stringContaining('ISM'),
      expect.stringContaining('NIST SP 800-53'),
    ]);
    for (const { missing } of CONTROL_FRAMEWORKS)
      expect(missing.flatMap(({ ids, why }) => (why === '' ? [] : ids)).length).toBeGreaterThan(0);
    expect(controls.length).toBeGreaterThan(40);
  });

  test('names rules and facts that exist, what is not shown, and a source with an address', () => {
    expect(['HeartLab-VPN99', 'NIST.800.53.R5-Invented', 'Other-IAM5'].map(exists)).toEqual([false, false, false]);
    for (const { id, rules, facts, notShown, source } of controls) {
      expect([id, rules.filter((rule) => !exists(rule))]).toEqual([id, []]);
      expect([id, facts.filter((fact) => !Object.hasOwn(EVIDENCE_FACTS, fact))]).toEqual([id, []]);
      expect([id, rules.length + facts.length > 0, notShown !== '']).toEqual([id, true, true]);
      expect(source.url).toMatch(/^https?:\/\/\S+$/);
    }
  });

  test('a control is not both mapped and missing', () => {
    const missing = CONTROL_FRAMEWORKS.flatMap((framework) => framework.missing.flatMap(({ ids }) => ids));
    expect(controls.map(({ id }) => id).filter((id) => missing.includes(id))).toEqual([]);
  });
});
