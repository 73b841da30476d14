import type { CertificateFile, DatedItem } from './load/certificates';
import { type LoadedFleet, loadFleet } from './load/load';
import type { Fleet } from './model';
import type { FileComplaint, Problem } from './problem';

/** Enough time to have a CA certificate issued and to send it to every hospital. */
const WARN_DAYS = 60;

/**
 * Reports the expiry of a bundle or a revocation list on a day that the caller passes. Paths begin below the environment's name.
 *
 * A bundle without any valid certificate is an error, because no hospital could connect. Everything else is a warning, so that
 * one old certificate among valid ones never blocks an urgent deploy.
 */
export function expiredCertificates(
  { kind, path, named, items }: CertificateFile,
  today: string,
): readonly FileComplaint[] {
  const found = JSON.stringify(named);
  const complain = (wrong: string, write: string, severity: 'error' | 'warning'): FileComplaint => ({
    path,
    found,
    wrong,
    write,
    severity,
  });
  if (kind === 'revocation-list')
    return items.flatMap(({ what, to }) =>
      to !== undefined && to < today
        ? [
            complain(
              `contains ${what}, which should have been replaced by ${to} (today is ${today}): certificates revoked since then are missing from it`,
              "fetch the CA's current list; AWS does not document how a load balancer handles an outdated list",
              'warning',
            ),
          ]
        : [],
    );
  const wrong = items.flatMap((item) => {
    const how = outOfDate(item, today);
    return how === undefined ? [] : [`${item.what} ${how}`];
  });
  if (items.length > 0 && wrong.length === items.length) {
    const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
    return [
      complain(
        `contains no certificate that is valid today (${today}): ${wrong.slice(0, 3).join('; ')}${more}`,
        kind === 'client-ca-bundle'
          ? "add the CA's current certificate: without it no hospital can connect"
          : "add the CA's current certificate: without it no hospital can trust our server certificate",
        'error',
      ),
    ];
  }
  const soon = dayAfter(today, WARN_DAYS);
  return items.flatMap((item) => {
    const past = outOfDate(item, today);
    if (past !== undefined)
      return [
        complain(
          `contains ${item.what}, which ${past} (today is ${today})`,
          'remove it, or replace it with its successor',
          'warning',
        ),
      ];
    return item.to !== undefined && item.to < soon
      ? [
          complain(
            `contains ${item.what}, which expires on ${item.to}`,
            'add its successor before that date',
            'warning',
          ),
        ]
      : [];
  });
}

/** A certificate is valid on its first and its last day. */
function outOfDate({ from, to }: DatedItem, today: string): string | undefined {
  if (to !== undefined && to < today) return `expired on ${to}`;
  return from > today ? `is valid only from ${from}` : undefined;
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export interface DayOptions {
  /** YYYY-MM-DD, from the caller. */
  readonly today: string;
  /**
   * Only the certificates of this site's environment.
   * @default - those of every environment
   */
  readonly site?: string;
}

/** The expiry problems of every certificate file of a fleet, each with its position. */
export function certificateDateProblems(loaded: LoadedFleet, { today, site }: DayOptions): readonly Problem[] {
  const concerned = loaded.sites.filter((candidate) => candidate.site === site).map(({ environment }) => environment);
  return loaded.certificates
    .filter(({ environment }) => site === undefined || concerned.includes(environment))
    .flatMap((file) =>
      expiredCertificates(file, today).map((complaint) =>
        loaded.problemAt('environments', `${file.kind}-date`, {
          ...complaint,
          path: [file.environment, ...complaint.path],
        }),
      ),
    );
}

/** Loads a folder for a deploy on a day. There is no fleet if a required bundle has no valid certificate. */
export function loadFleetFor(folder: string, options: DayOptions): LoadedFleet {
  const loaded = loadFleet(folder);
  const dates = certificateDateProblems(loaded, options);
  const fleet: Fleet | undefined = dates.some(({ severity }) => severity === 'error') ? undefined : loaded.fleet;
  return { ...loaded, fleet, problems: [...loaded.problems, ...dates] };
}
