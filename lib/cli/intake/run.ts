import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { UserError } from '../../project/errors';
import { inFile } from '../new/write';
import type { CommandOutput } from '../shared/output';
import { INTAKE_TITLE, intakePage } from './page';
import { intakeScript } from './script';

/** `heartlab intake`: writes the form. It replaces an earlier form, and no other file. */
export function writeIntake(out: string, output: CommandOutput): void {
  const isOther = inFile(out, () => existsSync(out) && !readFileSync(out, 'utf8').includes(INTAKE_TITLE));
  if (isOther) throw new UserError(`${out} exists and is not an intake form; pass another --out`);
  inFile(out, () => writeFileSync(out, intakePage(intakeScript())));
  output.out(
    `Wrote ${out}. Send it to the hospital. Next, with the file that comes back: npx heartlab new --from <file>.`,
  );
}
