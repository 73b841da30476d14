import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { heartlabProgram } from '../../lib/cli/program';
import { heartlab } from '../support/programs/heartlab-cli';

const MOST_WORDS = 30;

/** The sentences of a command's help: description, arguments, options, and the text after them. */
function sentencesOf(command: Command): readonly string[] {
  let text = '';
  command.configureHelp({ helpWidth: 10_000 }).configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const [usage = '', examples = ''] = text.split(/^Examples?:$/m);
  const afterExamples = examples.split('\n\n').slice(1).join('\n');
  return `${usage}\n${afterExamples}`
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/).at(-1) ?? '')
    .flatMap((line) => line.split(/(?<=[.!?])\s+/))
    .filter((sentence) => sentence !== '');
}

const tooLong = (sentences: readonly string[]): readonly string[] =>
  sentences.filter((sentence) => sentence.split(/\s+/).length > MOST_WORDS);

test('--version prints the version of the package', () => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(heartlab('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('the help', () => {
  const program = heartlabProgram();

  test.each([program, ...program.commands].map((command) => [command.name(), command] as const))(
    `of %s has no sentence of more than ${MOST_WORDS} words`,
    (_, command) => {
      const sentences = sentencesOf(command);
      expect(sentences).toContain(command.description().split(/(?<=[.!?])\s+/)[0]);
      expect(tooLong(sentences)).toEqual([]);
    },
  );

  test.each(
    program.commands.filter((command) => command.name() !== 'new').map((command) => [command.name(), command] as const),
  )('of %s lists the exit codes', (_, command) => {
    expect(sentencesOf(command)).toContain('Exit codes:');
  });

  test('a longer sentence is found', () => {
    const words = Array.from({ length: MOST_WORDS + 1 }, () => 'word').join(' ');
    expect(tooLong(['A short one.', words])).toEqual([words]);
  });
});
