import { readmeMarkdown, readmeTitle } from '.';
import { packPage, packRenderer } from './page';
import type { ReadmeInput } from './readme-input';

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, "Segoe UI", Arial, sans-serif; color: #000; background: #fff; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid #000; } h3 { font-size: 1.05rem; }
table { border-collapse: collapse; width: 100%; margin: 0.8rem 0; }
th, td { border: 1px solid #777; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { background: #eee; } a { color: inherit; }
code, pre { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
code { overflow-wrap: anywhere; } pre { border: 1px solid #777; padding: 0.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote { border: 4px solid #b00000; margin: 1rem 0; padding: 0.4rem 1rem; font-size: 1.2rem; }
li { margin: 0.3rem 0; } figure { margin: 1rem 0; } .check { list-style: none; margin-left: -1.2rem; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { font-size: 10pt; max-width: none; margin: 0; padding: 0; }
  h2, h3, h3 + p { break-after: avoid; } table, tr, pre, figure, li, blockquote { break-inside: avoid; } thead { display: table-header-group; }
}`;

/** The README as one page. */
export const readmeHtml = (input: ReadmeInput): string =>
  packPage(readmeTitle(input), STYLE, packRenderer(input.facts).parse(readmeMarkdown(input), { async: false }));
