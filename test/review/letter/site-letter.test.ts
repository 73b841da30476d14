import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { REVIEW_EXIT, reviewExitCode } from '../../../lib/cli/review/run';
import { loadFleet } from '../../../lib/config/load/load';
import { IMPACT_WORDS } from '../../../lib/review/impact';
import { aSide, aWholeSide, reviewOf } from '../../support/builders/reviews';
import { folderOf } from '../../support/builders/site-folder';

/**
 * The letters of the changes in `cases/`. Each case is a site file of `sites/` with a fragment merged into it on each side, the class
 * and exit code of the change, and sentences that the letter must and must not contain.
 */

const fragment = z.record(z.string(), z.unknown()).nullable();
const caseSchema = z.strictObject({
  change: z.string(),
  base: z.string(),
  /** `null`: there is no such site on this side. */
  before: fragment.default({}),
  after: fragment.default({}),
  /** Merged into the site's environment. */
  environment: z.strictObject({ before: fragment.default({}), after: fragment.default({}) }).default({
    before: {},
    after: {},
  }),
  class: z.enum(Object.values(IMPACT_WORDS)),
  exit: z.union(Object.values(REVIEW_EXIT).map((code) => z.literal(code))),
  /** Absent if there is no letter. */
  says: z.array(z.string()).optional(),
  never: z.array(z.string()).default([]),
});
type LetterCase = z.infer<typeof caseSchema>;
type Fragment = LetterCase['before'];

const HERE = 'test/review/letter';
const yamlOf = (file: string): unknown => parse(readFileSync(`${HERE}/${file}`, 'utf8'), { version: '1.2' });
const CASES: readonly LetterCase[] = readdirSync(`${HERE}/cases`).flatMap((file) =>
  z.array(caseSchema).parse(yamlOf(`cases/${file}`)),
);
const mapping = z.record(z.string(), z.unknown());
const ENVIRONMENTS = z.record(z.string(), mapping).parse(yamlOf('sites/environments.yaml'));

/** The files that environments name. */
const CERTIFICATES = Object.fromEntries(
  ['certs/ca.pem', 'certs/other-ca.pem'].map((file) => [file, readFileSync(`test/fixtures/${file}`, 'utf8')]),
);

/** Mappings are merged, other values replaced; `null` removes one. */
function merged(base: unknown, change: unknown): unknown {
  const [from, to] = [mapping.safeParse(base).data, mapping.safeParse(change).data];
  if (to === undefined) return change;
  const entries = Object.entries({ ...from, ...to }).map(([key, value]): [string, unknown] => [
    key,
    key in to ? merged(from?.[key], value) : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Files with the same content are synthesized once. */
const sides = new Map<string, ReturnType<typeof aSide>>();
function sideOf(base: string, change: Fragment, environment: Fragment): ReturnType<typeof aSide> {
  const site = change === null ? undefined : mapping.parse(merged(yamlOf(`sites/${base}.yaml`), change));
  const name = String(site?.environment ?? mapping.parse(yamlOf(`sites/${base}.yaml`)).environment);
  const files = {
    ...(site === undefined ? {} : { [`${site.site}.yaml`]: site }),
    'environments.yaml': { ...ENVIRONMENTS, [name]: merged(ENVIRONMENTS[name], environment) },
    ...CERTIFICATES,
  };
  const key = JSON.stringify(files);
  const known = sides.get(key);
  if (known !== undefined) return known;
  const { fleet, problems } = loadFleet(folderOf(files));
  if (fleet === undefined) throw new Error(JSON.stringify(problems));
  const managed = fleet.environments.some(({ name: one, ingest }) => one === name && ingest.managed !== undefined);
  const environments = fleet.environments.filter((one) => one.name === name);
  const trusted = new Map(environments.map((one) => [one.name, one.ingest.serverCaBundle ?? '']));
  const side = { ...(managed ? aWholeSide : aSide)(fleet.sites, environments), trusted };
  sides.set(key, side);
  return side;
}

function reviewed({ base, before, after, environment }: LetterCase) {
  const found = reviewOf(sideOf(base, before, environment.before), sideOf(base, after, environment.after));
  const letter = found.sites.find(({ message }) => message !== undefined)?.message;
  return { found, letter };
}

/** In no letter: our names of settings, resources and secrets, and values that could not be read. */
const NEVER = [
  'undefined',
  '[object',
  'AWS::',
  'heartlab/',
  'keyGeneration',
  'passwordGeneration',
  'acceptOutage',
  'Stack',
];

test('there are at least 60 changes, each with its own name', () => {
  expect(new Set(CASES.map(({ change }) => change)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(CASES.filter(({ says }) => says !== undefined).length).toBeGreaterThanOrEqual(50);
});

test.each(CASES.map((one) => [one.change, one] as const))('%s', (_, one) => {
  const { found, letter } = reviewed(one);
  expect([IMPACT_WORDS[found.impact], reviewExitCode(found, false)]).toEqual([one.class, one.exit]);
  expect(letter !== undefined).toBe(one.says !== undefined);
  if (letter === undefined) return;
  for (const sentence of one.says ?? []) expect(letter).toContain(sentence);
  for (const sentence of [...one.never, ...NEVER]) expect(letter).not.toContain(sentence);
  expect(letter).toMatch(
    /^To: \S+@\S+\.example\nSubject: HeartLab connection of .+: (your action is needed|please confirm a time)\n/,
  );
  expect(letter).toContain(
    'When: [date, time and time zone]. We make the change only after you have confirmed this time.',
  );
  expect(letter).toContain('What to check afterwards:');
  expect(letter).toMatch(/^Questions, another time, or a problem during the change: call /m);
  expect(letter.includes('through the channel agreed for secrets.')).toBe(letter.includes('never by e-mail or ticket'));
});
