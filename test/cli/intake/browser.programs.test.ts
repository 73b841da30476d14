import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { intakeProblems } from '../../../lib/cli/intake/check';
import { INTAKE_FIELDS, intakeFile } from '../../../lib/cli/intake/form';
import { writeIntake } from '../../../lib/cli/intake/run';
import { loadFleet } from '../../../lib/config/load/load';
import { RIGHT_ENTRIES } from '../../support/builders/intake-entries';
import { documentedEnvironment, folderOf } from '../../support/builders/site-folder';
import { type BrowserPage, CHROMIUM_IS_HERE, look, withPage } from '../../support/programs/chromium';
import { heartlab } from '../../support/programs/heartlab-cli';
import { focused, press, tabTo, typeText } from '../../support/programs/keyboard';
import { until } from '../../support/until';

/** The form as a hospital uses it: opened from disk, and filled in by keyboard alone. */

const folder = mkdtempSync(join(tmpdir(), 'heartlab-intake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'intake.html');
const url = pathToFileURL(file).href;
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(() => writeIntake(file, { out: () => undefined, err: () => undefined }));

if (!CHROMIUM_IS_HERE)
  process.stderr.write('SKIPPED: no Chromium (/usr/bin/chromium): the intake form is not tested in a browser\n');

const textOf = async (page: BrowserPage, id: string): Promise<string> =>
  String(await page.evaluate(`document.getElementById(${JSON.stringify(id)}).innerText`));

/** The violations that axe-core reports, and the checks that it leaves to a person. */
async function axe(page: BrowserPage): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(
    'axe.run().then(({ violations, incomplete }) => [...violations, ...incomplete].map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))',
  );
}

/** Answers a question from wherever the focus is. */
async function answer(page: BrowserPage, column: string, text: string): Promise<void> {
  const field = INTAKE_FIELDS.find((one) => one.column === column);
  await tabTo(page, column);
  if (field?.kind === 'line' || field?.kind === 'lines') return typeText(page, text);
  const choices = Object.keys(field?.choices ?? {});
  if (choices.length > 4) for (let at = 0; at <= choices.indexOf(text); at += 1) await press(page, 'ArrowDown');
  else {
    await press(page, ' ');
    for (let at = 0; at < choices.indexOf(text); at += 1) await press(page, 'ArrowDown');
  }
}

const saved = (name: string): Promise<string> =>
  until(`${name} is saved`, async () => {
    const path = join(folder, name);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return text.endsWith('\n') ? text : undefined;
  });

(CHROMIUM_IS_HERE ? describe : describe.skip)('the form in Chromium', () => {
  test('opens from disk without an error, and prints the answers on one page', async () => {
    const { complaints, overflow, pdf } = await look(url);
    expect(complaints).toEqual([]);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });

  test('fits a width of 320 pixels, to which a page on a large screen is enlarged (WCAG 2.2, 1.4.10)', async () => {
    expect((await look(url, { width: 320 })).overflow).toBeLessThanOrEqual(0);
  });

  test('is filled in by keyboard alone: a wrong answer is reported while it is typed, and the right file is saved', async () => {
    await withPage(
      url,
      async (page) => {
        await answer(page, 'public-ip', '10.0.0.1');
        const wrong = '"10.0.0.1" is not a public, routable IPv4 address';
        // The focus stays in the field: a pause is enough.
        await until(
          'the mistake is shown',
          async () => (await textOf(page, 'public-ip-error')).includes(wrong) || undefined,
        );
        expect(await focused(page)).toBe('public-ip');
        expect(await page.evaluate("document.getElementById('public-ip').getAttribute('aria-invalid')")).toBe('true');
        await answer(page, 'cidr', '10.77.0.0/22\n10.77.1.0/24');
        await answer(page, 'device', 'meraki-mx');
        await answer(page, 'routing', 'bgp');
        await answer(page, 'dimse', '104');
        expect(await textOf(page, 'cidr-error')).toContain('"10.77.1.0/24" overlaps 10.77.0.0/22');
        await answer(page, 'site', 'Napier');
        await press(page, 'Enter');

        expect(await focused(page)).toBe('summary');
        const entries = { 'public-ip': '10.0.0.1', cidr: '10.77.0.0/22\n10.77.1.0/24', device: 'meraki-mx' };
        const problems = intakeProblems({ ...entries, routing: 'bgp', dimse: '104', site: 'Napier' });
        expect(problems.length).toBeGreaterThan(7);
        const summary = await textOf(page, 'summary');
        for (const { text } of problems) expect(summary).toContain(text);
        expect(await axe(page)).toEqual([]);
        expect(existsSync(join(folder, 'heartlab-Napier.json'))).toBe(false);

        // The first link of the summary leads into the first field.
        await press(page, 'Tab');
        await press(page, 'Enter');
        expect(await focused(page)).toBe('public-ip');
        await answer(page, 'public-ip', '203.0.113.99');
        expect(await textOf(page, 'public-ip-error')).toBe('');
        await answer(page, 'cidr', RIGHT_ENTRIES.cidr ?? '');
        await tabTo(page, 'device');
        // The first letter is enough: Chromium forgets the letters of an option a second after the last.
        await press(page, 'F');
        await answer(page, 'asn', '65077');
        await answer(page, 'ipsec', 'strong');
        await answer(page, 'auth', 'mtls');
        await tabTo(page, 'dimse');
        await press(page, ' ');
        await answer(page, 'name', RIGHT_ENTRIES.name ?? '');
        await answer(page, 'site', 'napier-heart');
        await answer(page, 'contact', RIGHT_ENTRIES.contact ?? '');
        await tabTo(page, 'save');
        await press(page, 'Enter');
        expect(await saved('heartlab-napier-heart.json')).toBe(intakeFile(RIGHT_ENTRIES));
        expect(await textOf(page, 'status')).toBe('Saved. Send the file to your HeartLab Onboarding Manager.');
        await page.send('Emulation.setEmulatedMedia', { media: 'print' });
        const printed = String(await page.evaluate('document.body.innerText'));
        for (const text of [RIGHT_ENTRIES.name, 'Fortinet FortiGate', '10.78.0.0/24']) expect(printed).toContain(text);
        expect(printed).not.toMatch(/Save unfinished|one on each line/);
        await page.send('Emulation.setEmulatedMedia', { media: '' });
        expect(page.complaints).toEqual([]);
        expect(await axe(page)).toEqual([]);
      },
      { downloads: folder },
    );
    const sites = folderOf({ 'environments.yaml': { sydney: documentedEnvironment() } });
    const { code, out } = heartlab('new', '--from', join(folder, 'heartlab-napier-heart.json'), '--sites', sites);
    expect([code, out]).toEqual([0, expect.stringContaining(`Wrote ${join(sites, 'napier-heart.yaml')}`)]);
    expect(loadFleet(sites).fleet?.sites[0]).toMatchObject({
      name: 'Napier "Heart" & Lung',
      vpn: { gateway: { publicIp: '203.0.113.99', device: 'fortigate', asn: 65077 } },
      network: { hospitalCidrs: ['10.77.0.0/22', '10.78.0.0/24'] },
    });
  });

  test('loses nothing: it warns before it is closed, and opens unfinished answers again', async () => {
    await withPage(
      url,
      async (page) => {
        const dialogs: unknown[] = [];
        const choosers: number[] = [];
        page.on(({ method, params = {} }) => {
          if (method === 'Page.javascriptDialogOpening') dialogs.push(params.type);
          if (method === 'Page.fileChooserOpened') choosers.push(Number(params.backendNodeId));
        });
        await answer(page, 'public-ip', '203.0.113.99');
        const left = page.send('Page.navigate', { url: 'about:blank' }).catch(() => undefined);
        await until('a warning', async () => dialogs.length > 0 || undefined);
        expect(dialogs).toEqual(['beforeunload']);
        await page.send('Page.handleJavaScriptDialog', { accept: false });
        await left;
        expect(await page.evaluate("document.getElementById('public-ip').value")).toBe('203.0.113.99');
        await tabTo(page, 'unfinished');
        await press(page, 'Enter');
        await saved('heartlab-unfinished.json');

        const continued = join(folder, 'continued.json');
        writeFileSync(continued, intakeFile({ ...RIGHT_ENTRIES, cidr: '10.0.0.1/8' }));
        await page.send('Page.setInterceptFileChooserDialog', { enabled: true });
        await tabTo(page, 'open', 'back');
        await press(page, 'Enter');
        const [backendNodeId] = await until('a file is asked for', async () =>
          choosers.length > 0 ? choosers : undefined,
        );
        await page.send('DOM.setFileInputFiles', { files: [continued], backendNodeId });
        await until('it is read', async () => (await textOf(page, 'opened')) !== '' || undefined);
        expect(await textOf(page, 'opened')).toBe('The page shows the saved answers.');
        expect(await textOf(page, 'cidr-error')).toContain('write 10.0.0.0/8');
        expect(await page.evaluate("document.querySelector('[name=routing]:checked').value")).toBe('bgp');
        expect(await page.evaluate("document.getElementById('device').value")).toBe('fortigate');
        // Saved or opened, nothing can be lost, so nothing warns.
        await page.send('Page.navigate', { url: 'about:blank' });
        expect(dialogs).toHaveLength(1);
      },
      { downloads: folder },
    );
  });
});
