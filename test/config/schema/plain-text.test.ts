import { z } from 'zod';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine } from '../../../lib/config/problem';
import { environmentSchema } from '../../../lib/config/schema/environment';
import { docOf, unwrapAll } from '../../../lib/config/schema/field';
import { siteSchema } from '../../../lib/config/schema/site';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';

interface Leaf {
  readonly path: string;
  readonly schema: z.core.$ZodType;
  readonly example: string;
}

/** Every text setting of a schema. Fails for an unknown kind of schema, so that no setting is skipped. */
function texts(schema: z.core.$ZodType, path: string): readonly Leaf[] {
  const inner = unwrapAll(schema);
  if (inner instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    return Object.entries(shape).flatMap(([key, member]) => texts(member, `${path}.${key}`));
  }
  if (inner instanceof z.ZodArray) return texts(inner.element, `${path}[]`);
  if (inner instanceof z.ZodTuple) return inner.def.items.flatMap((item) => texts(item, `${path}[]`));
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => texts(option, path));
  if (inner._zod.def.type === 'string')
    return [{ path, schema, example: (docOf(schema)?.example ?? '').replace(/^"(.*)"$/, '$1') }];
  // For these, only the listed values are valid.
  if (['enum', 'literal', 'number', 'boolean'].includes(inner._zod.def.type)) return [];
  throw new Error(`${path} is of a kind that this test does not know: ${inner._zod.def.type}`);
}

const LEAVES = [...texts(siteSchema, 'site'), ...texts(environmentSchema, 'environment')];

const HOSTILE = [
  '{{resolve:secretsmanager:heartlab/auckland-heart/dx-primary}}',
  '{{',
  `$\{Token[TOKEN.5]}`,
  `$\{AWS::AccountId}`,
  '${',
  '\0',
  '\n',
  '\r',
  '\t',
  '\u001b[31m',
  '\u007f',
  // C1 controls, Unicode line separators, bidirectional controls, zero-width characters, lone surrogates, tag characters.
  '\u0085',
  '\u009b',
  '\u2028',
  '\u2029',
  '\u061c',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\ufff9',
];

