import { Marked, type Tokens } from 'marked';
import type { HandoverFacts } from '../facts';
import { PLAN_FILE } from './change-plan';
import { headingAnchor } from './markdown';
import { PICTURE_LANGUAGE, pictureSvg } from './picture';

/** Markdown of the pack as HTML: self-contained pages without a script, an external picture or a font. They print on A4. */

export const escapedText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** The links of the pack: to a section, or to the plan. Other text that looks like a link comes from a site file. */
const isOwnLink = (href: string): boolean => /^#[\w-]+$/.test(href) || href === PLAN_FILE;

/** @param readme the page with the sections; '' if it is this page */
export function packRenderer(facts: HandoverFacts, readme = ''): Marked {
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      // The pack contains no HTML and no image.
      html: ({ text }) => escapedText(text),
      image: ({ raw }) => escapedText(raw),
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = depth === 1 ? '' : ` id="${headingAnchor(text)}"`;
        return `<h${depth}${id}>${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ tokens, href }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        const target = href.startsWith('#') ? `${readme}${href}` : href;
        return isOwnLink(href) ? `<a href="${target}">${text}</a>` : text;
      },
      checkbox: () => '&#9744; ',
      listitem(item) {
        return `<li${item.task ? ' class="check"' : ''}>${this.parser.parse(item.tokens)}</li>\n`;
      },
      code({ text, lang }) {
        return lang === PICTURE_LANGUAGE
          ? `<figure>${pictureSvg(facts)}</figure>\n`
          : `<pre><code>${escapedText(text)}</code></pre>\n`;
      },
    },
  });
  return marked;
}

export const packPage = (title: string, style: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapedText(title)}</title>
<style>${style}
</style>
</head>
<body>
${body.trim()}
</body>
</html>
`;
