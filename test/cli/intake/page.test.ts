import { createHash } from 'node:crypto';
import { entriesOfFile, INTAKE_FIELDS, INTAKE_QUESTIONS, intakeFile } from '../../../lib/cli/intake/form';
import { intakePage } from '../../../lib/cli/intake/page';
import { LIST_COLUMNS } from '../../../lib/cli/new/answers';
import { RIGHT_ENTRIES } from '../../support/builders/intake-entries';

const SCRIPT = 'document.title;';
const page = intakePage(SCRIPT);

describe('the page', () => {
  test('has the three facts of the guide first, in its words', () => {
    expect(INTAKE_FIELDS.slice(0, 3).map(({ label }) => label)).toEqual([
      'Public IP address',
      'Local IPv4 CIDR block',
      'Gateway device model',
    ]);
  });

  test('asks every question of heartlab new except those that HeartLab answers', () => {
    const columns = INTAKE_FIELDS.map(({ column }) => column);
    expect(columns.toSorted()).toEqual(
      LIST_COLUMNS.filter((column) => !['environment', 'cloud-cidr'].includes(column)).toSorted(),
    );
    expect(columns.filter((column) => column !== 'site')).toEqual(INTAKE_QUESTIONS.map(({ flag }) => flag.slice(2)));
  });

  test('offers exactly the choices of heartlab new', () => {
    for (const { flag, choices } of INTAKE_QUESTIONS.filter((question) => question.choices !== undefined)) {
      const field = INTAKE_FIELDS.find(({ column }) => flag === `--${column}`);
      expect([flag, Object.keys(field?.choices ?? {}).toSorted()]).toEqual([flag, choices?.toSorted()]);
    }
    expect(page).not.toMatch(/<(input|option)[^>]* (checked|selected)/);
  });

  test('permits only its own script and style', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(SCRIPT)}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/\b(src|href|action|on[a-z]+|style)=|https?:/);
  });

  test('ties each hint and each error to its control', () => {
    for (const { column } of INTAKE_FIELDS) {
      expect(page).toContain(`aria-describedby="${column}-hint ${column}-error"`);
      for (const id of [column, `${column}-hint`, `${column}-error`, `${column}-entered`])
        expect(page.split(`id="${id}"`)).toHaveLength(2);
    }
  });

  test('asks for no secret', () => {
    expect(page).toContain('Never write a pre-shared key, a password or a private key here.');
    expect(page).not.toContain('type="password"');
  });
});

describe('the file', () => {
  test('can be opened again', () => {
    expect(entriesOfFile(intakeFile(RIGHT_ENTRIES))).toEqual(RIGHT_ENTRIES);
  });

  test('has nothing of a question that does not apply', () => {
    const file = intakeFile({ ...RIGHT_ENTRIES, routing: 'static', 'ae-title': 'CT1' });
    expect(file).not.toMatch(/"asn"|"ae-title"/);
  });

  test.each(['', '{', '[]', '[1]', '{"site":"x"}', '[{"other":1}]'])('%j is another file', (text) => {
    expect(entriesOfFile(text)).toBeUndefined();
  });
});
