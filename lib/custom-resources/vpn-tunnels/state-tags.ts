/**
 * What the update remembers between two polls, two runs and two crashes: tags on the VPN connection itself. EC2 knows
 * the rest. No tag holds a secret.
 *
 * `heartlab:vpn-run` says whose turn it is: the latest run. An older one that finds it stops. A run says that all is done
 * only when its own mark has stood for CONFIRM: until then an older one that hasn't seen it may still begin a change, and
 * write its own mark over it; it is then written again.
 *
 * `heartlab:vpn-change` is the last change: claimed before, finished after.
 *   1. Claim. The tag names the change, the run, and a nonce of this Lambda invocation.
 *   2. After CONFIRM, read again. Only who still finds their own nonce acts, once, within ACT. (EC2 has no conditional
 *      write. With bounds on how stale a read is and how long a call takes, waiting makes one: Fischer's algorithm.)
 *   3. Anybody else, also this run's next invocation after a crash, leaves a claim alone until LEASE. By then its
 *      change has been made and can be seen, or never will be.
 *   4. Seen made, the claim is marked finished, by whoever comes along. Not made: it is void, and may be claimed anew.
 *
 * Step 4 needs to see whether a change was made. For options and the customer gateway EC2 tells. Which key a tunnel has
 * it doesn't, so a change of key carries a witness in the same call: RekeyMarginTimeSeconds one second up. It says how
 * long before the end of a phase 2 lifetime AWS begins to renew it (60 s to half the lifetime, 270 s by default); a
 * second more or less is nothing to anybody, it isn't negotiated with the hospital, and no site file sets it. The call
 * is one change: key and witness are both there or neither. So a crash right before the call and a crash right after
 * it can be told apart, no key is made twice, and none is recorded that was never made. Should EC2 take the call and yet
 * never show the witness, the run refuses to try again: then nobody knows which key the tunnel has, and a person must look.
 *
 * `heartlab:vpn-change-before` is the last finished change, once another is claimed: it says which tunnel was taken down
 * last, and when, so that its status isn't believed too soon.
 *
 * `heartlab:vpn-key/<inside CIDR>` is the generation of that tunnel's key; written together with the finished mark.
 */

export const RUN_TAG = 'heartlab:vpn-run';
export const CHANGE_TAG = 'heartlab:vpn-change';
export const BEFORE_TAG = 'heartlab:vpn-change-before';
export const KEY_TAG_PREFIX = 'heartlab:vpn-key/';

/** What the tags that an update writes begin with, for its IAM policy (`aws:TagKeys`). */
export const TAG_PREFIX = 'heartlab:vpn-';

/** One run: one event of CloudFormation. A rollback is another run. */
export interface ChangeRun {
  readonly id: string;
  /** Milliseconds since 1970. A rollback can begin in the same second as the refusal that it follows. */
  readonly startedAt: number;
}

export interface RunMark extends ChangeRun {
  /** When this mark was written. Milliseconds since 1970. */
  readonly announcedAt: number;
}

/** What a change is about: `gateway`, or the inside CIDR of a tunnel. */
export type ChangeSubject = 'gateway' | { readonly insideCidr: string };

/** A new key: from one generation to another, with the witness that tells whether it was made. */
export interface KeyChange {
  readonly from: number;
  readonly to: number;
  /** The RekeyMarginTimeSeconds that the tunnel has from then on. */
  readonly witnessSeconds: number;
}

/** The change last asked for. */
export interface ChangeMark {
  readonly subject: ChangeSubject;
  /** The customer gateway, or the digest of the tunnel's options, once it is made. */
  readonly to: string;
  readonly key?: KeyChange;
  /** A tunnel that was up, or only flapping, when it was claimed: it has to come back. */
  readonly wasUp: boolean;
  /** The id of the run. */
  readonly run: string;
  /** The nonce of the invocation that claimed it. */
  readonly by: string;
  /** How often this run has claimed this very change. */
  readonly attempt: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly claimedAt: number;
  /** EC2 has taken the call. Absent: it may have, too; the claimer may have died before it could say so. */
  readonly accepted?: true;
  /** When it was first seen made. Absent: claimed, and no more is known. */
  readonly finishedAt?: number;
}

export interface ConnectionState {
  readonly run?: RunMark;
  readonly change?: ChangeMark;
  /** The change last finished before that. */
  readonly before?: ChangeMark;
  /** By inside CIDR. `unreadable` if somebody has edited the tag. */
  readonly keys: ReadonlyMap<string, number | 'unreadable'>;
}

const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Marks keep whole seconds, so that what is read back equals what was written. */
export const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000;

export function keyTag(insideCidr: string): string {
  return `${KEY_TAG_PREFIX}${insideCidr}`;
}

export function runTag(run: RunMark): string {
  const [started, announced] = [run.startedAt, run.announcedAt].map((at) => new Date(at).toISOString());
  return `${run.id} started=${started} announced=${announced}`;
}

