import type { TestObject } from '../builders/gate-objects';
import type { Cell } from './gate-cell';
import { Door } from './stow-server';
import { withCells } from './with-cells';

/** Bytes of the largest accepted object. */
export const LARGEST = 200_000;

interface DoorTests {
  /** Available from the first test on. */
  readonly cell: () => Cell;
  readonly door: () => Door;
  /** Expects that Orthanc has each of them once, byte for byte. */
  readonly expectStored: (objects: readonly TestObject[]) => Promise<void>;
}

/** The tests of a file against STOW-RS with a real Orthanc behind it. */
export function withDoor(name: string, tests: (given: DoorTests) => void): void {
  withCells(name, (programs) => {
    let cell: Cell | undefined;
    let door: Door | undefined;
    beforeAll(async () => {
      cell = await programs().cell('alpha');
      door = await Door.open({ ...cell.task({ largestObjectBytes: LARGEST }), largestObjectBytes: LARGEST });
    });
    afterAll(() => door?.close());
    const started = <T>(part: T | undefined): T => {
      if (part === undefined) throw new Error('the cell has not started');
      return part;
    };
    tests({
      cell: () => started(cell),
      door: () => started(door),
      async expectStored(objects) {
        for (const { uids, bytes } of objects)
          expect((await started(cell).stored(uids.sopInstance)).map((file) => file.equals(bytes))).toEqual([true]);
      },
    });
  });
}
