import { type Json, textOf, valueAt } from './json';
import { joinedText, referencesIn } from './references';
import type { TemplateResource, TemplateView } from './view';

const LOG_GROUP_TYPE = 'AWS::Logs::LogGroup';

/** A log group's name at the end of its ARN, with or without the `:*` of the resource's own attribute. */
const NAME = /:log-group:([^:]+)(?::\*)?$/;

/** The log group of this template that an ARN is of: by reference, or by the name in the ARN. */
export function logGroupOf(view: TemplateView, arn: Json): TemplateResource | undefined {
  const groups = view.ofType(LOG_GROUP_TYPE);
  const named = new Set(referencesIn(arn));
  const name = NAME.exec(joinedText(arn))?.[1];
  return (
    groups.find(({ id }) => named.has(id)) ??
    groups.find(({ properties }) => name !== undefined && textOf(valueAt(properties, 'LogGroupName')) === name)
  );
}
