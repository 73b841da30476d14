import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ProjectFailure } from '../../lib/project/errors';
import { revisionOf } from '../../lib/review/assembly';
import { readHeadFile, writeHeadFile } from '../../lib/review/head-file';
import type { FleetReview } from '../../lib/review/review';
import { mappingOf } from '../../lib/template/json';
import { TemplateView } from '../../lib/template/view';
import { aSide, reviewOf } from '../support/builders/reviews';
import { aSite } from '../support/builders/sites';

/** The file comes from a job that runs untrusted code. Any bytes are read, or refused in one line. */

const folder = mkdtempSync(join(tmpdir(), 'heartlab-head-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'head.json');

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProjectFailure) return error.message;
    throw error;
  }
  return 'not refused';
}
const readText = (text: string): string => {
  writeFileSync(file, text);
  return refusal(() => readHeadFile(file));
};

test('a written file is read back', () => {
  const written = { files: { 'SiteStack-a.template.json': '{}' }, complaints: ['sites/a.yaml:1:1  no'], failed: true };
  writeHeadFile(file, written);
  expect(readHeadFile(file)).toEqual(written);
  const nothing = { files: undefined, complaints: ['no'], failed: true };
  writeHeadFile(file, nothing);
  expect(readHeadFile(file)).toEqual(nothing);
  expect(refusal(() => writeHeadFile(join(folder, 'no/such/head.json'), nothing))).toMatch(
    /can't be written; name a file/,
  );
});

test.each([
  ['not JSON', 'x', 'is not JSON'],
  ['empty', '', 'is not JSON'],
  [
    'another version',
    '{"version":2,"failed":false,"complaints":[]}',
    'a format that this code can\'t read, at "version"',
  ],
  ['a missing result', '{"version":1,"complaints":[]}', 'at "failed"'],
  ['an unknown setting', '{"version":1,"failed":false,"complaints":[],"impact":"nothing"}', 'a format that this code'],
  [
    'a name with a path',
    '{"version":1,"failed":false,"complaints":[],"files":{"../a.template.json":"{}"}}',
    'at "files.../a.template.json"',
  ],
  [
    'an absolute name',
    '{"version":1,"failed":false,"complaints":[],"files":{"/etc/passwd":"{}"}}',
    'at "files./etc/passwd"',
  ],
  [
    'a template that is not a text',
    '{"version":1,"failed":false,"complaints":[],"files":{"A.template.json":{}}}',
    'at "files.A.template.json"',
  ],
])('refuses %s', (_, text, says) => {
  const refused = readText(text);
  expect(refused).toContain(says);
  expect(refused).toContain('write it with `heartlab review --write-head` in a checkout of the pull request');
  expect(refused).not.toContain('\n');
});

test('refuses a file that is not regular, missing or too large, without reading it', () => {
  expect(refusal(() => readHeadFile(join(folder, 'none.json')))).toMatch(/does not exist: the job .* failed/);
  expect(refusal(() => readHeadFile(folder))).toContain('is not a regular file');
  symlinkSync('/etc/hostname', join(folder, 'link.json'));
  expect(refusal(() => readHeadFile(join(folder, 'link.json')))).toContain('is not a regular file');
  const large = join(folder, 'large.json');
  writeFileSync(large, '');
  truncateSync(large, 256 * 1024 * 1024 + 1);
  expect(refusal(() => readHeadFile(large))).toContain('has 268435457 bytes; at most 268435456 are read');
});

const NAME = 'SiteStack-a.template.json';
test.each([
  ['not JSON', NAME, '{', 'is not JSON'],
  ['no object', NAME, '[]', 'does not have the format of a CloudFormation template'],
  ['a resource without a type', NAME, '{"Resources":{"A":{}}}', 'the format of a CloudFormation template'],
  ['an invalid type', NAME, '{"Resources":{"A":{"Type":"toString"}}}', 'the format of a CloudFormation template'],
  [
    'a property that every object has',
    NAME,
    '{"Resources":{"A":{"Type":"A::B","Properties":{"constructor":1}}}}',
    'has a key constructor',
  ],
  ['a prototype', NAME, '{"__proto__":{"Resources":{}}}', 'has a key __proto__'],
  [
    'too deep',
    NAME,
    `{"Resources":{},"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    'nested deeper than 100 levels',
  ],
  [
    'a report in another form',
    'validation-report.json',
    '{"pluginReports":[{"violations":7}]}',
    'format of a CDK validation report',
  ],
])('a template or report that is %s is refused in one line', (_, name, text, says) => {
  const refused = refusal(() => revisionOf({ [name]: text }, 'examples/fleet'));
  expect(refused).toContain(`${name} `);
  expect(refused).toContain(says);
  expect(refused).not.toContain('\n');
});

test('a change in an untrusted template is never nothing, in any form', () => {
  const before = aSide([aSite()]);
  const [[stack, { json: template, resources }] = ['', new TemplateView({})]] = [...before.templates];
  const ids = resources.map(({ id }) => id);
  const value = fc.jsonValue({ maxDepth: 4 });
  const values = fc.dictionary(fc.constantFrom('Tags', 'SubnetIds', 'tunnels', 'SecurityGroupIngress', 'Body'), value);
  const types = [...new Set(resources.map(({ type }) => type)), 'A::B'];
  const resource = fc.oneof(
    { weight: 9, arbitrary: fc.record({ Type: fc.constantFrom(...types), Properties: values }) },
    { weight: 1, arbitrary: value },
  );
  let reviewed = 0;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...ids, 'New'), resource, { minKeys: 1, maxKeys: 3 }),
      fc.oneof(fc.constant(template.Metadata), value),
      (changed, metadata) => {
        const text = JSON.stringify({
          ...template,
          Metadata: metadata,
          Resources: { ...mappingOf(template.Resources), ...changed },
        });
        let found: FleetReview;
        try {
          found = reviewOf(before, revisionOf({ [`${stack}.template.json`]: text }, 'examples/fleet'));
        } catch (error) {
          // The second: the comparison requires the form of AWS's resource types (lib/cli/review/run.ts).
          expect(error instanceof ProjectFailure || error instanceof TypeError).toBe(true);
          return;
        }
        reviewed += 1;
        expect(found.impact).not.toBe('nothing');
      },
    ),
    { numRuns: 60 },
  );
  expect(reviewed).toBeGreaterThan(15);
});
