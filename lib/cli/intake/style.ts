export const INTAKE_STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 1.5rem auto 4rem; padding: 0 1rem; }
h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 2px solid #111; }
.note { border-left: 6px solid #0b5394; padding: 0.3rem 1rem; background: #eef4fb; }
.warning { border-left: 6px solid #b00020; padding: 0.3rem 1rem; background: #fdf0f1; }
.question { margin: 1.6rem 0; } .question[hidden] { display: none; }
.wrong { border-left: 6px solid #b00020; padding-left: 1rem; }
label, legend { font-weight: 600; padding: 0; } fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.hint { margin: 0.1rem 0 0.4rem; color: #444; } .optional { font-weight: 400; color: #444; }
.error { margin: 0.2rem 0 0.4rem; color: #b00020; font-weight: 600; overflow-wrap: anywhere; } .error:empty { display: none; }
input[type=text], textarea, select { font: inherit; width: 100%; padding: 0.4rem 0.5rem; color: #111; background: #fff; border: 2px solid #555; border-radius: 3px; }
input[type=text], textarea { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
.choice { display: flex; gap: 0.6rem; align-items: baseline; margin: 0.4rem 0; min-height: 1.75rem; } .choice label { font-weight: 400; }
.choice input { width: 1.2rem; height: 1.2rem; flex: none; translate: 0 0.15rem; }
.wrong input[type=text], .wrong textarea, .wrong select { border-color: #b00020; }
button { font: inherit; font-weight: 600; padding: 0.6rem 1rem; margin: 0 0.5rem 0.5rem 0; border: 2px solid #0b5394; border-radius: 3px; background: #fff; color: #0b5394; cursor: pointer; }
button[type=submit] { background: #0b5394; color: #fff; }
a { color: #0b5394; }
:focus-visible { outline: 3px solid #111; outline-offset: 2px; box-shadow: 0 0 0 6px #ffd54a; }
#summary { border: 4px solid #b00020; padding: 0 1rem; margin: 1rem 0; } #summary[hidden] { display: none; } #summary h2 { border: 0; margin-top: 1rem; } #summary li { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding-bottom: 0.4rem; }
th, td { border: 1px solid #666; padding: 0.35rem 0.5rem; text-align: left; vertical-align: top; } th { width: 38%; }
td { white-space: pre-wrap; overflow-wrap: anywhere; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { font-size: 10.5pt; max-width: none; margin: 0; padding: 0; }
  form, #summary, .screen { display: none; }
  h2 { margin-top: 1rem; } tr { break-inside: avoid; height: 11mm; } thead { display: table-header-group; }
}`;
