import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { failureLines } from '../../bin/failure';
import { synthContext } from '../../bin/synth-context';
import { FleetError } from '../../lib/config/fleet-error';
import { loadFleet } from '../../lib/config/load/load';
import { problemLine } from '../../lib/config/problem';
import { ProjectFailure } from '../../lib/project/errors';
import { cdkContext } from '../../lib/project/synth';
import { documentedEnvironment, documentedSite, folderOf } from '../support/builders/site-folder';
import { heartlab } from '../support/programs/heartlab-cli';

/** For a user's mistake, synth never prints a stack trace. */

const STACK = /^\s+at /m;

const context = (values: Readonly<Record<string, unknown>>) => synthContext((key) => values[key]);

/** The lines that the app prints about a context. */
function printedLines(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    context(values);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(FleetError);
    return failureLines(error);
  }
}

describe('the context of -c', () => {
  test('has defaults: every site of the folder sites', () => {
    expect(context({})).toEqual({ sites: 'sites' });
    expect(
      context({ sites: 'elsewhere', site: 'auckland-heart', '@aws-cdk/core:bootstrapQualifier': 'own_2' }),
    ).toEqual({
      sites: 'elsewhere',
      site: 'auckland-heart',
    });
  });

  test.each([
    [{ sites: '' }, '-c sites= is empty; name the folder of the site files, like -c sites=sites'],
    [{ sites: {} }, '-c sites= a mapping is not a folder; name the folder of the site files, like -c sites=sites'],
    [
      { sites: ['sites'] },
      '-c sites= a list of 1 is not a folder; name the folder of the site files, like -c sites=sites',
    ],
    [{ sites: null }, '-c sites= null is not a folder; name the folder of the site files, like -c sites=sites'],
    [{ site: '' }, '-c site= is empty; write one, like -c site=auckland-heart, or leave it out for all sites'],
    [
      { site: 7 },
      "-c site= 7 is not a site's name; write one, like -c site=auckland-heart, or leave it out for all sites",
    ],
    [
      { '@aws-cdk/core:bootstrapQualifier': `own\n$\{AWS::AccountId}` },
      `-c @aws-cdk/core:bootstrapQualifier= "own\\n$\{AWS::AccountId}" is not a qualifier of a CDK bootstrap; write the one that the account was bootstrapped with: 1 to 10 letters, digits, hyphens and underscores`,
    ],
    [
      { '@aws-cdk/core:bootstrapQualifier': '\u202e{{resolve:ssm:x}}' },
      expect.stringContaining('"\\u202e{{resolve:ssm:x}}" is not a qualifier'),
    ],
  ])('%j is reported in one line', (values, line) => {
    expect(printedLines(values)).toEqual([line]);
  });

  test('reports all mistakes in one error', () => {
    expect(printedLines({ sites: 1, site: {}, '@aws-cdk/core:bootstrapQualifier': [] })).toHaveLength(3);
  });

  test('any value is either valid or reported in lines, and a folder of any name gives problems in one line each', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string({ unit: 'binary', minLength: 1 }), (sites, site, name) => {
        for (const line of printedLines({ sites, site, '@aws-cdk/core:bootstrapQualifier': site }))
          expect(line).not.toMatch(/\n/);
        const { problems, fleet } = loadFleet(join('no-such-folder', name));
        expect(fleet).toBeUndefined();
        for (const problem of problems) expect(problemLine(problem)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe('the lines of an error', () => {
  test('every reason why a fleet can’t be built has one line', () => {
    expect(failureLines(new FleetError(['one', 'two \u202e']))).toEqual(['one', 'two \\u202e']);
  });

  test('an error of the operating system is one line, with the path and what to check', () => {
    const folder = folderOf({});
    let thrown: unknown;
    try {
      readFileSync(join(folder, 'certs'));
    } catch (error) {
      thrown = error;
    }
    expect(failureLines(thrown)).toEqual([
      'EISDIR: illegal operation on a directory, read; check that path, its permissions, and that the disk has room',
    ]);
    try {
      readFileSync(join(folder, 'vanished.pem'));
    } catch (error) {
      thrown = error;
    }
    expect(failureLines(thrown)).toEqual([
      `ENOENT: no such file or directory, open '${folder}/vanished.pem'; check that path, its permissions, and that the disk has room`,
    ]);
  });

  test('a bug has a line with what to do, then its stack trace', () => {
    const [first, ...stack] = failureLines(new TypeError('x is not a function'));
    expect(first).toMatch(/^This is a bug in the project.*Do not deploy\. Report the command and the lines below/);
    expect(stack[0]).toBe('TypeError: x is not a function');
    expect(stack.join('\n')).toMatch(STACK);
    expect(failureLines('thrown text').at(-1)).toBe('thrown text');
  });

  test('a cdk.json that can’t be read is reported by the commands that read it', () => {
    for (const content of ['{ "context": {', 'null', '']) {
      const folder = folderOf({ 'cdk.json': content });
      expect(() => cdkContext(folder)).toThrow(ProjectFailure);
      expect(() => cdkContext(folder)).toThrow(`${folder}/cdk.json can't be read: `);
    }
    expect(cdkContext(folderOf({ 'cdk.json': '{ "context": { "a": 1 } }' }))).toEqual({ a: 1 });
  });
});

describe('the real programs exit with 1, and print one line for each mistake and write no template', () => {
  const app = (values: Readonly<Record<string, unknown>>, out: string) => {
    const { status, stderr } = spawnSync(process.execPath, ['bin/app.cjs'], {
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(values) },
    });
    return {
      status,
      lines: stderr.split('\n').filter((line) => line !== ''),
      templates: existsSync(join(out, 'manifest.json')),
    };
  };
  const file = join(folderOf({ 'a-file': '' }), 'a-file');

  test.each([
    [
      'a list as the name of a site',
      { site: ['auckland-heart'] },
      'out',
      [/^-c site= a list of 1 is not a site's name; /],
    ],
    ['a file as the folder', { sites: file }, 'out', [/a-file:1:1 {2}the folder can’t be read; /]],
    [
      'a site name with an invisible character',
      { sites: 'examples/fleet', site: 'auck\u202eland' },
      'out',
      [/^site "auck\\u202eland" doesn't exist; /],
    ],
    [
      'an output folder below a file',
      { sites: 'examples/fleet' },
      `${file}/out`,
      [/^ENOTDIR: .*a-file\/out'; check that path/],
    ],
    [
      'an output folder that is a file',
      { sites: 'examples/fleet' },
      file,
      [/a-file must be a directory, because the CDK writes there; name another/],
    ],
  ])(
    '%s',
    (_, values, out, expected) => {
      const ran = app(values, out === 'out' ? join(folderOf({}), out) : out);
      expect(ran).toMatchObject({ status: 1, templates: false });
      expect(ran.lines).toEqual(expected.map((line) => expect.stringMatching(line)));
    },
    60_000,
  );

  test('a name that the CDK would read as a token fails synth with its location', () => {
    const folder = folderOf({
      'environments.yaml': { sydney: documentedEnvironment() },
      'auckland-heart.yaml': { ...documentedSite(), name: `$\{Token[TOKEN.5]}` },
    });
    const out = join(folder, 'out');
    const run = spawnSync(
      resolve('node_modules/.bin/cdk'),
      ['synth', '--quiet', '--output', out, '-c', `sites=${folder}`],
      { encoding: 'utf8' },
    );
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`${folder}/auckland-heart.yaml:2:7  name: "$\{Token[TOKEN.5]}" contains $\{, `);
    expect(run.stderr).not.toMatch(STACK);
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
  });

  test('heartlab reports a folder that can’t be written in one line', () => {
    const folder = folderOf({});
    writeFileSync(join(folder, 'a-file'), '');
    mkdirSync(join(folder, 'sites'));
    const { code, err } = heartlab(
      'audit',
      '--out',
      join(folder, 'a-file', 'evidence'),
      '--sites',
      join(folder, 'sites'),
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: `heartlab: ENOTDIR: not a directory, lstat '${folder}/a-file/evidence'; check that path, its permissions, and that the disk has room\n`,
    });
  });
});
