import {
  ApiDeclaredItem,
  ApiDocumentedItem,
  type ApiItem,
  ApiItemContainerMixin,
  ApiItemKind,
  ApiOptionalMixin,
  type ApiPackage,
  ApiPropertyItem,
} from '@microsoft/api-extractor-model';

export const API_PAGE = 'docs/api.md';

const INTRODUCTION = `# API

What \`import … from 'heartlab-connectivity'\` offers, made by \`npm run api\` from the comments in the code. [library.md](library.md) explains how the parts belong together, and [settings.md](settings.md) explains every setting of a site.`;

/** Comments of lib/index.ts, each with the names that are exported below it. */
function groupsOf(index: string): readonly { readonly title: string; readonly names: readonly string[] }[] {
  return index
    .split(/^\/\/ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const exported = [...part.slice(end).matchAll(/\{([^}]*)\}/g)].flatMap(([, names = '']) => names.split(','));
      const names = exported.map((name) => name.replace(/^\s*type\s/, '').trim()).filter((name) => name !== '');
      return { title: part.slice(0, end).replace(/\.$/, ''), names };
    });
}

/**
 * The page of the public API.
 *
 * @param index the text of lib/index.ts, whose groups and order the page has
 */
export function apiPage(api: ApiPackage, index: string): string {
  const items = new Map((api.entryPoints[0]?.members ?? []).map((item) => [item.displayName, item]));
  const sections = groupsOf(index).map(({ title, names }) => {
    const entries = names.flatMap((name) => {
      const item = items.get(name);
      return item === undefined ? [] : [entryText(item)];
    });
    return `## ${title}\n\n${entries.join('\n\n')}`;
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

function entryText(item: ApiItem): string {
  const silent = [item, ...membersOf(item)].filter((one) => commentText(one) === '');
  if (silent.length > 0)
    throw new Error(
      `the public API has no comment on ${silent.map((one) => one.getScopedNameWithinPackage()).join(', ')}`,
    );
  const members = membersOf(item);
  const parts = [
    `### ${item.displayName}`,
    commentText(item),
    ...(members.length === 0 ? [fenced(item)] : []),
    ...(members.length === 0 ? [] : [['| member | meaning |', '|---|---|', ...members.map(memberRow)].join('\n')]),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function membersOf(item: ApiItem): readonly ApiItem[] {
  if (!ApiItemContainerMixin.isBaseClassOf(item)) return [];
  // A constructor's parameters are those of every construct. What a class only overrides has no comment of its own.
  return item.members.filter(
    (member) =>
      member.kind !== ApiItemKind.Constructor && (item.kind !== ApiItemKind.Class || commentText(member) !== ''),
  );
}

function memberRow(item: ApiItem): string {
  const type = item instanceof ApiPropertyItem ? shortType(item.propertyTypeExcerpt.text) : signature(item);
  const optional = ApiOptionalMixin.isBaseClassOf(item) && item.isOptional ? '?' : '';
  const text = commentText(item)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
  return `| \`${item.displayName}${optional}\`: \`${type.replaceAll('|', '\\|')}\` | ${text} |`;
}

/** A type that is longer than a line is a mapping of settings. */
const shortType = (type: string): string => (type.includes('\n') || type.length > 100 ? '{ … }' : type);

const signature = (item: ApiItem): string =>
  item instanceof ApiDeclaredItem ? shortType(item.excerpt.text.replaceAll(/\s+/g, ' ').trim()) : '';

const fenced = (item: ApiItem): string =>
  item instanceof ApiDeclaredItem && item.excerpt.text.length < 1000
    ? `\`\`\`ts\n${item.excerpt.text.trim()}\n\`\`\``
    : '';

/** The comment as Markdown. */
function commentText(item: ApiItem): string {
  if (!(item instanceof ApiDocumentedItem)) return '';
  const comment = item.tsdocComment?.emitAsTsdoc() ?? '';
  return comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .replaceAll(/\{@link ([^}|]+)(\|[^}]*)?\}/g, '`$1`')
    .replaceAll(/\\([{}@<>|])/g, '$1')
    .replaceAll(/^@(param) (\w+) - /gm, '\n`$2`: ')
    .replaceAll(/^@throws\s+/gm, '\nThrows ')
    .replaceAll(/^@default(Value)?\s+(- )?/gm, '\nDefault: ')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
