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
  /** Elements that exceed the page's width. */
  readonly overflow: number;
}

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
};

/** Opens a page from disk, inspects it and prints it. */
export async function look(url: string): Promise<Seen> {
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
    return await see(pipeTo(child.stdio[3] as NodeJS.WritableStream, child.stdio[4] as NodeJS.ReadableStream), url);
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

async function see(pipe: Pipe, url: string): Promise<Seen> {
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const page = (method: string, params: object = {}) => pipe.send(method, params, String(sessionId));
  const complaints: string[] = [];
  const loaded = new Promise<void>((resolve) => {
    pipe.on(({ method = '', params = {} }) => {
      if (method === 'Page.loadEventFired') resolve();
      if (COMPLAINTS.includes(method)) complaints.push(JSON.stringify(params));
      const asked = (params.request as { readonly url?: string } | undefined)?.url;
      if (method === 'Network.requestWillBeSent' && asked !== url) complaints.push(`asked for ${asked}`);
    });
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page(`${domain}.enable`);
  await page('Emulation.setDeviceMetricsOverride', { width: 1180, height: 1600, deviceScaleFactor: 1, mobile: false });
  await page('Page.navigate', { url });
  await loaded;
  const { result } = await page('Runtime.evaluate', {
    expression: 'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    returnByValue: true,
  });
  const shot = await page('Page.captureScreenshot', { format: 'png' });
  const printed = await page('Page.printToPDF', { preferCSSPageSize: true, printBackground: true });
  return {
    screenshot: Buffer.from(String(shot.data), 'base64'),
    pdf: Buffer.from(String(printed.data), 'base64'),
    complaints,
    overflow: Number((result as { readonly value: number }).value),
  };
}
