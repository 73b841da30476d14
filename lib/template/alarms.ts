import { flagOf, itemsOf, valueAt } from './json';
import { joinedText, referencesIn } from './references';
import type { TemplateResource, TemplateView } from './view';

const ALARM_TYPE = 'AWS::CloudWatch::Alarm';
const COMPOSITE_TYPE = 'AWS::CloudWatch::CompositeAlarm';

export const alarmsOf = (view: TemplateView): readonly TemplateResource[] => view.ofType(ALARM_TYPE);

const BGP_STATUS = 'VirtualInterfaceBgpStatus';

/** True for an alarm on the BGP session of a virtual interface, by a dimension or in the text of a query. */
export function watchesSession({ properties }: TemplateResource, virtualInterface: string): boolean {
  const metrics = [
    valueAt(properties, 'MetricName'),
    ...itemsOf(valueAt(properties, 'Metrics')).flatMap((metric) => [
      valueAt(metric, 'Expression'),
      valueAt(metric, 'MetricStat', 'Metric', 'MetricName'),
    ]),
  ];
  const references = [valueAt(properties, 'Dimensions'), valueAt(properties, 'Metrics')].flatMap(referencesIn);
  return references.includes(virtualInterface) && metrics.some((value) => joinedText(value).includes(BGP_STATUS));
}

export const missingDataBreaches = ({ properties }: TemplateResource): boolean =>
  valueAt(properties, 'TreatMissingData') === 'breaching';

/** True if the alarm, or a composite alarm on it, has an action that is enabled. */
export function hasAction(view: TemplateView, alarm: TemplateResource): boolean {
  return (
    hasEnabledAction(alarm) ||
    view
      .ofType(COMPOSITE_TYPE)
      .some(
        (composite) =>
          hasEnabledAction(composite) && referencesIn(valueAt(composite.properties, 'AlarmRule')).includes(alarm.id),
      )
  );
}

const hasEnabledAction = ({ properties }: TemplateResource): boolean =>
  itemsOf(valueAt(properties, 'AlarmActions')).length > 0 &&
  flagOf(valueAt(properties, 'ActionsEnabled') ?? true) === true;
