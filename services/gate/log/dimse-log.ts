import type { DimseEvent } from '../dimse/events';
import { StoreTally } from './counts';
import type { GateLog } from './log';

/** An association may stay open all day, so it is also logged after this number of objects or milliseconds. */
const LOGGED_AFTER = { objects: 100, milliseconds: 60_000 };

interface OpenAssociation {
  readonly startedAt: number;
  readonly tally: StoreTally;
  /** Objects since the last line. */
  objects: number;
  lastLineAt: number;
}

/** Writes one line when an association ends, intermediate lines for a long one, and one line for each that was not established. */
export function logDimse(log: GateLog, now: () => number = Date.now): (event: DimseEvent) => void {
  const open = new Map<number, OpenAssociation>();
  const report = (association: OpenAssociation, status: string): void => {
    const isStore = association.objects > 0;
    log.transfer({
      door: 'dimse',
      action: isStore ? 'store' : 'none',
      status,
      seconds: (now() - association.startedAt) / 1000,
      objects: isStore ? association.tally.take() : undefined,
    });
    association.objects = 0;
    association.lastLineAt = now();
  };
  return (event) => {
    if (event.kind === 'begun') {
      const startedAt = now();
      open.set(event.association, { startedAt, tally: new StoreTally(), objects: 0, lastLineAt: startedAt });
    } else if (event.kind === 'object') {
      const association = open.get(event.association);
      if (association === undefined) return;
      association.tally.add(event.outcome);
      association.objects += 1;
      if (association.objects >= LOGGED_AFTER.objects || now() - association.lastLineAt >= LOGGED_AFTER.milliseconds)
        report(association, 'open');
    } else if (event.kind === 'ended') {
      const association = open.get(event.association);
      open.delete(event.association);
      if (association !== undefined) report(association, event.how);
    } else
      log.transfer({
        door: 'dimse',
        action: 'none',
        status: event.why,
        seconds: 0,
        isRefused: WRONG_TITLES.includes(event.why),
      });
  };
}

/** Rejections after which the hospital's settings, or the caller, should be checked. */
const WRONG_TITLES: readonly string[] = ['called-ae-title', 'calling-ae-title'];
