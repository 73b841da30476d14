import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  acknowledgementText,
  byDesign,
  DESIGN_DECISIONS,
  readAcknowledgementText,
} from '../../lib/config/design-decisions';

const ids = Object.keys(DESIGN_DECISIONS) as readonly (keyof typeof DESIGN_DECISIONS)[];

describe('the decisions of the design', () => {
  test('each has an owner and a valid date of its own', () => {
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) {
      const { owner, reviewBy } = DESIGN_DECISIONS[id];
      expect(owner).toMatch(/^HeartLab \S/);
      expect(new Date(reviewBy).toISOString().slice(0, 10)).toBe(reviewBy);
    }
  });

  test('each accepts a finding somewhere in the code', () => {
    const code = ['lib', 'bin']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('design-decisions.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(ids.filter((id) => !new RegExp(`byDesign\\(\\s*'${id}'`).test(code))).toEqual([]);
  });

  test.each(ids)('the text of an acknowledgement has the owner and the date of %s, and can be read', (decision) => {
    const reason = 'It may contain (parentheses), commas and “quotes”.';
    expect(readAcknowledgementText(acknowledgementText(byDesign(decision, reason)))).toEqual({
      reason,
      decision,
      ...DESIGN_DECISIONS[decision],
    });
  });

  test('the text of a site file is not a decision of the design', () => {
    expect(readAcknowledgementText('old device (approved by a@b.example, until 2027-01-01)')).toBeUndefined();
    expect(readAcknowledgementText('')).toBeUndefined();
  });
});
