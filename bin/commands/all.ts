import { auditCommand } from './audit';
import { checkCommand } from './check';
import { diagnoseCommand } from './diagnose';
import { driftCommand } from './drift';
import { handoverCommand } from './handover';
import { newCommand } from './new';
import { preflightCommand } from './preflight';
import { rehearseCommand } from './rehearse';
import { reviewCommand } from './review';
import { statusCommand } from './status';

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
