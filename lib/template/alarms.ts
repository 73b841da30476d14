import { at, flag, items } from './json';
import { joined, references } from './references';
import type { Resource, TemplateView } from './view';

const ALARM_TYPE = 'AWS::CloudWatch::Alarm';
const COMPOSITE_TYPE = 'AWS::CloudWatch::CompositeAlarm';

export const alarmsOf = (view: TemplateView): readonly Resource[] => view.ofType(ALARM_TYPE);

const BGP_STATUS = 'VirtualInterfaceBgpStatus';

/** True for an alarm on the BGP session of a virtual interface, by a dimension or in the text of a query. */
export function watchesSession({ properties }: Resource, virtualInterface: string): boolean {
  const asked = [
    at(properties, 'MetricName'),
    ...items(at(properties, 'Metrics')).flatMap((one) => [
      at(one, 'Expression'),
      at(one, 'MetricStat', 'Metric', 'MetricName'),
    ]),
  ];
  const names = [at(properties, 'Dimensions'), at(properties, 'Metrics')].flatMap(references);
  return names.includes(virtualInterface) && asked.some((value) => joined(value).includes(BGP_STATUS));
}

export const missingDataBreaches = ({ properties }: Resource): boolean =>
  at(properties, 'TreatMissingData') === 'breaching';

/** True if the alarm, or a composite alarm on it, has an action that is on. */
export function tellsSomebody(view: TemplateView, alarm: Resource): boolean {
  return (
    acts(alarm) ||
    view
      .ofType(COMPOSITE_TYPE)
      .some((composite) => acts(composite) && references(at(composite.properties, 'AlarmRule')).includes(alarm.id))
  );
}

const acts = ({ properties }: Resource): boolean =>
  items(at(properties, 'AlarmActions')).length > 0 && flag(at(properties, 'ActionsEnabled') ?? true) === true;
