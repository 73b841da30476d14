import type { Outcome } from '../store/outcome';
import { Tally } from './counts';
import type { Log } from './log';

/** What the log needs of the events of the DIMSE front. Other members of an event, such as AE titles, are not read. */
export type LoggedDimseEvent =
  | { readonly kind: 'dropped'; readonly why: string }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'begun'; readonly association: number }
  | { readonly kind: 'object'; readonly association: number; readonly outcome: Outcome }
  | { readonly kind: 'ended'; readonly association: number; readonly how: string };

/** One line for each association, when it ends, and for each that did not come about. */
export function logDimse(log: Log, now: () => number = Date.now): (event: LoggedDimseEvent) => void {
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

/** Rejections for whose sake somebody should look at the hospital's settings, or at who calls. */
const WRONG_TITLES: readonly string[] = ['called-ae-title', 'calling-ae-title'];
