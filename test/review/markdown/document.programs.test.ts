import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reviewMarkdown } from '../../../lib/review/markdown/document';
import type { FleetReview } from '../../../lib/review/review';
import type { SiteReview } from '../../../lib/review/site-review';
import { COMMENT_WIDTHS, commentPage } from '../../support/builders/github-comment';
import { aSide, edited, reviewOf } from '../../support/builders/reviews';
import { aDirectSite, aSite, aVpnSite, TWO_INTERFACES } from '../../support/builders/sites';
import { CHROMIUM_IS_HERE, look } from '../../support/programs/chromium';

/** The comment in Chromium, at the width that GitHub gives it: no table needs to be scrolled sideways. */

const folder = mkdtempSync(join(tmpdir(), 'heartlab-comment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

if (!CHROMIUM_IS_HERE)
  process.stderr.write('SKIPPED: no Chromium (/usr/bin/chromium): the width of the comment is not tested\n');

const frame = { base: { ref: 'origin/main', commit: '0'.repeat(40) }, remarks: [], complaints: [] };
const OLD = { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14] };

/** The longest name that a site may have. */
const LONGEST = 'saint-vincents-cardiology-clinic';
const direct = aSide([aDirectSite(TWO_INTERFACES, { site: LONGEST })]);

const longestId = edited(direct, `SiteStack-${LONGEST}`, ({ Resources }) => {
  const [id = ''] = Object.keys(Resources).sort((a, b) => b.length - a.length);
  expect(id.length).toBeGreaterThan(50);
  delete Resources[id];
});

const narrower = reviewOf(
  aSide([aSite({ site: LONGEST })]),
  aSide([aVpnSite({ ipsec: { phase1: OLD, phase2: OLD }, tunnels: [{ keyGeneration: 2 }, {}] }, { site: LONGEST })]),
);

/** Hospitals whose effects differ, so that each has its own row and section. */
const fleetOf = (count: number): FleetReview => ({
  ...narrower,
  sites: narrower.sites.flatMap((one) =>
    Array.from({ length: count }, (_, index): SiteReview => {
      const effects = one.effects.map((effect) => ({ ...effect, key: `${effect.key} ${index}` }));
      return { ...one, site: `${LONGEST.slice(0, -4)}${index}`, effects };
    }),
  ),
});

const REVIEWS: readonly (readonly [string, FleetReview])[] = [
  ['the longest names', reviewOf(direct, longestId)],
  ['a hospital that must act', narrower],
  ['a fleet with a row for each hospital', fleetOf(200)],
  ['a fleet with a row for each class', fleetOf(1000)],
];

(CHROMIUM_IS_HERE ? test : test.skip).each(
  REVIEWS.flatMap(([what, review]) => COMMENT_WIDTHS.map((width) => [what, width, review] as const)),
)('%s, %i pixels wide', async (_, width, review) => {
  const page = join(folder, 'comment.html');
  writeFileSync(page, commentPage(reviewMarkdown(review, frame)));
  const { overflow, complaints } = await look(pathToFileURL(page).href, { width, boxes: 'html, table' });
  expect(complaints).toEqual([]);
  expect(overflow).toBeLessThanOrEqual(0);
});

(CHROMIUM_IS_HERE ? test : test.skip)('a table that is too wide is detected', async () => {
  const page = join(folder, 'wide.html');
  writeFileSync(page, commentPage(`| a | b |\n|---|---|\n| \`${'x'.repeat(150)}\` | b |`));
  const { overflow } = await look(pathToFileURL(page).href, { width: 780, boxes: 'html, table' });
  expect(overflow).toBeGreaterThan(100);
});
