import { get } from 'node:http';

/** Milliseconds for which an answer is cached: every zone of a load balancer sends its own health checks. */
const HOLDS_FOR = 1000;
/** Milliseconds after which server and database count as not answering; less than the load balancer's timeout. */
const PATIENCE = 4000;

export type GateHealth = () => Promise<{ readonly ok: boolean; readonly text: string }>;

/** Whether objects can be stored: the server answers, and objects can be locked in the database. */
export function createHealth(
  serverPort: number,
  isDatabaseUp: () => Promise<boolean>,
  { now = Date.now, patience = PATIENCE }: { readonly now?: () => number; readonly patience?: number } = {},
): GateHealth {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: ReturnType<GateHealth> = Promise.resolve({ ok: false, text: '' });
  // If the database doesn't answer, no second question is sent until the first has ended.
  let asking: Promise<boolean> | undefined;
  const database = (): Promise<boolean> => {
    asking ??= isDatabaseUp().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const ask: GateHealth = async () => {
    const [isServerUp, isLockUp] = await Promise.all([
      serverAnswers(serverPort, patience),
      inTime(database(), patience),
    ]);
    if (!isServerUp) return { ok: false, text: 'The server does not answer.' };
    return isLockUp ? { ok: true, text: 'ok' } : { ok: false, text: 'There is no connection to the database.' };
  };
  return () => {
    if (now() - asked >= HOLDS_FOR) {
      asked = now();
      answer = ask();
    }
    return answer;
  };
}

function inTime(question: Promise<boolean>, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), patience);
    question.then(resolve, () => resolve(false)).finally(() => clearTimeout(late));
  });
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
