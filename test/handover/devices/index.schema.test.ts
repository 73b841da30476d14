import fc from 'fast-check';
import type { DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { DeviceLimitError } from '../../../lib/handover/devices/limits';
import { NoCommonProposalError } from '../../../lib/handover/recommended';
import { arbitraryLive, arbitrarySite } from '../../support/builders/arbitrary-site';
import { vpnFactsOf } from '../../support/builders/handover-sites';
import { runs } from '../../support/long';
import { AZURE_BICEP, FDM_API, type SchemaFacts, SWANCTL } from './schema-facts';

/** Over random sites: a device file uses only the paths and values of the vendor's published schema. */

/** One use of a property: the section or type, the name, and the values. */
type Use = readonly [section: string, name: string, values: readonly string[]];

/** Bicep: a resource line opens a type; then `name: value` a line. */
function usesOfBicep(text: string): readonly Use[] {
  let type = '';
  return text.split('\n').flatMap((line): Use[] => {
    const [, opened] = /^resource \w+ '([\w./]+)@/.exec(line) ?? [];
    if (opened !== undefined) type = opened;
    if (line === '}') type = '';
    const [, name, value = ''] = /^ +(\w+): (.*)$/.exec(line) ?? [];
    return type === '' || name === undefined ? [] : [[type, name, [value.replaceAll("'", '')]]];
  });
}

/** The bodies in a guide: each is one JSON object with a `type`. */
const usesOfJson = (text: string): readonly Use[] =>
  [...text.matchAll(/^```\n(\{[\s\S]*?\n\})\n```$/gm)].flatMap(([, body = '{}']) => {
    const object: Readonly<Record<string, unknown>> = JSON.parse(body);
    return Object.entries(object).map(([name, value]): Use => [String(object.type), name, [value].flat().map(String)]);
  });

/** Nested sections of swanctl.conf; the names that the administrator chooses are `*`. */
function usesOfSwanctl(text: string): readonly Use[] {
  const path: string[] = [];
  return text.split('\n').flatMap((line): Use[] => {
    const [, section] = /^ *([\w-]+) \{$/.exec(line) ?? [];
    if (section !== undefined) path.push(/^(?:ike-)?heartlab/.test(section) ? '*' : section);
    if (/^ *\}$/.test(line)) path.pop();
    const [, name, value = ''] = /^ *([\w-]+) = (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[path.join('.'), name, [value]]];
  });
}

/** The uses that the schema doesn't have. */
const strangers = (uses: readonly Use[], { properties, enumerations }: SchemaFacts): readonly string[] =>
  uses.flatMap(([section, name, values]) => {
    const permitted = enumerations[`${section} ${name}`] ?? enumerations[name];
    return [
      ...(properties[section]?.includes(name) ? [] : [`${section} ${name}`]),
      ...values
        .filter((value) => permitted !== undefined && !permitted.includes(value))
        .map((value) => `${name} ${value}`),
    ];
  });

const CASES: readonly (readonly [DeviceId, RegExp, (text: string) => readonly Use[], SchemaFacts])[] = [
  ['azure-vpn-gateway', /\.bicep$/, usesOfBicep, AZURE_BICEP],
  ['cisco-ftd', /\.md$/, usesOfJson, FDM_API],
  ['opnsense', /\.conf$/, usesOfSwanctl, SWANCTL],
  ['strongswan', /tunnel-\d\.conf$|keys\.conf$/, usesOfSwanctl, SWANCTL],
];

test.each(CASES)('%s: only what the schema has', (device, files, usesOf, facts) => {
  let found = 0;
  fc.assert(
    fc.property(arbitrarySite, arbitraryLive, (site, live) => {
      try {
        for (const { name, text } of deviceFiles(vpnFactsOf(site, live, device))) {
          if (!files.test(name)) continue;
          const uses = usesOf(text);
          found += uses.length;
          expect(strangers(uses, facts)).toEqual([]);
        }
      } catch (error) {
        if (!(error instanceof NoCommonProposalError || error instanceof DeviceLimitError)) throw error;
      }
    }),
    { numRuns: runs(100) },
  );
  expect(found).toBeGreaterThan(100);
});

test('a property or a value that the schema lacks is found', () => {
  const bicep = "resource x 'Microsoft.Network/connections@2023-09-01' = {\n  tags: 'a'\n  dhGroup: 'ECP521'\n}";
  expect(strangers(usesOfBicep(bicep), AZURE_BICEP)).toEqual(['Microsoft.Network/connections tags', 'dhGroup ECP521']);
  const json = '```\n{\n  "type": "ikevtwopolicy",\n  "groupTypes": ["GROUP15"],\n  "color": 1\n}\n```';
  expect(strangers(usesOfJson(json), FDM_API)).toEqual(['groupTypes GROUP15', 'ikevtwopolicy color']);
  const swanctl = 'connections {\n    heartlab-1 {\n        version = 3\n        colour = red\n    }\n}';
  expect(strangers(usesOfSwanctl(swanctl), SWANCTL)).toEqual(['version 3', 'connections.* colour']);
});
