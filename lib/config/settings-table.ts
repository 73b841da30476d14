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
  readonly required: boolean;
  /** The default as JSON; absent if there is none. */
  readonly standard?: string;
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

function* settings(schema: z.core.$ZodType, path: string): Iterable<SettingRow> {
  const doc = docOf(schema);
  if (doc?.change !== undefined && path !== '') {
    yield {
      path,
      description: doc.description,
      expected: doc.expected,
      required: !optional(schema),
      standard: defaultText(schema),
      change: [doc.change, doc.changeNote].filter((part) => part !== undefined).join('. '),
      effect: doc.change,
      secret: doc.secret ?? false,
    };
  }
  const inner = unwrapAll(schema);
  if (inner instanceof z.ZodUnion) for (const option of inner.options) yield* settings(option, path);
  if (inner instanceof z.ZodObject) {
    for (const [key, member] of Object.entries(inner.shape))
      yield* settings(member, path === '' ? key : `${path}.${key}`);
  }
  const items =
    inner instanceof z.ZodArray ? inner.element : inner instanceof z.ZodTuple ? inner.def.items[0] : undefined;
  // The documentation of the list also covers items that are plain values.
  if (items !== undefined && unwrapAll(items) instanceof z.ZodObject) yield* settings(items, `${path}[]`);
}

/** Every setting of the site file, in the order of the schema. */
export function allSettings(): readonly SettingRow[] {
  return [...settings(siteSchema, '')];
}

/** Every setting of an environment in environments.yaml, in the order of the schema. */
export const environmentSettings = (): readonly SettingRow[] => [...settings(environmentSchema, '')];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The table of docs/settings.md. */
export function settingsTable(): string {
  const rows = allSettings().map(({ path, description, required, standard, change }) => {
    const given = required ? 'required' : standard === undefined ? 'optional' : `\`${standard}\``;
    return `| \`${path}\` | ${cell(description)} | ${cell(given)} | ${cell(change)} |`;
  });
  return ['| setting | meaning | default | what a change does to the hospital |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

export const SETTINGS_FILE = 'docs/settings.md';
const MARKS = /(<!-- settings: made by `npm run schema` -->\n)[\s\S]*(\n<!-- end of settings -->)/;

/** The page with the current table between its marks. */
export function pageWithSettings(page: string): string {
  if (!MARKS.test(page)) throw new RangeError(`${SETTINGS_FILE} has no marks around the table of settings`);
  return page.replace(MARKS, (_, begin: string, end: string) => `${begin}${settingsTable()}${end}`);
}
