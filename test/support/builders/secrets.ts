/** Properties in which CloudFormation accepts a secret: they may contain only a reference to one. */
const SECRET_PROPERTY = /^(PreSharedKey|AuthKey|SecretString|.*Password|.*PrivateKey|.*Token)$/;
const REFERENCE = /^\{\{resolve:(secretsmanager|ssm-secure):/;
/** Texts that are secrets in any place. */
const SECRET_TEXT = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/;

/** The first part of a text that CloudFormation joins at the deploy. */
function beginning(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('Fn::Join' in value)) return '';
  const join = value['Fn::Join'];
  const [first] = Array.isArray(join) && Array.isArray(join[1]) ? join[1] : [];
  return typeof first === 'string' ? first : '';
}

/** The paths of plaintext secrets in a JSON document. `ServiceToken` is the ARN of a function, not a secret. */
export function secretsIn(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return SECRET_TEXT.test(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}.${key}`;
    const clear = SECRET_PROPERTY.test(key) && key !== 'ServiceToken' && !REFERENCE.test(beginning(item));
    return clear ? [here] : secretsIn(item, here);
  });
}
