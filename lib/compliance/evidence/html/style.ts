/** One style for screen and print, without external fonts, images or scripts. */
export const PAGE_STYLE = `
:root { --ink: #1c2430; --soft: #566173; --line: #d5dae1; --shade: #f4f6f8; --good: #17653a; --warn: #8a5200; --bad: #a11d2b; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1080px; padding: 40px 32px 80px; color: var(--ink); background: #fff;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 56px 0 8px; padding-top: 14px; border-top: 2px solid var(--ink); }
h3 { font-size: 15px; margin: 30px 0 8px; }
p { margin: 0 0 10px; max-width: 76ch; }
.sub, .quiet, caption { color: var(--soft); }
.sub { margin: 0; }
code { font: 12px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
td code { font-size: 11.5px; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 3px 20px; margin: 18px 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 6px 0 18px; font-size: 13px; }
caption { text-align: left; padding: 0 0 6px; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); }
th { overflow-wrap: normal; font-weight: 600; border-bottom: 1px solid var(--soft); font-size: 12px; }
td { overflow-wrap: break-word; }
td:last-child, th:last-child { padding-right: 0; }
.item { white-space: nowrap; }
.standing th:nth-child(1) { width: 12%; } .standing th:nth-child(2) { width: 6%; }
.controls { table-layout: fixed; } .controls td { overflow-wrap: anywhere; }
.accepted { table-layout: fixed; } .accepted td { overflow-wrap: anywhere; } .accepted th:nth-child(1) { width: 22%; } .accepted th:nth-child(2) { width: 24%; } .accepted th:nth-child(4) { width: 12%; } .accepted th:nth-child(5) { width: 10%; }
.sign-off td { height: 42px; } .sign-off th:nth-child(4) { width: 34%; }
.conformance { table-layout: fixed; } .conformance td { overflow-wrap: anywhere; }
.conformance th:nth-child(1) { width: 18%; } .conformance th:nth-child(2), .conformance th:nth-child(3) { width: 23%; } .conformance th:nth-child(4) { width: 11%; }
.num { font-variant-numeric: tabular-nums; white-space: nowrap; }
.pill { display: inline-block; padding: 0 7px; border: 1px solid currentColor; border-radius: 9px; font-size: 11.5px; line-height: 17px; white-space: nowrap; color: var(--soft); }
.pill.good { color: var(--good); } .pill.warn { color: var(--warn); } .pill.bad { color: var(--bad); font-weight: 600; }
.level-good, .level-fine { color: var(--ink); } .level-poor { color: var(--warn); } .level-bad { color: var(--bad); font-weight: 600; }
.level-silent { color: var(--soft); }
.loud { border: 2px solid var(--bad); padding: 12px 16px; margin: 18px 0; color: var(--bad); font-weight: 600; }
.loud ul { font-weight: 400; color: var(--ink); margin: 6px 0 0; padding-left: 20px; }
.rules { font: 11px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; color: var(--soft); margin: 0 0 16px; max-width: none; overflow-wrap: anywhere; }
.rules b { color: var(--ink); font-weight: 400; }
figure { margin: 10px 0 18px; }
figure svg { width: 100%; height: auto; display: block; }
a { color: inherit; }
@media screen and (max-width: 760px) { body { padding: 20px 14px 60px; } table { display: block; overflow-x: auto; } }
@page { size: A4; margin: 16mm 13mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px sans-serif; color: #566173; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10px; line-height: 1.42; }
  h1 { font-size: 20px; } h2 { font-size: 15px; margin-top: 24px; } h3 { font-size: 11.5px; margin-top: 16px; }
  h2, h3, caption { break-after: avoid; }
  table { font-size: 9px; } th, .pill { font-size: 8.5px; } caption { font-size: 9px; } code, td code { font-size: 8.5px; }
  th, td { padding: 3px 7px 3px 0; } thead { display: table-header-group; } tr, figure, .loud, .sign-off { break-inside: avoid; }
  .rules { font-size: 7.5px; line-height: 1.5; margin-bottom: 10px; }
  .back { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
