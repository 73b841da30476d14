import { LONG } from '../../support/long';
import { GateProgram } from '../../support/programs/bundled-gate';
import { type Cell, Programs } from '../../support/programs/gate-cell';
import { missingPackages } from '../../support/programs/program';

/** A gate with the Orthanc and the database that it stores in. */
export interface GatedCell {
  readonly cell: Cell;
  readonly gate: GateProgram;
}

/**
 * Tests with a real gate, Orthanc and PostgreSQL, with a cell for each site. Without these programs they are skipped, and the run
 * reports it; a long run fails.
 */
export function withGates(
  name: string,
  sites: readonly string[],
  fsync: 'on' | 'off',
  tests: (world: () => { readonly programs: Programs; readonly cells: readonly GatedCell[] }) => void,
): void {
  const missing = missingPackages();
  if (missing.length > 0 && LONG) throw new Error(`apt-get install ${missing.join(' ')}`);
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${name}. It needs: apt-get install ${missing.join(' ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, () => {
    if (LONG) jest.setTimeout(3_600_000);
    let programs: Programs | undefined;
    const cells: GatedCell[] = [];
    beforeAll(async () => {
      programs = await Programs.start(fsync);
      for (const site of sites) {
        const cell = await programs.cell(site);
        cells.push({ cell, gate: await GateProgram.start(programs, cell) });
      }
    });
    afterAll(async () => {
      await Promise.all(cells.map(({ gate }) => gate.stop('SIGKILL')));
      await programs?.stop();
    });
    tests(() => {
      if (programs === undefined) throw new Error('the programs have not started');
      return { programs, cells };
    });
  });
}
