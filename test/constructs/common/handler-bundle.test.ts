import { withPlainKeys } from '../../../lib/constructs/common/handler-bundle';

const CONSTANTS = 'var _AI = "AddressId";\nconst _n = "name";\n';

describe('withPlainKeys', () => {
  test('replaces keys by constants in a statement without parameters', () => {
    expect(withPlainKeys(`${CONSTANTS}var list = [() => other, {\n  [_AI]: 1,\n  [_n]: [_AI, 2]\n}];\n`)).toBe(
      `${CONSTANTS}var list = [() => other, {\n  "AddressId": 1,\n  "name": [_AI, 2]\n}];\n`,
    );
  });

  test.each([
    ['a function', 'function of(_n) {\n  return { [_n]: 1 };\n}\n'],
    ['an arrow', 'var of = (_n) => ({\n  [_n]: 1\n});\n'],
    ['a body', 'var of = () => {\n  var _n = 1;\n  return { [_n]: 1 };\n};\n'],
    ['a class', 'class Of {\n  static [_n]: 1;\n}\n'],
    ['a method', 'var of = {\n  read(_n) {\n    return { [_n]: 1 };\n  }\n};\n'],
  ])('does not change %s, where the name can be another variable', (_, statement) => {
    expect(withPlainKeys(`${CONSTANTS}${statement}`)).toBe(`${CONSTANTS}${statement}`);
  });

  test('does not change a name that is not a constant string', () => {
    const other = 'var _f = of();\nvar list = {\n  [_f]: 1\n};\n';
    expect(withPlainKeys(other)).toBe(other);
  });
});
