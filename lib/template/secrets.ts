import { isIntrinsic, listOf, type TemplateValue, valueAt } from './json';
import { joinedText, referencesIn } from './references';
import type { TemplateView } from './view';

/** A single dynamic reference to a secret store: CloudFormation resolves it during the deploy, and never shows it. */
const FROM_A_STORE = /^\{\{resolve:(?:secretsmanager|ssm-secure):[^{}]+\}\}$/;

/** A description of how a key is exposed, without the key itself; undefined if it isn't exposed, or if there is none. */
export function secretExposure(view: TemplateView, value: TemplateValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isIntrinsic(value)) return fromStore(view, value, 'is in the template in clear text');
  if (typeof value.Ref === 'string') return parameterExposure(view, value.Ref);
  if ('Fn::GetAtt' in value || 'Fn::ImportValue' in value || 'Fn::GetStackOutput' in value) return undefined;
  if ('Fn::If' in value) {
    const [, yes, no] = listOf(value['Fn::If']) ?? [];
    return secretExposure(view, valueAt(yes)) ?? secretExposure(view, valueAt(no));
  }
  return fromStore(view, value, 'is built in the template');
}

function fromStore(view: TemplateView, value: TemplateValue, otherwise: string): string | undefined {
  const parameter = referencesIn(value).flatMap((id) => parameterExposure(view, id) ?? []);
  if (!FROM_A_STORE.test(joinedText(value))) return parameter[0] ?? otherwise;
  const exposed = referencesIn(value).find((id) => {
    const secret = view.resource(id);
    return secret !== undefined && isExposed(view, valueAt(secret.properties, 'SecretString'));
  });
  return exposed === undefined ? undefined : `is the secret ${exposed}, whose value is in the template in clear text`;
}

const isExposed = (view: TemplateView, value: TemplateValue): boolean =>
  value !== undefined && secretExposure(view, value) !== undefined;

/** A parameter without a default exposes nothing in the template. */
function parameterExposure(view: TemplateView, id: string): string | undefined {
  return valueAt(view.parameters, id, 'Default') === undefined ? undefined : `is the default of parameter ${id}`;
}
