import { studiesPrefix } from '../../config/naming/cell-names';
import { itemsOf, type TemplateValue, textOf, valueAt } from '../../template/json';
import { joinedText, referencesIn, UNKNOWN_PART } from '../../template/references';
import type { TemplateView } from '../../template/view';
import { evidenceValue } from './tunnel-facts';

/** One kind of resource that hospitals must not share, as found in the template of a cell. */
export interface IsolationFact {
  readonly what: string;
  readonly found: readonly string[];
  /** True if at least one was found, and all belong to this hospital only. */
  readonly own: boolean;
}

/** The resources that separate a hospital's studies from others'. A value that can't be determined doesn't count as the hospital's own. */
export function isolationFacts(view: TemplateView): readonly IsolationFact[] {
  const site = view.cell?.site ?? '';
  const inTemplate = (value: TemplateValue): boolean => {
    const ids = referencesIn(value);
    return ids.length > 0 && ids.every((id) => view.resource(id) !== undefined);
  };
  const ofType = (type: string, property: string): readonly TemplateValue[] =>
    view.ofType(type).map(({ properties }) => valueAt(properties, property));
  return [
    fact('entrance', itemsOf(ofType('AWS::EC2::VPCEndpointService', 'NetworkLoadBalancerArns')[0]), inTemplate),
    fact('tasks', ofType('AWS::ECS::Service', 'TaskDefinition'), inTemplate),
    fact('database and its role', ofType('Custom::HeartLabCellDatabase', 'Site'), (value) => textOf(value) === site),
    fact('prefix of the studies bucket', objects(view), (value) => belowPrefix(value, studiesPrefix(site))),
    fact('secrets', resourcesOf(view, 'secretsmanager:'), inTemplate),
  ];
}

const fact = (
  what: string,
  values: readonly TemplateValue[],
  own: (value: TemplateValue) => boolean,
): IsolationFact => ({
  what,
  found: values.map(
    (value) =>
      referencesIn(value)
        .filter((id) => !id.startsWith('AWS::'))
        .join(', ') || shown(value),
  ),
  own: values.length > 0 && values.every(own),
});

const shown = (value: TemplateValue): string =>
  joinedText(value).replaceAll(UNKNOWN_PART, '…') || evidenceValue(value) || 'nothing';

/** The object permissions of the template's roles, without the statements about the bucket itself. */
const objects = (view: TemplateView): readonly TemplateValue[] =>
  resourcesOf(view, 's3:').filter((value) => !/^arn:[^/]*$/.test(joinedText(value)));

const belowPrefix = (value: TemplateValue, prefix: string): boolean =>
  joinedText(value)
    .slice(joinedText(value).indexOf('/') + 1)
    .startsWith(prefix);

/** The resources of all policy statements in the template that permit an action of a service. */
function resourcesOf(view: TemplateView, service: string): readonly TemplateValue[] {
  return view
    .ofType('AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy')
    .flatMap(({ properties }) => itemsOf(valueAt(properties, 'PolicyDocument', 'Statement')))
    .filter((statement) =>
      itemsOf(valueAt(statement, 'Action')).some((action) => joinedText(action).startsWith(service)),
    )
    .flatMap((statement) => itemsOf(valueAt(statement, 'Resource')));
}
