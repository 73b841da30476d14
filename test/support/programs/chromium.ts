import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's Chromium without a window, controlled over a pipe: it needs no port and no package. */

const PROGRAM = '/usr/bin/chromium';
export const CHROMIUM_IS_HERE = existsSync(PROGRAM);

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--remote-debugging-pipe',
];

interface Seen {
  readonly screenshot: Buffer;
  readonly pdf: Buffer;
  /** Errors and warnings of the console, exceptions, and requests for anything but the page. */
  readonly complaints: readonly string[];
  /** The greatest number of pixels by which a content is wider than its box. */
  readonly overflow: number;
}

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
};

/** An open page. */
export interface BrowserPage {
  send(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  on(listener: (message: Message) => void): void;
  /** The value of an expression, or of its promise. */
  evaluate(expression: string): Promise<unknown>;
  /** Errors and warnings of the console, exceptions, and requests for anything but the page, so far. */
  readonly complaints: readonly string[];
}

interface PageOptions {
  /** Pixels. */
  readonly width?: number;
  /** The folder for files that the page saves. */
  readonly downloads?: string;
}

interface View {
  /** Pixels. */
  readonly width?: number;
  /** A CSS selector of the elements that must contain their content without scrolling. */
  readonly boxes?: string;
}

/** Opens a page from disk, inspects it and prints it. */
export const look = (url: string, { width, boxes = 'html' }: View = {}): Promise<Seen> =>
  withPage(url, (page) => see(page, boxes), { width });

/** Opens a page from disk. */
export async function withPage<T>(
  url: string,
  use: (page: BrowserPage) => Promise<T>,
  { width = 1180, downloads }: PageOptions = {},
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'heartlab-chromium-'));
  const child = spawn(PROGRAM, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A process group of its own, so that its helpers end with it: one that lives on writes into the folder that is removed.
    detached: true,
    // Separate folders for settings and caches, so that the user's own are neither read nor written.
    env: { PATH: process.env.PATH ?? '', HOME: profile, LANG: 'C.UTF-8' },
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const pipe = pipeTo(child.stdio[3] as NodeJS.WritableStream, child.stdio[4] as NodeJS.ReadableStream);
    if (downloads !== undefined)
      await pipe.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    return await use(await open(pipe, url, width));
  } finally {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

interface Pipe {
  send(method: string, params?: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>>;
  on(listener: (message: Message) => void): void;
}

/** The DevTools protocol: JSON, each message ended by a zero. */
function pipeTo(input: NodeJS.WritableStream, output: NodeJS.ReadableStream): Pipe {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((message: Message) => void)[] = [];
  let [next, rest] = [1, ''];
  output.setEncoding('utf8');
  output.on('data', (chunk: string) => {
    const parts = `${rest}${chunk}`.split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message: Message = JSON.parse(part);
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      else for (const listener of listeners) listener(message);
    }
  });
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, ({ result = {}, error }) =>
          error === undefined ? resolve(result) : reject(new Error(error.message)),
        );
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      }),
    on: (listener) => listeners.push(listener),
  };
}

const COMPLAINTS = ['Runtime.exceptionThrown', 'Log.entryAdded', 'Runtime.consoleAPICalled'];

async function open(pipe: Pipe, url: string, width: number): Promise<BrowserPage> {
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => pipe.send(method, params, String(sessionId));
  const complaints: string[] = [];
  const loaded = new Promise<void>((resolve) => {
    pipe.on(({ method = '', params = {} }) => {
      if (method === 'Page.loadEventFired') resolve();
      if (COMPLAINTS.includes(method)) complaints.push(JSON.stringify(params));
      const asked = (params.request as { readonly url?: string } | undefined)?.url;
      if (method === 'Network.requestWillBeSent' && asked !== url) complaints.push(`asked for ${asked}`);
    });
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height: 1600, deviceScaleFactor: 1, mobile: false });
  await send('Page.navigate', { url });
  await loaded;
  return {
    send,
    on: pipe.on,
    complaints,
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { readonly value?: unknown }).value;
    },
  };
}

async function see(page: BrowserPage, boxes: string): Promise<Seen> {
  const overflow = await page.evaluate(
    `Math.max(...[...document.querySelectorAll(${JSON.stringify(boxes)})].map((box) => box.scrollWidth - box.clientWidth))`,
  );
  const shot = await page.send('Page.captureScreenshot', { format: 'png' });
  const printed = await page.send('Page.printToPDF', { preferCSSPageSize: true, printBackground: true });
  return {
    screenshot: Buffer.from(String(shot.data), 'base64'),
    pdf: Buffer.from(String(printed.data), 'base64'),
    complaints: page.complaints,
    overflow: Number(overflow),
  };
}
