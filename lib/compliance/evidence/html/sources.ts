import { GUIDANCE_IDS, GUIDANCE_TEXTS } from '../guidance';
import { html, htmlPill, htmlTable, type SafeHtml } from './markup';
import { HOW_READ } from './words';

/** The sources of a hospital's ratings, and the results of its conformance table. */
export const ratingSources = (): SafeHtml => html`<section>
<h2>Sources</h2>
${htmlTable(
  'The guidance by which algorithms and groups are rated, and how it was read. All ratings were entered by hand: look a rating up before you rely on it.',
  ['Guidance', 'Source', 'How it was read', 'Limits'],
  GUIDANCE_IDS.map((id) => {
    const { title, source, howRead, caveat } = GUIDANCE_TEXTS[id];
    return [title, source, htmlPill(howRead === 'read' ? 'good' : 'warn', HOW_READ[howRead]), caveat];
  }),
)}
<p class="quiet">eIFU: the electronic instructions for use of the HeartLab product. Conformance: “as the page”: the same values; “within”: a subset of what the page permits; “stricter”: a subset without the values that no guidance approves; “deviation”: differs from the page; “given”: a fact that the page asks for; “elsewhere”: decided outside these templates; “not applicable”: the hospital does not have this part. The values come from the template’s resources, not from the site file.</p>
</section>`;
