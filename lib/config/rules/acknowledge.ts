import { fileFindings, surelyAbsent } from '../findings';
import { HEARTLAB_RULE_IDS, isHeartLabRule } from '../heartlab-rules';
import { nearestName } from '../load/nearest';
import type { PartialSite } from '../model';
import type { FileComplaint } from '../problem';
import { showValue } from '../problem';
import { indexedItems, repeatedItems, type SiteRule } from './rule';

export const findingsAcknowledged: SiteRule = {
  id: 'findings-acknowledged',
  holds: 'Every finding that follows from the file (HeartLab-VPN3, DX1, DX3) is acknowledged.',
  *check({ site }) {
    const acknowledged = new Set([...indexedItems(site.acknowledge)].map(([, { rule }]) => rule));
    for (const { rule, path, wrong, write } of fileFindings(site)) {
      if (!acknowledged.has(rule)) {
        yield {
          path,
          wrong: `${wrong} (${rule})`,
          write: `${write}; or acknowledge ${rule} with a reason, an approver and an end date`,
        };
      }
    }
  },
};

export const acknowledgedRuleExists: SiteRule = {
  id: 'acknowledged-rule-exists',
  holds: 'An acknowledgement names a rule of the HeartLab pack. Each rule is acknowledged at most once.',
  *check({ site }) {
    for (const [index, { rule }] of indexedItems(site.acknowledge)) {
      if (rule === undefined || isHeartLabRule(rule)) continue;
      const guess = nearestName(rule, HEARTLAB_RULE_IDS);
      yield {
        path: ['acknowledge', index, 'rule'],
        found: showValue(rule),
        wrong: 'is not a rule of the HeartLab pack',
        write: guess === undefined ? `use one of ${HEARTLAB_RULE_IDS.join(', ')}` : `did you mean ${guess}?`,
      };
    }
    for (const [index, { rule }] of repeatedItems(site.acknowledge, (one) => one.rule))
      yield {
        path: ['acknowledge', index, 'rule'],
        found: showValue(rule),
        wrong: 'is acknowledged twice',
        write: 'remove one of the two',
      };
  },
};

export const acknowledgementMatches: SiteRule = {
  id: 'acknowledgement-matches',
  holds:
    'If the file alone decides a rule, its acknowledgement matches a finding. Other acknowledgements are compared with the findings of synth.',
  *check({ site }) {
    for (const [index, { rule }] of indexedItems(site.acknowledge)) {
      if (rule !== undefined && surelyAbsent(site, rule)) {
        yield {
          path: ['acknowledge', index],
          found: rule,
          wrong: 'matches no finding of this site',
          write: 'remove it: the finding that it accepted no longer exists',
        };
      }
    }
  },
};

/**
 * Acknowledgements past their last day, on a day that the caller passes. They are errors of `heartlab check` and warnings of
 * synth, so that a date never blocks an urgent deploy.
 */
export function expiredAcknowledgements(site: PartialSite, today: string): readonly FileComplaint[] {
  return [...indexedItems(site.acknowledge)].flatMap(([index, { rule, expires }]) =>
    expires !== undefined && expires < today
      ? [
          {
            path: ['acknowledge', index, 'expires'],
            found: `"${expires}"`,
            wrong: `is past (today is ${today}): ${rule ?? 'the finding'} is no longer accepted`,
            write: 'fix the finding, or have it approved again with a later date',
          },
        ]
      : [],
  );
}
