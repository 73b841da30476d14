import { fileFindings } from '../config/findings';
import { cellStackName, siteStackName } from '../config/naming/stack-contract';
import { isJsonObject, type JsonObject, sameJson } from '../template/json';
import type { ComparedRevision } from './revision';
import { toFlowYaml } from './settings';

/** The changed findings and acknowledgements. */
export interface FindingChange {
  readonly kind: 'new' | 'gone';
  readonly rule: string;
  readonly where: string;
  readonly accepted: boolean;
}

export interface AcknowledgementChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly rule: string;
  /** The current acknowledgement; for a removed one, the previous text. */
  readonly text: string;
}

interface Found {
  readonly rule: string;
  readonly where: string;
  readonly accepted: boolean;
}

export function findingChanges(
  site: string,
  before: ComparedRevision,
  after: ComparedRevision,
): readonly FindingChange[] {
  const [from, to] = [before, after].map(
    (side) => new Map(findingsOf(site, side).map((found) => [keyOf(found), found])),
  );
  const missing = (here: typeof from, there: typeof from, kind: FindingChange['kind']): readonly FindingChange[] =>
    [...(here ?? new Map<string, Found>())]
      .filter(([key]) => !there?.has(key))
      .map(([, found]) => ({ kind, ...found }));
  return [...missing(to, from, 'new'), ...missing(from, to, 'gone')];
}

const keyOf = ({ rule, where, accepted }: Found): string => `${rule} ${where} ${accepted}`;

function findingsOf(site: string, side: ComparedRevision): readonly Found[] {
  const stack = siteStackName(site);
  const cell = cellStackName(site);
  const template = side.templates.get(stack);
  const typed = template?.site;
  const acknowledged = new Set(acknowledgements(template?.siteData ?? {}).map(({ rule }) => String(rule)));
  return [
    ...(typed === undefined ? [] : fileFindings(typed)).map(({ rule, path, wrong }) => ({
      rule,
      where: `${path.join('.')} ${wrong}`,
      accepted: acknowledged.has(rule),
    })),
    ...side.findings
      .filter((finding) => finding.stack === stack || finding.stack === cell)
      .map(({ stack: of, rule, path, accepted }) => ({
        rule,
        where: of === cell ? `ingest cell: ${path}` : path,
        accepted,
      })),
  ];
}

const acknowledgements = ({ acknowledge }: JsonObject): readonly JsonObject[] =>
  Array.isArray(acknowledge) ? acknowledge.filter(isJsonObject) : [];

export function acknowledgementChanges(before: JsonObject, after: JsonObject): readonly AcknowledgementChange[] {
  const [from, to] = [before, after].map(
    (data) => new Map(acknowledgements(data).map((one) => [String(one.rule), one])),
  );
  return [...new Set([...(to?.keys() ?? []), ...(from?.keys() ?? [])])].flatMap((rule) => {
    const was = from?.get(rule);
    const is = to?.get(rule);
    if (sameJson(was, is)) return [];
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ kind, rule, text: toFlowYaml(is ?? was) }];
  });
}
