import type { StowRequest } from './http/parts';
import { startServer } from './http/server';
import { createLog, type GateLog } from './log/log';
import { type GateEnvironment, readSettings, SettingsError } from './read-settings';
import type { StowAnswer } from './stow/stow';

/** The services behind the HTTPS server, and the DIMSE listener. */
export interface GateParts {
  readonly stow: (request: StowRequest) => Promise<StowAnswer>;
  /** Whether objects can be locked. A rejection counts as no. */
  readonly isDatabaseUp: () => Promise<boolean>;
  /** Accepts no more associations; resolves when those in progress have ended. Absent if the site has no `dimse`. */
  readonly closeDimse?: () => Promise<void>;
  /** Ends connections, once nothing is in progress. */
  close(): Promise<void>;
}

/** sysexits.h: the configuration is wrong. */
const EX_CONFIG = 78;

/**
 * Milliseconds that work in progress may take after SIGTERM: Fargate kills a container at most 120 s after it (Amazon ECS guide,
 * "Task definition parameters", `stopTimeout`). At SIGTERM the load balancer already sends nothing more: ECS has deregistered the
 * task.
 */
const STOP_TIMEOUT = 110_000;

/** Runs the gate until a signal ends it. */
export async function runGate(
  openParts: (environment: GateEnvironment, log: GateLog) => Promise<GateParts>,
  stopTimeout = STOP_TIMEOUT,
): Promise<void> {
  const environment = readSettingsOrExit();
  const { settings, stowPassword } = environment;
  const log = createLog(settings.site);
  const fail = (where: string) => (error: unknown) => {
    log.failure(where, error);
    process.exit(1);
  };
  process.on('uncaughtException', fail('program'));
  process.on('unhandledRejection', fail('program'));

  const parts = await openParts(environment, log).catch(fail('start'));
  const server = await startServer({
    settings,
    stow: parts.stow,
    isDatabaseUp: parts.isDatabaseUp,
    log,
    stowPassword,
  }).catch(fail('start'));

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.event('stopping');
    setTimeout(() => {
      log.event('stopped with requests in progress');
      process.exit(0);
    }, stopTimeout);
    await Promise.all([server.close(), parts.closeDimse?.()]);
    await parts.close();
    log.event('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  log.event('started');
}

function readSettingsOrExit(): GateEnvironment {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) process.stderr.write(`gate: ${problem}\n`);
    process.exit(EX_CONFIG);
  }
}
