import type { DimseEvent } from '../dimse/events';
import { Tally } from './counts';
import type { Log } from './log';

/** An association may stay open all day: its objects are told after so many, or so many milliseconds. */
const TOLD_AFTER = { objects: 100, milliseconds: 60_000 };

interface Open {
  readonly begun: number;
  readonly tally: Tally;
  /** Since the last line. */
  objects: number;
  told: number;
}

/** One line for each association, when it ends, and now and then before; and for each that did not come about. */
export function logDimse(log: Log, now: () => number = Date.now): (event: DimseEvent) => void {
  const open = new Map<number, Open>();
  const tell = (association: Open, status: string): void => {
    const isStore = association.objects > 0;
    log.transfer({
      door: 'dimse',
      action: isStore ? 'store' : 'none',
      status,
      seconds: (now() - association.begun) / 1000,
      ...(isStore ? { objects: association.tally.take() } : {}),
    });
    association.objects = 0;
    association.told = now();
  };
  return (event) => {
    if (event.kind === 'begun') {
      const begun = now();
      open.set(event.association, { begun, tally: new Tally(), objects: 0, told: begun });
    } else if (event.kind === 'object') {
      const association = open.get(event.association);
      if (association === undefined) return;
      association.tally.add(event.outcome);
      association.objects += 1;
      if (association.objects >= TOLD_AFTER.objects || now() - association.told >= TOLD_AFTER.milliseconds)
        tell(association, 'open');
    } else if (event.kind === 'ended') {
      const association = open.get(event.association);
      open.delete(event.association);
      if (association !== undefined) tell(association, event.how);
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

/** Rejections for whose sake somebody should look at the hospital's settings, or at who calls. */
const WRONG_TITLES: readonly string[] = ['called-ae-title', 'calling-ae-title'];
