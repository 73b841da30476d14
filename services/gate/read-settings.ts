import * as z from 'zod';
import { GATE_VARIABLES, type GateSettings } from './settings';

/** The gate's settings, and the other values that the task receives. */
export interface GateEnvironment {
  readonly settings: GateSettings;
  readonly database: { readonly host: string; readonly user: string; readonly password: string };
  /** Only for a `basic` site. */
  readonly stowPassword?: string;
}

/** All errors in the gate's environment, one sentence each. No sentence contains a password. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const port = z.int().min(1).max(65_535);
/** An AE title (DICOM PS3.5 section 6.2): 1 to 16 printable characters, no backslash, no blanks at either end. */
const aeTitle = z.string().regex(/^(?! )[ -[\]-~]{1,16}(?<! )$/, 'must be an AE title of 1 to 16 characters');

const schema: z.ZodType<GateSettings> = z.strictObject({
  site: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a site'),
  auth: z.enum(['mtls', 'basic']),
  httpsPort: port,
  dimse: z.strictObject({ port, calledAeTitle: aeTitle, callingAeTitles: z.array(aeTitle).min(1) }).optional(),
  server: z.strictObject({ port }),
  database: z.strictObject({ port, name: z.string().min(1), caFile: z.string().min(1) }),
  folder: z.string().startsWith('/', 'must be an absolute path'),
  largestObjectBytes: z.int().min(1),
  storesAtOnce: z.int().min(1),
  idleSeconds: z.int().min(1),
});

/**
 * Reads the gate's settings, and removes the passwords from the environment, so that code that prints it can't show them.
 *
 * @throws SettingsError with all errors
 */
export function readSettings(environment: NodeJS.ProcessEnv): GateEnvironment {
  const problems: string[] = [];
  const variable = (name: string): string => {
    const value = environment[name] ?? '';
    if (value === '') problems.push(`${name} is not set.`);
    return value;
  };
  const text = variable(GATE_VARIABLES.settings);
  const settings = text === '' ? undefined : parse(text, problems);
  const database = {
    host: variable(GATE_VARIABLES.databaseHost),
    user: variable(GATE_VARIABLES.databaseUser),
    password: variable(GATE_VARIABLES.databasePassword),
  };
  const stowPassword = settings?.auth === 'basic' ? variable(GATE_VARIABLES.stowPassword) : undefined;
  delete environment[GATE_VARIABLES.databasePassword];
  delete environment[GATE_VARIABLES.stowPassword];
  if (settings === undefined || problems.length > 0) throw new SettingsError(problems);
  return { settings, database, stowPassword };
}

function parse(text: string, problems: string[]): GateSettings | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    problems.push(`${GATE_VARIABLES.settings} is not JSON.`);
    return undefined;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    problems.push(`${[GATE_VARIABLES.settings, ...path].join('.')}: ${message}`);
  return undefined;
}
