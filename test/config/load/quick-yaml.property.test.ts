import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readCarefully } from '../../../lib/config/load/careful-yaml';
import { readQuickly } from '../../../lib/config/load/quick-yaml';
import { yamlText } from '../../support/builders/yaml-text';

const examples = readdirSync('examples/fleet')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join('examples/fleet', name), 'utf8'));

describe('the quick reader', () => {
  test('returns the same result as the careful reader for any text', () => {
    let accepted = 0;
    fc.assert(
      fc.property(yamlText(examples), (text) => {
        const quick = readQuickly(text);
        if (quick === undefined) return;
        accepted += 1;
        const careful = readCarefully(text);
        expect({ data: careful.data, problems: careful.problems }).toEqual({ data: quick.data, problems: [] });
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });

  test('leaves a plain value on the line below its key to the careful reader', () => {
    for (const text of ['vpn:\n  gateway:\n#c\n    devic= x\n  routing: static\n', 'a:\n  b\n', 'a:\n- b\n  c\n'])
      expect(readQuickly(text)).toBeUndefined();
    for (const text of ['a: [\n  1,\n  2, 3]\n', 'a:\n  - b\n  -  c # d\n', 'a: {\n  b: 1\n  }\n', '# x\na: 1\n\n'])
      expect(readQuickly(text)).toBeDefined();
  });

  test('reads the example sites and the files of heartlab new itself', () => {
    const commented = 'routing: bgp   # bgp | static (static routes = hospitalCidrs) & so on: *fixed*\n# [ { > - ? :\n';
    for (const text of [...examples, commented]) expect(readQuickly(text)).toBeDefined();
  });
});