describe('a text setting contains nothing that CloudFormation, the CDK or a terminal would interpret', () => {
  test('the walk finds the text settings of both files', () => {
    const paths = LEAVES.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'site.name',
        'site.environment',
        'site.contacts.network[]',
        'site.acknowledge[].reason',
        'site.acknowledge[].rule',
        'site.directConnect.virtualInterfaces[].authKeySecret',
        'site.dicom.deliverTo[].aeTitle',
        'site.dicom.dimse.callingAeTitles[]',
        'environment.ingest.domain',
        'environment.ingest.managed.clientCaBundle',
        'environment.ingest.managed.revocationLists[]',
        'environment.alarmTopicArn',
      ]),
    );
  });

  test.each(LEAVES)('$path', ({ schema, example }) => {
    const half = Math.floor(example.length / 2);
    for (const hostile of HOSTILE)
      for (const value of [
        hostile,
        `${example}${hostile}`,
        `${hostile}${example}`,
        `${example.slice(0, half)}${hostile}${example.slice(half)}`,
      ])
        expect({ value, right: z.safeParse(schema, value).success }).toEqual({ value, right: false });
  });

  test('two texts never form a reference together, with or without a space between them', () => {
    const parts = [
      'Clinic {',
      'Clinic $',
      '{resolve:ssm:x}}',
      '{AWS::AccountId}',
      ' {resolve:ssm:x}}',
      'Clinic { ',
      '{',
    ];
    const taken = LEAVES.flatMap(({ schema }) =>
      parts.flatMap((part) => {
        const read = z.safeParse(schema, part);
        return read.success ? [String(read.data)] : [];
      }),
    );
    expect(taken).toContain('Clinic {');
    for (const one of taken) for (const other of taken) expect(`${one}${other}`).not.toMatch(/\{\{|\$\{/);
  });

  test('accepts names that people have', () => {
    for (const name of ['St. Māui’s (Nord) – 3 & 4', '上海心脏中心', 'Klinik {A} 50 $', 'Clinic #1 / $2'])
      expect(siteSchema.safeParse({ ...documentedSite(), name }).error).toBeUndefined();
    const titles = edit(documentedSite(), 'dicom.dimse.callingAeTitles', ['CT$', 'A{B}', '$1']);
    expect(siteSchema.safeParse(titles).error).toBeUndefined();
  });
});

describe('the error has its position, the value found, and what to write', () => {
  /** The problems of the documented site and environment after one setting was changed, without the folder. */
  function lines(path: string, value: unknown): readonly string[] {
    const inEnvironments = path.startsWith('sydney.');
    const environments = { sydney: documentedEnvironment() };
    const folder = folderOf({
      'environments.yaml': inEnvironments ? edit(environments, path, value) : environments,
      'auckland-heart.yaml': inEnvironments ? documentedSite() : edit(documentedSite(), path, value),
    });
    return loadFleet(folder).problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));
  }

  test.each([
    [
      'name',
      '{{resolve:ssm:x}}',
      /^auckland-heart\.yaml:2:7 {2}name: "\{\{resolve:ssm:x\}\}" contains \{\{, which CloudFormation or the CDK would replace; write it without \{\{$/,
    ],
    [
      'name',
      `$\{Token[TOKEN.5]}`,
      /^auckland-heart\.yaml:2:7 {2}name: "\$\{Token\[TOKEN\.5\]\}" contains \$\{, .*without \$\{$/,
    ],
    [
      'name',
      'Clinic \u202etreaH',
      /^auckland-heart\.yaml:2:7 {2}name: "Clinic \\u202etreaH" has an invisible character \(U\+202E RIGHT-TO-LEFT OVERRIDE\); remove it/,
    ],
    ['name', 'Clinic\u2028Heart', /name: "Clinic\\u2028Heart" has a line break \(U\+2028 LINE SEPARATOR\)/],
    ['name', '{AWS::AccountId}', /name: "\{AWS::AccountId\}" begins with \{, which .*; begin with another character$/],
    [
      'environment',
      'sydney\u200b',
      /^auckland-heart\.yaml:3:14 {2}environment: "sydney\\u200b" has an invisible character/,
    ],
    ['dicom.deliverTo.0.aeTitle', '{{X}}', /dicom\.deliverTo\[0\]\.aeTitle: "\{\{X\}\}" contains \{\{/],
    [
      'dicom.dimse.callingAeTitles.0',
      `$\{HOME}`,
      /dicom\.dimse\.callingAeTitles\[0\]: "\$\{HOME\}" contains \$\{.*write it without \$\{$/,
    ],
    [
      'sydney.ingest.managed.clientCaBundle',
      `$\{AWS::AccountId}.pem`,
      /^environments\.yaml:\d+:\d+ {2}sydney\.ingest\.managed\.clientCaBundle: the value contains \$\{/,
    ],
  ])('%s: %j', (path, value, says) => {
    expect(lines(path, value)).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
  });

  test('a lone surrogate that YAML writes as an escape', () => {
    const folder = folderOf({
      'environments.yaml': { sydney: documentedEnvironment() },
      'auckland-heart.yaml': 'site: auckland-heart\nname: "Clinic \\uD83D"\n',
    });
    expect(loadFleet(folder).problems.map(problemLine)).toContainEqual(
      expect.stringMatching(/:2:7 {2}name: "Clinic \\ud83d" has an invisible character \(U\+D83D\)/),
    );
  });

  test('names of environments, keys and files are refused as well, and shown escaped', () => {
    const folder = folderOf({
      'environments.yaml': { sydney: documentedEnvironment(), '{{resolve:ssm:x}}': documentedEnvironment() },
      'auckland-heart.yaml': { ...documentedSite(), '\u202e{{': 1 },
      '\u202e{{x.yaml': documentedSite(),
    });
    const reported = loadFleet(folder).problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));
    expect(reported).toContainEqual(
      expect.stringMatching(/^environments\.yaml:\d+:1 {2}\["\{\{resolve:ssm:x\}\}"\]: is not an environment name/),
    );
    expect(reported).toContainEqual(
      expect.stringMatching(
        /^auckland-heart\.yaml:\d+:1 {2}\["\\u202e\{\{"\]: has U\+202E RIGHT-TO-LEFT OVERRIDE, and is not a setting/,
      ),
    );
    expect(reported).toContainEqual(
      expect.stringMatching(/^\\u202e\{\{x\.yaml:1:1 {2}the file name is not a site name/),
    );
    expect(reported.join('')).not.toContain('\u202e');
  });
});
