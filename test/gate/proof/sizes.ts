import { LONG } from '../../support/long';

/** How much is tried. */
export const SIZES = {
  bodies: LONG ? 10_000 : 500,
  // Many at once is the point; how many one after the other is the weekly run's.
  load: LONG ? { senders: 32, studies: 50, objects: 20 } : { senders: 8, studies: 4, objects: 20 },
  /** Kills of each program. */
  kills: LONG ? 5 : 1,
  neighbour: {
    pausedUploads: 200,
    silentConnections: 200,
    /** Pairs of phases, one without and one with the attack. */
    rounds: LONG ? 6 : 2,
    /** Requests of the neighbour in each phase. */
    requests: LONG ? 150 : 40,
    /** p95 under attack over p95 without. In CI other tests use the machine at the same time, and the samples are few. */
    mostRatio: LONG ? 1.5 : 3,
  },
} as const;

/** Milliseconds for one test. */
export const TIME = LONG ? 3_600_000 : 170_000;

/** Bytes of resident memory of a gate, whatever is sent to it. */
export const MOST_MEMORY = 300 * 2 ** 20;

/** A figure that was measured: into the output of the run. */
export const report = (text: string): void => void process.stdout.write(`proof: ${text}\n`);
