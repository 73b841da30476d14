import { Command } from 'commander';
import { COMMANDS } from '../lib/cli/all';
import { processOutput } from '../lib/cli/shared/commands';
import { failCommand } from '../lib/cli/shared/output';
import { AwsFailure } from '../lib/operate/aws/failure';
import { ProjectFailure, UserError } from '../lib/project/errors';
import { failureLines } from './failure';

/**
 * The operator's command. A verb is two files: its arguments in `commands/`, what it does in `verbs/`, which is loaded only when the
 * verb runs.
 */

// On Node.js 20 the SDK warns of its own plans, in five lines on stderr, of every command. package.json says what we need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// `| head` closes the pipe when it has seen enough: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const program = new Command('heartlab')
  .description('Hospital connectivity: one YAML file per hospital in, one CloudFormation stack out.')
  .showHelpAfterError('(heartlab --help shows what there is)')
  .showSuggestionAfterError();

for (const add of COMMANDS) add(program);

program.parseAsync().catch((error: unknown) => {
  // Ctrl-C at a prompt is an answer, not an error.
  if (error instanceof Error && error.name === 'ExitPromptError') process.exitCode = 130;
  else if (error instanceof UserError || error instanceof AwsFailure)
    process.exitCode = failCommand(error, processOutput);
  else if (error instanceof ProjectFailure) process.exitCode = failCommand(new UserError(error.message), processOutput);
  else {
    const [first, ...others] = failureLines(error);
    for (const line of [`heartlab: ${first}`, ...others]) processOutput.err(line);
    process.exitCode = 1;
  }
});