export function changeTag(change: ChangeMark): string {
  const { subject, key } = change;
  return [
    `of=${subject === 'gateway' ? 'gateway' : subject.insideCidr}`,
    `to=${change.to}`,
    ...(key === undefined ? [] : [`key=${key.from}-${key.to}`, `margin=${key.witnessSeconds}`]),
    `up=${change.wasUp ? 1 : 0}`,
    `run=${change.run}`,
    `by=${change.by}`,
    `attempt=${change.attempt}`,
    `claimed=${time(change.claimedAt)}`,
    ...(change.accepted === true ? ['accepted=1'] : []),
    ...(change.finishedAt === undefined ? [] : [`finished=${time(change.finishedAt)}`]),
  ].join(' ');
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function moment(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

export function parseRun(text: string | undefined): RunMark | undefined {
  const [, id, started, announced] = /^(\S+) started=(\S+) announced=(\S+)$/.exec(text ?? '') ?? [];
  const [startedAt, announcedAt] = [moment(started), moment(announced)];
  return id === undefined || startedAt === undefined || announcedAt === undefined
    ? undefined
    : { id, startedAt, announcedAt };
}

/** Undefined if there is none, or somebody has edited it: then nothing is known of the last change, as on a new connection. */
export function parseChange(text: string | undefined): ChangeMark | undefined {
  const fields = new Map(
    (text ?? '').split(' ').map((field) => [field.split('=', 1)[0], field.replace(/^[^=]*=/, '')]),
  );
  const [of, to, run, by] = ['of', 'to', 'run', 'by'].map((name) => fields.get(name));
  const claimedAt = moment(fields.get('claimed'));
  const attempt = whole(fields.get('attempt'));
  const up = fields.get('up');
  if (!of || !to || !run || !by || claimedAt === undefined || attempt === undefined || up === undefined)
    return undefined;
  const [from, target] = (fields.get('key') ?? '').split('-').map(whole);
  const witnessSeconds = whole(fields.get('margin'));
  if (fields.has('key') && (from === undefined || target === undefined || witnessSeconds === undefined))
    return undefined;
  const finishedAt = moment(fields.get('finished'));
  return {
    subject: of === 'gateway' ? 'gateway' : { insideCidr: of },
    to,
    ...(from === undefined || target === undefined || witnessSeconds === undefined
      ? {}
      : { key: { from, to: target, witnessSeconds } }),
    wasUp: up === '1',
    run,
    by,
    attempt,
    claimedAt,
    ...(fields.get('accepted') === '1' ? { accepted: true as const } : {}),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

/** The marks among the tags of a connection. */
export function readConnectionState(
  tags: Iterable<{ readonly Key?: string | undefined; readonly Value?: string | undefined }>,
): ConnectionState {
  const values = new Map<string, string>();
  for (const { Key, Value } of tags) if (Key !== undefined) values.set(Key, Value ?? '');
  const run = parseRun(values.get(RUN_TAG));
  const change = parseChange(values.get(CHANGE_TAG));
  const before = parseChange(values.get(BEFORE_TAG));
  const keys = new Map(
    [...values]
      .filter(([name]) => name.startsWith(KEY_TAG_PREFIX))
      .map(([name, value]) => [name.slice(KEY_TAG_PREFIX.length), whole(value) ?? ('unreadable' as const)] as const),
  );
  return {
    ...(run === undefined ? {} : { run }),
    ...(change === undefined ? {} : { change }),
    ...(before === undefined ? {} : { before }),
    keys,
  };
}

/** The change that was last seen made: what the status of the tunnels has to be read by. */
export function lastFinished({
  change,
  before,
}: ConnectionState): (ChangeMark & { readonly finishedAt: number }) | undefined {
  for (const mark of [change, before]) {
    if (mark?.finishedAt !== undefined) return { ...mark, finishedAt: mark.finishedAt };
  }
  return undefined;
}

/** The tags of a new claim. The finished change that it takes the place of is kept: its tunnel may not be back yet. */
export function claimTags(claim: ChangeMark, { change }: ConnectionState): Readonly<Record<string, string>> {
  return {
    [CHANGE_TAG]: changeTag(claim),
    ...(change?.finishedAt === undefined ? {} : { [BEFORE_TAG]: changeTag(change) }),
  };
}

/** Where the witness may lie: at most 301 s, under half of the shortest phase 2 lifetime (900 s). */
const WITNESS = { first: 270, count: 32 } as const;

/** A witness that differs from what the tunnel has now. */
export function nextChangeMarker(liveSeconds: number): number {
  const place = liveSeconds - WITNESS.first;
  return place < 0 || place >= WITNESS.count ? WITNESS.first : WITNESS.first + ((place + 1) % WITNESS.count);
}
