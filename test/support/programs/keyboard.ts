import type { BrowserPage } from './chromium';

/** The keyboard of a page in Chromium (`chromium.ts`): real key events, so that the focus decides who gets them. */

const KEYS: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Tab: { code: 9 },
  Enter: { code: 13, text: '\r' },
  ' ': { code: 32, text: ' ' },
  Backspace: { code: 8 },
  ArrowDown: { code: 40 },
};

const SHIFT = 8;
const CONTROL = 2;

export async function press(page: BrowserPage, key: string, modifiers = 0): Promise<void> {
  const { code, text } = KEYS[key] ?? { code: 0, text: key };
  const event = { key, modifiers, windowsVirtualKeyCode: code, ...(modifiers === CONTROL ? {} : { text }) };
  await page.send('Input.dispatchKeyEvent', {
    ...event,
    type: event.text === undefined ? 'rawKeyDown' : 'keyDown',
    ...(modifiers === CONTROL && key === 'a' ? { commands: ['selectAll'] } : {}),
  });
  await page.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

/** Types over what the focused field contains. */
export async function typeText(page: BrowserPage, text: string): Promise<void> {
  await press(page, 'a', CONTROL);
  await press(page, 'Backspace');
  for (const character of text) await press(page, character === '\n' ? 'Enter' : character);
}

/** The id of the element that has the focus. */
export const focused = (page: BrowserPage): Promise<unknown> => page.evaluate('document.activeElement.id');

/** Presses Tab until the element has the focus. */
export async function tabTo(page: BrowserPage, id: string, direction: 'forward' | 'back' = 'forward'): Promise<void> {
  const passed: unknown[] = [];
  while ((await focused(page)) !== id) {
    if (passed.length > 60) throw new Error(`Tab never reaches ${id}, but ${passed.join(', ')}`);
    await press(page, 'Tab', direction === 'back' ? SHIFT : 0);
    passed.push(await focused(page));
  }
}
