import { get } from 'node:http';

/** Milliseconds for which an answer holds: every zone of a load balancer asks by itself. */
const HOLDS_FOR = 1000;
/** Milliseconds after which the server counts as not answering; less than the load balancer waits. */
const PATIENCE = 4000;

export type Health = () => Promise<{ readonly ok: boolean; readonly text: string }>;

/** Whether objects can be stored: the server answers, and the connection that locks objects is up. */
export function createHealth(
  serverPort: number,
  isDatabaseUp: () => boolean,
  { now = Date.now, patience = PATIENCE }: { readonly now?: () => number; readonly patience?: number } = {},
): Health {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(false);
  return async () => {
    if (now() - asked >= HOLDS_FOR) {
      asked = now();
      answer = serverAnswers(serverPort, patience);
    }
    if (!(await answer)) return { ok: false, text: 'The server does not answer.' };
    return isDatabaseUp() ? { ok: true, text: 'ok' } : { ok: false, text: 'There is no connection to the database.' };
  };
}

function serverAnswers(port: number, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/system', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    const late = setTimeout(() => request.destroy(new Error('late')), patience);
    request.on('error', () => resolve(false));
    request.on('close', () => clearTimeout(late));
  });
}
