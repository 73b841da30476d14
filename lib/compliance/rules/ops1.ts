import { alarmsOf, missingDataBreaches, tellsSomebody, watchesSession } from '../../template/alarms';
import { virtualInterfaces } from '../../template/direct-connect';
import { shownText, valueAt } from '../../template/json';
import { firesIn, type TunnelState, watchesConnection } from '../../template/tunnel-alarms';
import { VPN_CONNECTION_TYPE } from '../../template/tunnels';
import type { TemplateResource, TemplateView } from '../../template/view';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

/** `TunnelState` of a connection with BGP is up only with its session: those two alarms are also those of its BGP. */
export const ops1: TemplateRule = {
  id: 'HeartLab-OPS1',
  failsWhen:
    'a VPN connection has no alarm for one tunnel down, or none for both; a virtual interface none for its BGP session; or such an alarm takes missing data for anything but breaching, or tells nobody (a composite alarm on it may tell instead)',
  unknown:
    "An alarm is a connection's if its dimension names the same resource, and an interface's if anything in it does. AWS's texts disagree about TunnelState with one tunnel down (0.5, or 0 and 1): an alarm counts only if it is right both ways. How missing data counts, if it can't be told, is a finding; so is a threshold. Whom an alarm tells is expected to be a reference: any is somebody.",
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
                `missing data is ${shownText(valueAt(alarm.properties, 'TreatMissingData'))} to it, not breaching: a path that reports nothing is not known to be up`,
              ]),
          ...(tellsSomebody(view, alarm)
            ? []
            : ['it tells nobody: neither it nor a composite alarm on it has an action']),
        ],
      ),
    ),
};

/** What has to be told apart: the alarm of the second state may not be on in the first. */
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
