import { studiesPrefix } from '../../config/naming/cell-names';
import { itemsOf, type Json, textOf, valueAt } from '../../template/json';
import { joinedText, referencesIn, UNKNOWN_PART } from '../../template/references';
import type { TemplateView } from '../../template/view';
import { evidenceValue } from './tunnel-facts';

/** One thing that a hospital must share with no other, as the template of its cell has it. */
export interface IsolationFact {
  readonly what: string;
  readonly found: readonly string[];
  /** True if all that was found is this hospital's alone, and something was found. */
  readonly own: boolean;
}

/** What keeps a hospital's studies apart from those of others. Whatever can't be read is not taken for its own. */
export function isolationFacts(view: TemplateView): readonly IsolationFact[] {
  const site = view.cell?.site ?? '';
  const here = (value: Json): boolean => {
    const ids = referencesIn(value);
    return ids.length > 0 && ids.every((id) => view.resource(id) !== undefined);
  };
  const ofType = (type: string, property: string): readonly Json[] =>
    view.ofType(type).map(({ properties }) => valueAt(properties, property));
  return [
    fact('entrance', itemsOf(ofType('AWS::EC2::VPCEndpointService', 'NetworkLoadBalancerArns')[0]), here),
    fact('tasks', ofType('AWS::ECS::Service', 'TaskDefinition'), here),
    fact('database and its role', ofType('Custom::HeartLabCellDatabase', 'Site'), (value) => textOf(value) === site),
    fact('prefix of the studies bucket', objects(view), (value) => belowPrefix(value, studiesPrefix(site))),
    fact('secrets', resourcesOf(view, 'secretsmanager:'), here),
  ];
}

const fact = (what: string, values: readonly Json[], own: (value: Json) => boolean): IsolationFact => ({
  what,
  found: values.map(
    (value) =>
      referencesIn(value)
        .filter((id) => !id.startsWith('AWS::'))
        .join(', ') || shown(value),
  ),
  own: values.length > 0 && values.every(own),
});

const shown = (value: Json): string =>
  joinedText(value).replaceAll(UNKNOWN_PART, '…') || evidenceValue(value) || 'nothing';

/** What roles of the template may do to objects: not those statements that are about the bucket itself. */
const objects = (view: TemplateView): readonly Json[] =>
  resourcesOf(view, 's3:').filter((value) => !/^arn:[^/]*$/.test(joinedText(value)));

const belowPrefix = (value: Json, prefix: string): boolean =>
  joinedText(value)
    .slice(joinedText(value).indexOf('/') + 1)
    .startsWith(prefix);

/** The resources of the statements that permit an action of a service, of every policy in the template. */
function resourcesOf(view: TemplateView, service: string): readonly Json[] {
  return view
    .ofType('AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy')
    .flatMap(({ properties }) => itemsOf(valueAt(properties, 'PolicyDocument', 'Statement')))
    .filter((statement) =>
      itemsOf(valueAt(statement, 'Action')).some((action) => joinedText(action).startsWith(service)),
    )
    .flatMap((statement) => itemsOf(valueAt(statement, 'Resource')));
}
