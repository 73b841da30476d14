import { alarmsOf, hasAction, missingDataBreaches, watchesSession } from '../../template/alarms';
import { virtualInterfaces } from '../../template/direct-connect';
import { shownText, valueAt } from '../../template/json';
import { firesIn, type TunnelState, watchesConnection } from '../../template/tunnel-alarms';
import { VPN_CONNECTION_TYPE } from '../../template/tunnels';
import type { TemplateResource, TemplateView } from '../../template/view';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

/** With BGP, `TunnelState` is up only while the session is: the two tunnel alarms also cover BGP. */
export const ops1: TemplateRule = {
  id: 'HeartLab-OPS1',
  failsWhen:
    "a VPN connection has no alarm for one tunnel down, or none for both tunnels down; a virtual interface has none for its BGP session; or such an alarm doesn't treat missing data as breaching, or has no action (a composite alarm on it may have one instead)",
  unknown:
    "An alarm belongs to a connection if its dimension refers to that resource, and to an interface if any part of the alarm does. AWS documents the TunnelState with one tunnel down as 0.5, and also as 0 and 1: an alarm counts only if it is right for both. A treatment of missing data or a threshold that can't be determined is a finding. Any action counts, since an action is a reference.",
  judge: (view) =>
    combineJudgements(
      judgeEach(view.ofType(VPN_CONNECTION_TYPE), (connection) => tunnels(view, connection)),
      judgeEach(virtualInterfaces(view), ({ id }) =>
        alarmsOf(view).some((alarm) => watchesSession(alarm, id))
          ? []
          : ['has no alarm for its BGP session being down'],
      ),
      judgeEach(
        alarmsOf(view).filter((alarm) => watches(view, alarm)),
        (alarm) => [
          ...(missingDataBreaches(alarm)
            ? []
            : [
                `its TreatMissingData is ${shownText(valueAt(alarm.properties, 'TreatMissingData'))}, not breaching: without data the connection may be down`,
              ]),
          ...(hasAction(view, alarm) ? [] : ['it has no action, and no composite alarm on it has one']),
        ],
      ),
    ),
};

/** The alarms that a connection needs: each fires in state `on` and not in state `off`. */
const NEEDED: readonly { readonly on: TunnelState; readonly off: TunnelState; readonly words: string }[] = [
  { on: 'oneDown', off: 'up', words: 'one tunnel being down' },
  { on: 'bothDown', off: 'oneDown', words: 'both tunnels being down' },
];

function tunnels(view: TemplateView, { id }: TemplateResource): readonly string[] {
  const alarms = alarmsOf(view).filter((alarm) => watchesConnection(alarm, id));
  return NEEDED.flatMap(({ on, off, words }) =>
    alarms.some((alarm) => firesIn(alarm, on) === true && firesIn(alarm, off) === false)
      ? []
      : [`has no alarm for ${words}`],
  );
}

function watches(view: TemplateView, alarm: TemplateResource): boolean {
  return (
    view.ofType(VPN_CONNECTION_TYPE).some(({ id }) => watchesConnection(alarm, id)) ||
    virtualInterfaces(view).some(({ id }) => watchesSession(alarm, id))
  );
}
