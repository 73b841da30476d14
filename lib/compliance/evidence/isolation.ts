import { studiesPrefix } from '../../config/naming/cell-names';
import { at, items, type Json, text } from '../../template/json';
import { joined, references, UNKNOWN } from '../../template/references';
import type { TemplateView } from '../../template/view';
import { shownValue } from './tunnel-facts';

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
    const ids = references(value);
    return ids.length > 0 && ids.every((id) => view.resource(id) !== undefined);
  };
  const ofType = (type: string, property: string): readonly Json[] =>
    view.ofType(type).map(({ properties }) => at(properties, property));
  return [
    fact('entrance', items(ofType('AWS::EC2::VPCEndpointService', 'NetworkLoadBalancerArns')[0]), here),
    fact('tasks', ofType('AWS::ECS::Service', 'TaskDefinition'), here),
    fact('database and its role', ofType('Custom::HeartLabCellDatabase', 'Site'), (value) => text(value) === site),
    fact('prefix of the studies bucket', objects(view), (value) => belowPrefix(value, studiesPrefix(site))),
    fact('secrets', resourcesOf(view, 'secretsmanager:'), here),
  ];
}

const fact = (what: string, values: readonly Json[], own: (value: Json) => boolean): IsolationFact => ({
  what,
  found: values.map(
    (value) =>
      references(value)
        .filter((id) => !id.startsWith('AWS::'))
        .join(', ') || shown(value),
  ),
  own: values.length > 0 && values.every(own),
});

const shown = (value: Json): string => joined(value).replaceAll(UNKNOWN, '…') || shownValue(value) || 'nothing';

/** What roles of the template may do to objects: not those statements that are about the bucket itself. */
const objects = (view: TemplateView): readonly Json[] =>
  resourcesOf(view, 's3:').filter((value) => !/^arn:[^/]*$/.test(joined(value)));

const belowPrefix = (value: Json, prefix: string): boolean =>
  joined(value)
    .slice(joined(value).indexOf('/') + 1)
    .startsWith(prefix);

/** The resources of the statements that permit an action of a service, of every policy in the template. */
function resourcesOf(view: TemplateView, service: string): readonly Json[] {
  return view
    .ofType('AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy')
    .flatMap(({ properties }) => items(at(properties, 'PolicyDocument', 'Statement')))
    .filter((statement) => items(at(statement, 'Action')).some((action) => joined(action).startsWith(service)))
    .flatMap((statement) => items(at(statement, 'Resource')));
}
