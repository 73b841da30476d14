import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEVICE_IDS } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import { DEVICE_TRAITS } from '../../../lib/handover/devices/traits';
import { handoverFacts } from '../../../lib/handover/facts';
import { PREVIEW_SITE } from '../../../lib/handover/live-site';
import { packFiles } from '../../../lib/handover/pack';
import { anEnvironment, aVpnSite } from '../../support/builders/handover-sites';
import { anInterface } from '../../support/builders/sites';
import { CHROMIUM_IS_HERE, look } from '../../support/programs/chromium';

/** The plan of every device prints on one A4 page, also for a site that has everything and long names. */

const LONG = 'The Royal Prince Alexander Memorial Hospital for Women and Children, Department of Nuclear Cardiology';
const ENVIRONMENT = anEnvironment({
  contacts: { ...anEnvironment().contacts, hours: `${LONG.slice(0, 60)}, Monday to Friday, 8:00 to 18:00` },
});
const LINES = [1, 2, 3, 4].map((number) =>
  anInterface({ name: `carrier-interface-${number}`, connectionId: `dxcon-fg1a2b3${number}`, vlan: 100 + number }),
);

function siteOf(device: string, routing: 'bgp' | 'static'): Site {
  const asn = routing === 'bgp' ? { asn: 65010 } : {};
  return aVpnSite(
    {
      routing,
      ipsec: 'strong',
      gateway: { publicIp: '203.0.113.10', device, ...asn },
      // An Azure VPN gateway takes no others with BGP.
      tunnels: [{ insideCidr: '169.254.21.0/30' }, { insideCidr: '169.254.21.4/30' }],
    },
    { name: LONG, directConnect: { virtualInterfaces: LINES } },
  );
}

async function planOf(site: Site): Promise<string> {
  const facts = handoverFacts(site, ENVIRONMENT, PREVIEW_SITE);
  const files = await packFiles(facts, site, ENVIRONMENT, { preview: true, commit: '0'.repeat(40) });
  return String(files.find(({ path }) => path === 'PLAN.html')?.content);
}

const pages = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

const folder = mkdtempSync(join(tmpdir(), 'heartlab-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

if (!CHROMIUM_IS_HERE) process.stderr.write('SKIPPED: no Chromium (/usr/bin/chromium): the plan is not printed\n');
const inChromium = CHROMIUM_IS_HERE ? test : test.skip;

async function seen(name: string, page: string) {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, page);
  return look(pathToFileURL(file).href);
}

describe('the plan', () => {
  const cases = DEVICE_IDS.flatMap((device) =>
    DEVICE_TRAITS[device].routing.map((routing) => [device, routing] as const),
  );

  inChromium('of every device and routing fits one page', async () => {
    expect(cases.length).toBeGreaterThan(DEVICE_IDS.length);
    const plans = await Promise.all(cases.map(([device, routing]) => planOf(siteOf(device, routing))));
    const [first = ''] = plans;
    // All plans as one document, each on a page of its own: one that needs two pages makes one page more.
    const bodies = plans.map(
      (plan) => `<div style="break-before: page">${/<body>([\s\S]*)<\/body>/.exec(plan)?.[1]}</div>`,
    );
    const { pdf, complaints } = await seen(
      'all',
      first.replace(/<body>[\s\S]*<\/body>/, () => `<body>${bodies.join('')}</body>`),
    );
    expect(complaints).toEqual([]);
    expect(pages(pdf)).toBe(cases.length);
  });

  inChromium('opens from disk without errors, and a longer one needs a second page', async () => {
    const plan = await planOf(siteOf('cisco-asa', 'bgp'));
    const alone = await seen('alone', plan);
    expect(alone.complaints).toEqual([]);
    expect(alone.overflow).toBeLessThanOrEqual(0);
    expect(pages(alone.pdf)).toBe(1);
    const row = '<tr><td>1</td><td>Network</td><td>more</td><td>more</td><td></td></tr>';
    expect(
      pages(
        (
          await seen(
            'longer',
            plan.replace('</tbody></table>\n<h2>Stop', () => `${row.repeat(60)}</tbody></table>\n<h2>Stop`),
          )
        ).pdf,
      ),
    ).toBe(2);
  });

  test('lists who does each step, its result, the stop point and the rollback', async () => {
    const plan = await planOf(siteOf('cisco-ios-xe', 'bgp'));
    expect(plan).toContain('<th class="who">Who</th><th>What</th><th class="expected">Expected result</th>');
    const rows = [
      ...plan.matchAll(/<tr><td>(\d+)<\/td><td>([^<]+)<\/td><td>(.+?)<\/td><td>(.+?)<\/td><td><\/td><\/tr>/g),
    ];
    const steps = rows.map(([, number]) => Number(number));
    const window = steps.indexOf(1, 1);
    expect(steps.slice(0, window)).toEqual(steps.slice(0, window).map((_, index) => index + 1));
    expect(steps.slice(window)).toEqual([1, 2, 3]);
    expect(new Set(rows.map(([, , who]) => who))).toEqual(new Set(['Network', 'PACS', 'HeartLab', 'PACS, network']));
    const order = [
      'Save the running configuration',
      'Direct Connect',
      'Configure both tunnels',
      'Failover',
      'Create the STOW-RS',
      'Look for the test study',
      'turn on automatic transfers',
      'Stop point and rollback',
      'Shut down both tunnel interfaces and the BGP sessions',
    ];
    const places = order.map((text) => plan.indexOf(text, plan.indexOf('In the window')));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(plan).toContain('Roll back if a step still fails half an hour before the window ends.');
  });
});
