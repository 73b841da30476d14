import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { PROJECT_FOLDER } from '../project/paths';
import { auditCommand } from './audit/command';
import { checkCommand } from './check/command';
import { diagnoseCommand } from './diagnose/command';
import { driftCommand } from './drift/command';
import { handoverCommand } from './handover/command';
import { intakeCommand } from './intake/command';
import { newCommand } from './new/command';
import { preflightCommand } from './preflight/command';
import { rehearseCommand } from './rehearse/command';
import { reviewCommand } from './review/command';
import { statusCommand } from './status/command';

/** In the order of their use for a new site. */
const COMMANDS = [
  intakeCommand,
  newCommand,
  checkCommand,
  reviewCommand,
  auditCommand,
  rehearseCommand,
  preflightCommand,
  handoverCommand,
  statusCommand,
  driftCommand,
  diagnoseCommand,
];

/** The `heartlab` program with all commands. A command's code is loaded only when it runs. */
export function heartlabProgram(): Command {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8'),
  );
  const program = new Command('heartlab')
    .description('Hospital connectivity on AWS: one YAML file per hospital becomes one CloudFormation stack.')
    .version(version, '--version', "print the package's version")
    .showHelpAfterError('(heartlab --help lists the commands)')
    .showSuggestionAfterError();
  for (const add of COMMANDS) add(program);
  return program;
}
