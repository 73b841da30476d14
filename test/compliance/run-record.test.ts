import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACK_NAMES, registerPacks } from '../../lib/compliance/register-packs';
import { RUN_RECORD_CONTEXT, type RunRecord } from '../../lib/compliance/run-record';
import { readValidationReport } from '../../lib/compliance/validation-report';
import { addFleetStacks } from '../../lib/constructs/fleet';
import { aFleet } from '../support/builders/sites';
import { anApp } from '../support/programs/cdk-app';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function synth(record?: string) {
  const app = anApp(record === undefined ? {} : { context: { [RUN_RECORD_CONTEXT]: record } });
  addFleetStacks(app, aFleet());
  registerPacks(app);
  const { pluginReports } = readValidationReport(app.synth().directory);
  // The metadata of a construct contains the call stack of its creation.
  return JSON.parse(JSON.stringify(pluginReports, (key, value) => (/stacktrace/i.test(key) ? undefined : value)));
}

describe('the record of the resources that packs checked', () => {
  const file = join(folder, 'record.json');
  const recorded = synth(file);
  const { packs }: RunRecord = JSON.parse(readFileSync(file, 'utf8'));

  test('does not change their findings', () => {
    expect(recorded.length).toBeGreaterThan(0);
    expect(recorded).toEqual(synth());
  });

  test('has every pack, stack and rule, including rules without a resource to check', () => {
    expect(Object.keys(packs).toSorted()).toEqual([...PACK_NAMES].toSorted());
    for (const { version, stacks } of Object.values(packs)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(Object.keys(stacks).toSorted()).toEqual(['PlatformStack-sydney', 'SiteStack-auckland-heart']);
      const [one, two] = Object.values(stacks).map(({ rules }) => Object.keys(rules).toSorted());
      expect(one).toEqual(two);
      expect(one?.length).toBeGreaterThan(15);
      for (const { resources, rules } of Object.values(stacks)) {
        expect(resources).toBeGreaterThan(10);
        for (const { judged } of Object.values(rules)) expect(judged).toBeLessThanOrEqual(resources * 2);
      }
      // The platform has no resource that the HeartLab rules check.
      const site = Object.values(stacks['SiteStack-auckland-heart']?.rules ?? {});
      expect(site.some(({ judged }) => judged > 0)).toBe(true);
      expect(site.some(({ judged }) => judged === 0)).toBe(true);
    }
  });

  test('has the number of findings of the report', () => {
    for (const pack of PACK_NAMES) {
      const counted = Object.values(packs[pack]?.stacks ?? {})
        .flatMap(({ rules }) => Object.values(rules))
        .reduce((sum, { findings, threw }) => sum + findings + threw, 0);
      const report = recorded.find(({ pluginName }: { pluginName: string }) => pluginName === pack);
      const all = [...(report?.violations ?? []), ...(report?.suppressedViolations ?? [])];
      expect([pack, all.flatMap(({ violatingConstructs }) => violatingConstructs).length]).toEqual([pack, counted]);
    }
  });
});
