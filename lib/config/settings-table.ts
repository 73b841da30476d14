import * as z from 'zod';
import { environmentSchema } from './schema/environment';
import { type ChangeClass, docOf, unwrapAll, unwrapOnce } from './schema/field';
import { siteSchema } from './schema/site';

/** One setting of the site file, for the documentation. */
export interface SettingRow {
  /** `vpn.tunnels[].keyGeneration` */
  readonly path: string;
  readonly description: string;
  readonly expected: string;
  /** Whether it must be written, or its defaults. Markdown. */
  readonly given: string;
  /** The defaults as JSON. The two tunnels of a pair may have different ones. */
  readonly standards: readonly string[];
  /** The effect of a change on the hospital. */
  readonly change: string;
  /** The class of the effect: the first words of `change`. */
  readonly effect: ChangeClass;
  /** True if the value must not be shown. */
  readonly secret: boolean;
}

function defaultText(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodDefault) return JSON.stringify(schema.def.defaultValue);
  const inner = unwrapOnce(schema);
  return inner === undefined ? undefined : defaultText(inner);
}

const optional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

/** @param parent what the file must contain, so that this setting applies: in Markdown; undefined for every file */
function* settings(schema: z.core.$ZodType, path: string, parent?: string): Iterable<SettingRow> {
  const doc = docOf(schema);
  if (doc?.change !== undefined && path !== '') {
    const standard = defaultText(schema);
    const standards = standard === undefined ? [] : [standard];
    yield {
      path,
      description: doc.description,
      expected: doc.expected,
      given: optional(schema) ? optionalText(standards, doc.requiredWith) : requiredText(parent),
      standards,
      change: [doc.change, doc.changeNote].filter((part) => part !== undefined).join('. '),
      effect: doc.change,
      secret: doc.secret ?? false,
    };
  }
  const inner = unwrapAll(schema);
  const group = path !== '' && optional(schema) ? `\`${path.split('.').at(-1)}\`` : parent;
  if (inner instanceof z.ZodUnion)
    for (const option of inner.options)
      yield* settings(
        option,
        path,
        option instanceof z.ZodObject ? `\`{ ${Object.keys(option.shape).join(', ')} }\`` : group,
      );
  if (inner instanceof z.ZodObject) {
    for (const [key, member] of Object.entries(inner.shape))
      yield* settings(member, path === '' ? key : `${path}.${key}`, group);
  }
  // The documentation of the list also covers items that are plain values.
  const items = (
    inner instanceof z.ZodArray ? [inner.element] : inner instanceof z.ZodTuple ? inner.def.items : []
  ).filter((item) => unwrapAll(item) instanceof z.ZodObject);
  const [first = [], ...others] = items.map((item) => [...settings(item, `${path}[]`, group)]);
  for (const [index, row] of first.entries()) {
    const standards = [
      ...new Set([row, ...others.flatMap((rows) => rows[index] ?? [])].flatMap((one) => one.standards)),
    ];
    yield standards.length === 0 ? row : { ...row, given: optionalText(standards), standards };
  }
}

const requiredText = (parent: string | undefined): string =>
  parent === undefined ? 'required' : `required with ${parent}`;

const optionalText = (standards: readonly string[], requiredWith?: string): string =>
  requiredWith !== undefined
    ? `required with ${requiredWith}`
    : standards.map((standard) => `\`${standard}\``).join(', ') || 'optional';

/** Every setting of the site file, in the order of the schema. */
export function allSettings(): readonly SettingRow[] {
  return [...settings(siteSchema, '')];
}

/** Every setting of an environment in environments.yaml, in the order of the schema. */
export const environmentSettings = (): readonly SettingRow[] => [...settings(environmentSchema, '')];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The table of docs/settings.md. */
function settingsTable(): string {
  const rows = allSettings().map(
    ({ path, description, given, change }) =>
      `| \`${path}\` | ${cell(description)} | ${cell(given)} | ${cell(change)} |`,
  );
  const head = '| setting | meaning | required, or default | what a change does to the hospital |';
  return [head, '|---|---|---|---|', ...rows].join('\n');
}

export const SETTINGS_FILE = 'docs/settings.md';
const MARKS = /(<!-- settings: made by `npm run schema` -->\n)[\s\S]*(\n<!-- end of settings -->)/;

/** The page with the current table between its marks. */
export function pageWithSettings(page: string): string {
  if (!MARKS.test(page)) throw new RangeError(`${SETTINGS_FILE} has no marks around the table of settings`);
  return page.replace(MARKS, (_, begin: string, end: string) => `${begin}${settingsTable()}${end}`);
}
