import { get } from 'node:http';

/** Milliseconds for which an answer is cached: every zone of a load balancer sends its own health checks. */
const CACHED_FOR = 1000;
/** Milliseconds after which server and database count as not answering; less than the load balancer's timeout. */
const TIMEOUT = 4000;

export type GateHealth = () => Promise<{ readonly ok: boolean; readonly text: string }>;

/** Whether objects can be stored: the server answers, and objects can be locked in the database. */
export function createHealth(
  serverPort: number,
  isDatabaseUp: () => Promise<boolean>,
  { now = Date.now, timeout = TIMEOUT }: { readonly now?: () => number; readonly timeout?: number } = {},
): GateHealth {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let answer: ReturnType<GateHealth> = Promise.resolve({ ok: false, text: '' });
  // If the database doesn't answer, no second check begins until the first has ended.
  let databaseCheck: Promise<boolean> | undefined;
  const checkDatabase = (): Promise<boolean> => {
    databaseCheck ??= isDatabaseUp().finally(() => {
      databaseCheck = undefined;
    });
    return databaseCheck;
  };
  const check: GateHealth = async () => {
    const [isServerUp, isLockUp] = await Promise.all([
      serverAnswers(serverPort, timeout),
      withTimeout(checkDatabase(), timeout),
    ]);
    if (!isServerUp) return { ok: false, text: 'The server does not answer.' };
    return isLockUp ? { ok: true, text: 'ok' } : { ok: false, text: 'There is no connection to the database.' };
  };
  return () => {
    if (now() - checkedAt >= CACHED_FOR) {
      checkedAt = now();
      answer = check();
    }
    return answer;
  };
}

function withTimeout(check: Promise<boolean>, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), timeout);
    check.then(resolve, () => resolve(false)).finally(() => clearTimeout(late));
  });
}

function serverAnswers(port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/system', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    const late = setTimeout(() => request.destroy(new Error('late')), timeout);
    request.on('error', () => resolve(false));
    request.on('close', () => clearTimeout(late));
  });
}
