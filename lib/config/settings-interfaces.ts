import * as z from 'zod';
import { environmentSchema } from './schema/environment';
import { docOf, unwrapAll, unwrapOnce } from './schema/field';
import { siteSchema } from './schema/site';

/** The file of the interfaces. `npm run schema` writes it; a test checks that it is current. */
export const INTERFACES_FILE = 'lib/config/settings.ts';

/** What an author writes, or the same with every default. */
type Side = 'written' | 'complete';

/**
 * The schema as interfaces with documentation, for authors of CDK apps: zod's own inferred types carry none. The compiler
 * compares them with the schema where the loader assigns its result to `Site` and `Environment`.
 */
export function settingsInterfaces(): string {
  const declared = [
    [
      'SiteSettings',
      'written',
      siteSchema,
      'One hospital, as an author writes it: the content of a site file as an object.',
    ],
    ['Site', 'complete', siteSchema, 'One valid hospital, with every default.'],
    ['EnvironmentSettings', 'written', environmentSchema, 'One environment, as an author writes it, without its name.'],
    [
      'CompleteEnvironment',
      'complete',
      environmentSchema,
      'One valid environment, with every default and without its name.',
    ],
  ] as const;
  const declarations = declared.map(([name, side, schema, doc]) => {
    // An alias, unlike an interface, can be given to a function that takes any JSON.
    const [begin, end] = side === 'written' ? [`interface ${name} `, ''] : [`type ${name} = `, ';'];
    return `/** ${doc} */\nexport ${begin}${typeText(schema, side, '')}${end}\n`;
  });
  return `/** Made by \`npm run schema\` from lib/config/schema/. */\n\n${declarations.join('\n')}`;
}

function typeText(schema: z.core.$ZodType, side: Side, indent: string): string {
  const inner = unwrapAll(schema);
  if (inner instanceof z.ZodObject) {
    const members = Object.entries(inner.shape).map(([key, member]) => memberText(key, member, side, `${indent}  `));
    return `{\n${members.join('')}${indent}}`;
  }
  if (inner instanceof z.ZodArray) return listText(typeText(inner.element, side, indent));
  if (inner instanceof z.ZodTuple)
    return `readonly [\n${inner.def.items.map((item) => `${indent}  ${typeText(item, side, `${indent}  `)},\n`).join('')}${indent}]`;
  if (inner instanceof z.ZodUnion)
    return unionText(inner.options.flatMap((option) => unionMembers(option, side, indent)));
  if (inner instanceof z.ZodEnum || inner instanceof z.ZodLiteral) return unionText(unionMembers(inner, side, indent));
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  return 'string';
}

function unionMembers(schema: z.core.$ZodType, side: Side, indent: string): readonly string[] {
  const inner = unwrapAll(schema);
  const values =
    inner instanceof z.ZodEnum ? inner.options : inner instanceof z.ZodLiteral ? [...inner.values] : undefined;
  return (
    values?.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))) ?? [
      typeText(schema, side, indent),
    ]
  );
}

const unionText = (members: readonly string[]): string => members.join(' | ');
const listText = (item: string): string =>
  item.includes(' | ') && !item.startsWith('{') ? `readonly (${item})[]` : `readonly ${item}[]`;

function memberText(key: string, schema: z.core.$ZodType, side: Side, indent: string): string {
  const absent = side === 'written' ? z.safeParse(schema, undefined).success : schema instanceof z.ZodOptional;
  const type = typeText(schema, side, indent);
  return `${docText(schema, side, indent)}${indent}readonly ${key}${absent ? '?' : ''}: ${type};\n`;
}

function docText(schema: z.core.$ZodType, side: Side, indent: string): string {
  const doc = docOf(schema);
  if (doc === undefined) return '';
  const change = [doc.change, doc.changeNote].filter((part) => part !== undefined).join('. ');
  const standard = side === 'written' ? defaultText(schema) : undefined;
  if (side === 'complete') return `${indent}/** ${doc.description.replaceAll('*/', '*\\/')} */\n`;
  const parts = [
    doc.description,
    `Valid: ${doc.expected}, like \`${doc.example}\`.`,
    ...(change === '' ? [] : [`A change: ${change}.`]),
    ...(standard === undefined ? [] : [`@default ${standard}`]),
  ];
  const lines = parts.flatMap((part, index) => (index === 0 ? [part] : ['', part]));
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line.replaceAll('*/', '*\\/')}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** The default as text; undefined for a required setting. */
function defaultText(schema: z.core.$ZodType): string | undefined {
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = unwrapOnce(current)) {
    if (current instanceof z.ZodDefault || current instanceof z.ZodPrefault)
      return JSON.stringify(z.parse(current, undefined));
    if (current instanceof z.ZodOptional) return '- absent';
  }
  return undefined;
}
