import * as z from 'zod';
import { validJson } from '../config/valid-json';
import type { AwsPlace } from '../operate/aws/failure';
import { partitionOf } from '../operate/aws/partition';

/** Whether a topic's policy allows CloudWatch to publish alarms. `conditions`: only under conditions not evaluated here. */
export type PublishingAllowed = 'allowed' | 'denied' | 'conditions';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), oneOrMore)]).optional(),
  Action: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
type Statement = z.output<typeof statementSchema>;
const policySchema = z.object({ Statement: z.union([statementSchema, z.array(statementSchema)]) });

export function mayPublish(policy: string, place: AwsPlace): PublishingAllowed {
  const { data } = policySchema.safeParse(validJson(policy));
  if (data === undefined) return 'conditions';
  const concerning = [data.Statement].flat().filter((statement) => isOfCloudWatch(statement) && isPublish(statement));
  const of = (effect: 'Allow' | 'Deny'): readonly (boolean | undefined)[] =>
    concerning.filter(({ Effect }) => Effect === effect).map(({ Condition }) => holds(Condition, place));
  const denied = of('Deny');
  if (denied.includes(true)) return 'denied';
  const allowed = of('Allow');
  if (allowed.includes(true) && !denied.includes(undefined)) return 'allowed';
  return allowed.includes(true) || allowed.includes(undefined) ? 'conditions' : 'denied';
}

const isOfCloudWatch = ({ Principal }: Statement): boolean =>
  Principal === '*' ||
  Principal?.AWS?.includes('*') === true ||
  Principal?.Service?.includes('cloudwatch.amazonaws.com') === true;

const isPublish = ({ Action = [] }: Statement): boolean =>
  Action.some((action) => matches(action.toLowerCase(), 'sns:publish'));

/** Matches `*` and `?` as IAM does. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

/** The known condition keys of an alarm's call. The source owner is the calling account; SNS's default policy uses that key. */
function known({ account, region }: AwsPlace): ReadonlyMap<string, string> {
  return new Map([
    ['aws:sourceowner', account],
    ['aws:sourceaccount', account],
    ['aws:sourcearn', `arn:${partitionOf(region)}:cloudwatch:${region}:${account}:alarm:heartlab-`],
    ['aws:securetransport', 'true'],
  ]);
}

/** Undefined if a condition can't be evaluated. */
function holds(conditions: Statement['Condition'], place: AwsPlace): boolean | undefined {
  const facts = known(place);
  const judged = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const fact = facts.get(key.toLowerCase());
      return fact === undefined || !/^(String(Equals|Like)|Arn(Equals|Like)|Bool)$/.test(operator)
        ? undefined
        : [values].flat().some((value) => covers(String(value), fact));
    }),
  );
  if (judged.includes(false)) return false;
  return judged.includes(undefined) ? undefined : true;
}

/** Only the beginning of the alarm's ARN is known: a pattern that ends in `*` matches all alarms. */
const covers = (pattern: string, fact: string): boolean => matches(pattern, fact) || matches(pattern, `${fact}x`);
