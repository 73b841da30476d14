import { auditCommand } from './audit/command';
import { checkCommand } from './check/command';
import { diagnoseCommand } from './diagnose/command';
import { driftCommand } from './drift/command';
import { handoverCommand } from './handover/command';
import { newCommand } from './new/command';
import { preflightCommand } from './preflight/command';
import { rehearseCommand } from './rehearse/command';
import { reviewCommand } from './review/command';
import { statusCommand } from './status/command';

/** In the order in which a site needs them. */
export const COMMANDS = [
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
