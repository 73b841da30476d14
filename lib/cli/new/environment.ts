import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { ENVIRONMENTS_SCHEMA_FILE } from '../../config/json-schema';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { loadFleet } from '../../config/load/load';
import { problemLine, problemText, showValue } from '../../config/problem';
import { ENVIRONMENT_NAME } from '../../config/schema/environment';
import { UserError } from '../../project/errors';
import type { CommandOutput } from '../shared/output';
import {
  answersOf,
  type FlagProblem,
  firstOf,
  flagOfPath,
  flagsText,
  folderText,
  type NewAnswers,
  type NewFlag,
  type NewOptions,
  refuseOtherFlags,
} from './answers';
import { type AskQuestion, terminalAsk } from './prompts';
import { askForAnswers, ENVIRONMENT_QUESTIONS } from './questions';

/** `heartlab new --environment <name>`: the exit code. Adds the entry to environments.yaml; the text before it stays as it is. */
export async function newEnvironment(
  name: string,
  options: NewOptions,
  output: CommandOutput,
  ask: AskQuestion | undefined = terminalAsk(),
): Promise<number> {
  const file = join(options.sites, ENVIRONMENTS_FILE);
  if (!existsSync(options.sites)) throw new UserError(`there is no folder ${options.sites}; name it with --sites`);
  if (!ENVIRONMENT_NAME.test(name))
    throw new UserError(
      `${showValue(name)} is not an environment name; use 3 to 32 lower-case letters, digits and single hyphens, like sydney`,
    );
  const before = existsSync(file) ? readFileSync(file, 'utf8') : schemaLine(options.sites);
  refuseUnreadable(name, options.sites, file);
  const check = (answers: NewAnswers): readonly FlagProblem[] =>
    entryProblems(name, answers, options.sites, withEntry(before, name, answers));
  const report = (problems: readonly FlagProblem[]): void => {
    for (const { flag, text } of problems) output.err(flag === undefined ? text : `${flag}: ${text}`);
  };
  let answers: NewAnswers = { ...answersOf(options), '--environment': [name] };
  refuseOtherFlags(answers, 'environment');
  if (missing(answers).length > 0 && ask === undefined)
    throw new UserError(
      `missing: ${missing(answers).join(', ')}; add them, or run the command in a terminal, which prompts for them`,
    );
  let problems = check(answers);
  if (ask === undefined) report(problems);
  else if (missing(answers).length > 0 || problems.length > 0) {
    try {
      const keep = (now: NewAnswers): void => {
        answers = now;
      };
      ({ answers, problems } = await askForAnswers(answers, {
        questions: ENVIRONMENT_QUESTIONS,
        missing,
        ask,
        check,
        report,
        keep,
      }));
    } catch (error) {
      output.err(
        `Nothing was written. This command line continues with the answers so far:\n  npx heartlab new${folderText(options.sites)} ${flagsText(answers)}`,
      );
      throw error;
    }
  }
  if (problems.length > 0)
    throw new UserError(
      `nothing was written: ${name} would have ${problems.length === 1 ? 'this error' : 'these errors'}`,
    );
  replaceFile(file, withEntry(before, name, answers));
  output.out(
    `Added ${name} to ${file}. Next: npx heartlab new <site>${folderText(options.sites)} --environment ${name}`,
  );
  return 0;
}

const REQUIRED: readonly NewFlag[] = ['--account', '--region', '--zone', '--domain'];
const missing = (answers: NewAnswers): readonly NewFlag[] => REQUIRED.filter((flag) => answers[flag] === undefined);

const schemaLine = (sites: string): string => {
  const path = relative(sites, ENVIRONMENTS_SCHEMA_FILE);
  return `# yaml-language-server: $schema=${path.startsWith('.') ? path : `./${path}`}\n`;
};

/** An entry can be added only to a file that can be read, and only once. */
function refuseUnreadable(name: string, sites: string, file: string): void {
  const loaded = loadFleet(sites);
  const wrong = loaded.problems.find((problem) => problem.file === file && problem.severity === 'error');
  if (wrong !== undefined && existsSync(file))
    throw new UserError(`${file} has errors; correct them first: ${problemLine(wrong)}`);
  if (loaded.entries.environments.some((entry) => entry.name === name))
    throw new UserError(`${file} has an environment ${name} already; choose another name, or edit the file`);
}

function withEntry(before: string, name: string, answers: NewAnswers): string {
  const services = (['mtls', 'basic'] as const).flatMap((auth) => {
    const [service] = answers[`--${auth}-service`] ?? [];
    return service === undefined ? [] : [[auth, service] as const];
  });
  const owner = answered(answers, { name: '--owner-name', role: '--owner-role', email: '--owner-email' });
  const entry = {
    account: firstOf(answers, '--account'),
    region: firstOf(answers, '--region'),
    availabilityZones: answers['--zone'] ?? [],
    ingest: { domain: firstOf(answers, '--domain'), service: Object.fromEntries(services) },
    contacts: answered(answers, {
      telephone: '--telephone',
      email: '--email',
      hours: '--hours',
      emergency: '--emergency',
    }),
    system: owner && { owner },
  };
  const text = stringify({ [name]: entry }, { lineWidth: 0 });
  return `${before}${before.endsWith('\n') ? '' : '\n'}\n${text}`;
}

/** The settings whose flags have a value; undefined if none has. */
function answered(
  answers: NewAnswers,
  flags: Readonly<Record<string, NewFlag>>,
): Readonly<Record<string, string>> | undefined {
  const given = Object.entries(flags).filter(([, flag]) => firstOf(answers, flag) !== '');
  return given.length === 0
    ? undefined
    : Object.fromEntries(given.map(([setting, flag]) => [setting, firstOf(answers, flag)]));
}

/** The mistakes in the entry. Incomplete answers are checked too: what is not answered yet doesn't count. */
function entryProblems(name: string, answers: NewAnswers, sites: string, content: string): readonly FlagProblem[] {
  const file = join(sites, ENVIRONMENTS_FILE);
  const { problems } = loadFleet(sites, [{ name: ENVIRONMENTS_FILE, content }]);
  return problems
    .filter((problem) => problem.file === file && problem.severity === 'error')
    .map((problem): FlagProblem => {
      const path = problem.path.startsWith(`${name}.`) ? problem.path.slice(name.length + 1) : problem.path;
      const flag = problem.rule === 'some-door' ? '--basic-service' : flagOfPath(path, 'environment');
      return { flag, text: problemText(flag === undefined ? problem : { ...problem, path: '' }) };
    })
    .filter(({ flag }) => missing(answers).length === 0 || (flag !== undefined && answers[flag] !== undefined));
}

/** The whole file is replaced at once: an interruption leaves the old one. */
function replaceFile(file: string, content: string): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    renameSync(draft, file);
  } catch {
    throw new UserError(`${file} can't be written; check its permissions`);
  } finally {
    rmSync(draft, { force: true });
  }
}
