import type * as z from 'zod';
import { characterName, INVISIBLE_CHARACTERS } from '../invisible';
import { holdsSecret } from '../secrets';
import { withMeaning } from './field';

/**
 * Text that no setting may contain, because settings reach templates, dashboards, tags, terminals and pages. CloudFormation
 * resolves `{{resolve:…}}` in any string of a template (CloudFormation user guide, "Get values stored in other services using
 * dynamic references"), and `${…}` is a variable of Fn::Sub and of the CDK's own tokens.
 */

/** For patterns that editors check: no `{{` or `${` in a text, and no `{` at its beginning. */
export const NO_TEMPLATE_SYNTAX = '(?!.*(\\{\\{|\\$\\{))(?!\\s*\\{)';

/** The pattern of `plainTextField`, for editors. */
export const PLAIN_PATTERN = `^${NO_TEMPLATE_SYNTAX}[^${INVISIBLE_CHARACTERS}]*$`;

interface Wrong {
  readonly wrong: string;
  readonly write: string;
}

/** Finds `{{` or `${` in a text, or a beginning that forms one of them with the text before it. */
export function templateSyntax(text: string): Wrong | undefined {
  const [found] = text.match(/\{\{|\$\{/) ?? [];
  if (found !== undefined)
    return {
      wrong: `contains ${found}, which CloudFormation or the CDK would replace`,
      write: `write it without ${found}`,
    };
  return text.trimStart().startsWith('{')
    ? {
        wrong: 'begins with {, which could form a CloudFormation reference with the text before it',
        write: 'begin with another character',
      }
    : undefined;
}

function invisible(text: string): Wrong | undefined {
  const [found] = text.match(new RegExp(`[${INVISIBLE_CHARACTERS}]`, 'u')) ?? [];
  if (found === undefined) return undefined;
  const what = /[\n\r\u0085\u2028\u2029]/.test(found) ? 'a line break' : 'an invisible character';
  return { wrong: `has ${what} (${characterName(found)})`, write: 'remove it, or write the text again' };
}

function secret(text: string): Wrong | undefined {
  return holdsSecret(text)
    ? {
        wrong: 'contains what looks like a key or a password',
        write: 'remove it: a site file must not contain a secret; keys and passwords stay in Secrets Manager',
      }
    : undefined;
}

/** Why a text is not plain. Plain text is one visible line without a secret and without template syntax. */
export const notPlain = (text: string): Wrong | undefined => secret(text) ?? invisible(text) ?? templateSyntax(text);

export const plainTextField = (schema: z.ZodString): z.ZodString => withMeaning(schema, notPlain);
