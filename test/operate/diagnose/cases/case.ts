import { readFileSync } from 'node:fs';
import type { Site } from '../../../../lib/config/model';
import type { CauseId } from '../../../../lib/operate/diagnose';
import { aSite } from '../../../support/builders/sites';

/**
 * What each log must be diagnosed as, and nothing else.
 *
 * `captured`: from strongSwan 5.9.8, FRR 8.4, curl and OpenSSL 3 with the mistake really made between two network namespaces.
 * `composed`: written from the documented format (composed.ts), because no account or device of ours could say it.
 */
export interface Case {
  readonly name: string;
  readonly source: 'captured' | 'composed';
  readonly logs: readonly string[];
  readonly site?: Site;
  /** Every cause, likeliest first; `past:` before one that a later success ended. */
  readonly is: readonly (CauseId | `past:${CauseId}`)[];
  /** What the first cause's detail must say. */
  readonly says?: RegExp;
}

/** From here on the capture stopped its daemons. A tunnel of a stopped daemon is down. */
const STOPPED = /^.*(?:SIGTERM received, shutting down|Terminating on signal)/m;

/** A captured log, while its daemons were running. */
export const captured = (name: string): string => {
  const whole = stopped(name);
  return whole.slice(0, STOPPED.exec(whole)?.index);
};

/** A captured log, until its daemons were stopped. */
export const stopped = (name: string): string =>
  readFileSync(`test/operate/diagnose/cases/captured/${name}.txt`, 'utf8');

/** The same failure as the hospital alone, the cloud alone and both together see it. */
export const threeWays = (
  name: string,
  hospital: Case['is'],
  cloud: Case['is'],
  both: Case['is'],
  says?: RegExp,
): readonly Case[] => [
  { name: `${name}, hospital`, source: 'captured', logs: [captured(`${name}-hospital`)], is: hospital },
  { name: `${name}, cloud`, source: 'captured', logs: [captured(`${name}-cloud`)], is: cloud },
  {
    name: `${name}, both`,
    source: 'captured',
    logs: [captured(`${name}-hospital`), captured(`${name}-cloud`)],
    is: both,
    ...(says === undefined ? {} : { says }),
  },
];
export const one = (name: string, is: Case['is'], more: Partial<Case> = {}): Case => ({
  name,
  source: 'captured',
  logs: [captured(name)],
  is,
  ...more,
});
export const written = (
  name: string,
  log: string | readonly string[],
  is: Case['is'],
  more: Partial<Case> = {},
): Case => ({
  name,
  source: 'composed',
  logs: typeof log === 'string' ? [log] : log,
  is,
  ...more,
});

/** What some of the captured logs prove alone. */
export const ALONE = {
  'key-cloud': 'psk-mismatch',
  'phase1-enc-cloud': 'phase1-proposal',
  'udp500-hospital': 'udp500-blocked',
  'udp4500-hospital': 'udp4500-blocked',
  'no-pfs-hospital': 'no-pfs',
  'dpd-hospital': 'dpd-timeout',
} as const;
export const UNKNOWN = ['not-known'] as const;
/** Nothing failed, and nothing was seen working: a log of a working connection beside it proves that. */
export const UNPROVEN = ['not-known'] as const;
/** The site whose subnets the captured logs have. */
export const SITE = aSite({ network: { hospitalCidrs: ['10.80.0.0/16'], cloudCidr: '100.64.0.0/26' } });
