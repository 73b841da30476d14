import { Marked, type Token, type Tokens } from 'marked';

/** A comment as GitHub shows it: GFM, with line breaks kept, in the styles of GitHub's own stylesheet. */

const marked = new Marked({ gfm: true, breaks: true });

export const commentHtml = (markdown: string): string => marked.parse(markdown, { async: false });

/** Every token of the comment, at any depth. */
export function commentTokens(markdown: string): readonly Token[] {
  const found: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => void found.push(token));
  return found;
}

export const commentTables = (markdown: string): readonly Tokens.Table[] =>
  commentTokens(markdown).filter((token): token is Tokens.Table => token.type === 'table');

/** The cells of each row of a table as it is written. GFM drops and adds cells, so that its result has the same number in each. */
export const writtenCells = ({ raw }: Tokens.Table): readonly (readonly string[])[] =>
  raw
    .trim()
    .split('\n')
    .map((row) =>
      row
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

/**
 * The widths of a comment's text, in pixels. 806: a page of 1280 (container-xl) without its margins (2 × 32), the sidebar (296),
 * the gap (24), the avatar (56), and the border and padding of the box (34). primer/css has the first four in
 * src/support/variables/layout.scss and src/layout/layout.scss. 780 leaves room for a scroll bar.
 */
export const COMMENT_WIDTHS = [780, 1012] as const;

/** primer/css: src/markdown/tables.scss, code.scss, lists.scss and src/base/base.scss. DejaVu is wider than GitHub's fonts. */
const STYLE = `
body { margin: 0; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse; margin: 0 0 16px; }
th, td { padding: 6px 13px; border: 1px solid #d0d7de; }
tr:nth-child(2n) { background: #f6f8fa; }
ul { padding-left: 2em; margin: 0 0 16px; }
blockquote { margin: 0 0 16px; padding: 0 1em; border-left: .25em solid #d0d7de; color: #57606a; }
h2, h3 { margin: 24px 0 16px; line-height: 1.25; }
h2 { padding-bottom: .3em; border-bottom: 1px solid #d0d7de; }
code { padding: .2em .4em; font: 85% ui-monospace, Menlo, Consolas, monospace; white-space: break-spaces; background: #818b981f; border-radius: 6px; }
pre { padding: 16px; overflow: auto; font-size: 85%; line-height: 1.45; background: #f6f8fa; border-radius: 6px; }
pre > code { padding: 0; font-size: 100%; white-space: pre; background: none; }
details { margin-bottom: 16px; }
`;

export const commentPage = (markdown: string): string =>
  `<!doctype html><meta charset="utf-8"><title>comment</title><style>${STYLE}</style><body>${commentHtml(markdown)}`;
