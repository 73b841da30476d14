import { Programs } from './gate-cell';
import { missingPackages } from './program';

/** The tests of a file against its own programs. Without an installed program they are skipped, with a line on stderr. */
export function withCells(name: string, tests: (programs: () => Programs) => void): void {
  const missing = missingPackages();
  // Not console.warn: jest shows no console output of a file if all its tests are skipped.
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${name}. It needs: apt-get install ${missing.join(' ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, () => {
    let programs: Programs | undefined;
    beforeAll(async () => {
      programs = await Programs.start();
    });
    afterAll(() => programs?.stop());
    tests(() => {
      if (programs === undefined) throw new Error('the programs have not started');
      return programs;
    });
  });
}
