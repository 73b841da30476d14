import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { firstSiteLine } from '../../config/load/first-site';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import { problemLine, showValue } from '../../config/problem';
import { SITE_NAME } from '../../config/schema/common';
import { UserError } from '../../project/errors';
import { removedFiles } from '../../project/git';
import type { CommandOutput } from '../shared/output';
import {
  answersOf,
  type FlagProblem,
  flagsText,
  folderText,
  missingFlags,
  type NewAnswers,
  type NewOptions,
  refuseOtherFlags,
} from './answers';
import { draftProblems, draftSites } from './drafts';
import { type AskQuestion, terminalAsk } from './prompts';
import { askForAnswers, siteQuestions } from './questions';
import { writeNewFiles } from './write';

/** `heartlab new <site>`: the exit code. Nothing is written if the file would have errors. */
export async function newSite(
  site: string,
  options: NewOptions,
  output: CommandOutput,
  ask: AskQuestion | undefined = terminalAsk(),
): Promise<number> {
  if (!SITE_NAME.test(site)) {
    throw new UserError(
      `${showValue(site)} is not a site name; use 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, like auckland-heart`,
    );
  }
  const { sites } = options;
  const file = join(sites, `${site}.yaml`);
  if (existsSync(file))
    throw new UserError(`${file} exists already, and is never overwritten; choose another name, or edit the file`);
  const removed = removedSiteProblem(site, sites);
  if (removed !== undefined) throw new UserError(removed);
  const loaded = readFolder(sites);
  if (loaded.fleet?.environments.length === 0) {
    output.out(firstSiteLine(loaded.fleet, 'Nothing was written', site));
    return 0;
  }
  const given = withOnlyEnvironment(answersOf(options), loaded);
  refuseOtherFlags(given, 'site');
  const check = (answers: NewAnswers): readonly FlagProblem[] => checkAnswers(site, answers, options);
  const report = (problems: readonly FlagProblem[]): void => {
    for (const { flag, text } of problems) output.err(flag === undefined ? text : `${flag}: ${text}`);
  };
  let answers = given;
  if (missingFlags(given).length === 0 && check(given).length === 0) writeSite(site, given, options, output);
  else if (ask === undefined) {
    const missing = missingFlags(given);
    if (missing.length > 0)
      throw new UserError(
        `missing: ${missing.join(', ')}; add them (heartlab new --help has an example), or run the command in a terminal, which prompts for them`,
      );
    const problems = check(given);
    report(problems);
    throw nothingWritten(file, problems);
  } else {
    try {
      const asked = await askForAnswers(given, {
        questions: siteQuestions(loaded.environments.map(({ name }) => name)),
        missing: missingFlags,
        ask,
        check,
        report,
        keep: (now) => {
          answers = now;
        },
      });
      answers = asked.answers;
      if (asked.problems.length > 0) throw nothingWritten(file, asked.problems);
      writeSite(site, answers, options, output);
    } catch (error) {
      const pool = options.pool === undefined ? '' : ` --pool ${options.pool}`;
      const line = `  npx heartlab new ${site}${folderText(sites)}${pool} ${flagsText(answers)}`;
      output.err(`Nothing was written. This command line continues with the answers so far:\n${line}`);
      throw error;
    }
  }
  return 0;
}

/** A cell adopts the database and the studies of an earlier cell of the same name, so a name belongs to one hospital forever. */
export function removedSiteProblem(site: string, sites: string, removed = removedFiles(sites)): string | undefined {
  const commit = removed?.get(`${site}.yaml`);
  return commit === undefined
    ? undefined
    : `${showValue(site)} is the name of a removed hospital, whose studies a new cell of that name would adopt; choose another name. If the same hospital returns, restore its file: git checkout ${commit}^ -- ${join(sites, `${site}.yaml`)}`;
}

/** The folder, as far as it can be read. */
export function readFolder(sites: string): LoadedFleet {
  const loaded = loadFleet(sites);
  const unreadable = loaded.problems.find(({ file }) => file === sites && !existsSync(sites));
  if (unreadable !== undefined) throw new UserError(problemLine(unreadable));
  if (loaded.environments.length === 0 && loaded.fleet === undefined) {
    throw new UserError(
      `${join(sites, ENVIRONMENTS_FILE)} has no valid environment; \`heartlab check\` lists the errors`,
    );
  }
  return loaded;
}

/** A fleet with one environment needs no answer about it. */
export function withOnlyEnvironment(answers: NewAnswers, { environments }: LoadedFleet): NewAnswers {
  const [only, ...others] = environments;
  return only === undefined || others.length > 0 ? answers : { '--environment': [only.name], ...answers };
}

/**
 * Incomplete answers are checked too: then mistakes in settings that are not answered yet don't count. The folder is read each
 * time, because another site file may be added during the prompts.
 */
function checkAnswers(site: string, answers: NewAnswers, options: NewOptions): readonly FlagProblem[] {
  const hospitals = [{ site, answers }];
  const drafts = draftSites(hospitals, options, loadFleet(options.sites));
  const [problems = []] = draftProblems(hospitals, drafts, options.sites);
  return missingFlags(answers).length === 0
    ? problems
    : problems.filter(({ flag }) => flag !== undefined && answers[flag] !== undefined);
}

function writeSite(site: string, answers: NewAnswers, options: NewOptions, output: CommandOutput): void {
  const { sites } = options;
  const drafts = draftSites([{ site, answers }], options, loadFleet(sites));
  writeNewFiles(sites, drafts);
  const deploy = sites === 'sites' ? '' : ` -c sites=${sites}`;
  for (const { name, cloudCidr } of drafts)
    output.out(
      `Wrote ${join(sites, name)}: cloudCidr ${cloudCidr}. Next: npx heartlab check ${site}${folderText(sites)}, then npx cdk deploy --exclusively SiteStack-${site}${deploy}.`,
    );
}

const nothingWritten = (file: string, problems: readonly FlagProblem[]): UserError =>
  new UserError(`nothing was written: ${file} would have ${problems.length === 1 ? 'this error' : 'these errors'}`);
