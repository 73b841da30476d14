import { LONG } from '../../support/long';

/** The amounts of a run. */
export const SIZES = {
  bodies: LONG ? 10_000 : 500,
  load: LONG ? { senders: 32, studies: 50, objects: 20 } : { senders: 8, studies: 10, objects: 20 },
  /** Kills of each program. */
  kills: LONG ? 5 : 1,
  neighbour: {
    pausedUploads: 200,
    silentConnections: 200,
    /** Pairs of phases, one without and one with the attack. */
    fewestRounds: LONG ? 6 : 2,
    /** If all these have an effect, the attack has one. */
    mostRounds: LONG ? 6 : 8,
    /** Requests of the neighbour in each phase. */
    requests: LONG ? 150 : 40,
    /** p95 under attack over p95 without. In CI other tests use the machine at the same time, and the samples are few. */
    mostRatio: LONG ? 1.5 : 3,
  },
} as const;

/** Limit of a gate's resident memory in bytes. */
export const MOST_MEMORY = 300 * 2 ** 20;

/** Prints a measured figure. */
export const report = (text: string): void => void process.stdout.write(`proof: ${text}\n`);
