import { heartlabProgram } from '../lib/cli/program';
import { failCommand, processOutput } from '../lib/cli/shared/output';
import { AwsFailure } from '../lib/operate/aws/failure';
import { ProjectFailure, UserError } from '../lib/project/errors';
import { failureLines } from './failure';

// On Node.js 20 the SDK prints a five-line warning on stderr for every command. package.json sets the supported versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// `| head` closes the pipe early, which is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

heartlabProgram()
  .parseAsync()
  .catch((error: unknown) => {
    // Ctrl-C at a prompt is not an error.
    if (error instanceof Error && error.name === 'ExitPromptError') process.exitCode = 130;
    else if (error instanceof UserError || error instanceof AwsFailure || error instanceof ProjectFailure)
      process.exitCode = failCommand(error, processOutput);
    else {
      const [first, ...others] = failureLines(error);
      for (const line of [`heartlab: ${first}`, ...others]) processOutput.err(line);
      process.exitCode = 1;
    }
  });
