import type { DimseEvent } from '../dimse/events';
import { Tally } from './counts';
import type { Log } from './log';

/** Writes one line for each association when it ends, and one for each that was not established. */
export function logDimse(log: Log, now: () => number = Date.now): (event: DimseEvent) => void {
  const open = new Map<number, { readonly begun: number; readonly tally: Tally; hasObjects: boolean }>();
  return (event) => {
    if (event.kind === 'begun') open.set(event.association, { begun: now(), tally: new Tally(), hasObjects: false });
    else if (event.kind === 'object') {
      const association = open.get(event.association);
      association?.tally.add(event.outcome);
      if (association !== undefined) association.hasObjects = true;
    } else if (event.kind === 'ended') {
      const association = open.get(event.association);
      open.delete(event.association);
      if (association === undefined) return;
      const { begun, tally, hasObjects } = association;
      log.transfer({
        door: 'dimse',
        action: hasObjects ? 'store' : 'none',
        status: event.how,
        seconds: (now() - begun) / 1000,
        ...(hasObjects ? { objects: tally.counts() } : {}),
      });
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

/** Rejections that call for a check of the hospital's settings, or of who calls. */
const WRONG_TITLES: readonly string[] = ['called-ae-title', 'calling-ae-title'];
