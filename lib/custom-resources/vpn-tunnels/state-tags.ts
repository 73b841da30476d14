/**
 * The state of an update, kept in tags on the VPN connection between polls, runs and crashes. The protocol, with a state
 * diagram, is docs/decisions/0004-change-a-live-tunnel-in-place.md. No tag contains a secret.
 */

/** The latest run. An older run that reads it stops. */
export const RUN_TAG = 'heartlab:vpn-run';
/** The last change: claimed before the call to EC2, finished when it is visible. */
export const CHANGE_TAG = 'heartlab:vpn-change';
/** The last finished change, while a new one is claimed: which tunnel went down last, and when. */
export const BEFORE_TAG = 'heartlab:vpn-change-before';
/** Followed by an inside CIDR: the generation of that tunnel's key. */
export const KEY_TAG_PREFIX = 'heartlab:vpn-key/';

/** The prefix of all tags that an update writes, for its IAM policy (`aws:TagKeys`). */
export const TAG_PREFIX = 'heartlab:vpn-';

/** One run: one event of CloudFormation. A rollback is another run. */
export interface ChangeRun {
  readonly id: string;
  /** Milliseconds since 1970. A rollback can begin in the same second as the refusal that it follows. */
  readonly startedAt: number;
}

export interface AnnouncedRun extends ChangeRun {
  /** When the tag was written. Milliseconds since 1970. */
  readonly announcedAt: number;
}

/** The subject of a change: `gateway`, or the inside CIDR of a tunnel. */
export type ChangeSubject = 'gateway' | { readonly insideCidr: string };

/**
 * A new key, with its change marker. EC2 does not return which key a tunnel has. So the call that sets the key also raises the
 * rekey margin by one second, and the margin shows whether the call was made. It is not negotiated with the hospital.
 */
export interface KeyChange {
  readonly from: number;
  readonly to: number;
  /** The RekeyMarginTimeSeconds that the tunnel has after the change. */
  readonly changeMarkerSeconds: number;
}

/** The last change, as its tag records it. */
export interface ChangeRecord {
  readonly subject: ChangeSubject;
  /** The customer gateway, or the digest of the tunnel's options, after the change. */
  readonly to: string;
  readonly key?: KeyChange;
  /** The tunnel was up, or only flapping, when the change was claimed. It must come up again. */
  readonly wasUp: boolean;
  /** The id of the run. */
  readonly run: string;
  /** The nonce of the invocation that claimed it. */
  readonly by: string;
  /** How often this run has claimed this change. */
  readonly attempt: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly claimedAt: number;
  /** EC2 accepted the call. If absent, it may have too: the invocation may have stopped before it wrote this. */
  readonly accepted?: true;
  /** When the change was first visible. Absent: it is only claimed. */
  readonly finishedAt?: number;
}

/** The state in the tags of a connection. */
export interface ConnectionState {
  readonly run?: AnnouncedRun;
  readonly change?: ChangeRecord;
  /** The last change that finished before `change`. */
  readonly before?: ChangeRecord;
  /** By inside CIDR. `unreadable`: the tag is not a number. */
  readonly keys: ReadonlyMap<string, number | 'unreadable'>;
}

const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Tags contain whole seconds, so that a time read back equals the time written. */
export const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000;

export function keyTag(insideCidr: string): string {
  return `${KEY_TAG_PREFIX}${insideCidr}`;
}

export function runTag(run: AnnouncedRun): string {
  const started = new Date(run.startedAt).toISOString();
  return `${run.id} started=${started} announced=${new Date(run.announcedAt).toISOString()}`;
}

export function changeTag(change: ChangeRecord): string {
  const { subject, key } = change;
  return [
    `of=${subject === 'gateway' ? 'gateway' : subject.insideCidr}`,
    `to=${change.to}`,
    key && `key=${key.from}-${key.to} margin=${key.changeMarkerSeconds}`,
    `up=${change.wasUp ? 1 : 0}`,
    `run=${change.run}`,
    `by=${change.by}`,
    `attempt=${change.attempt}`,
    `claimed=${time(change.claimedAt)}`,
    change.accepted && 'accepted=1',
    change.finishedAt !== undefined && `finished=${time(change.finishedAt)}`,
  ]
    .filter((field) => field)
    .join(' ');
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function moment(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

export function parseRun(text: string | undefined): AnnouncedRun | undefined {
  const [, id, started, announced] = /^(\S+) started=(\S+) announced=(\S+)$/.exec(text ?? '') ?? [];
  const startedAt = moment(started);
  const announcedAt = moment(announced);
  return id === undefined || startedAt === undefined || announcedAt === undefined
    ? undefined
    : { id, startedAt, announcedAt };
}

/** Undefined if the tag is missing or can't be parsed: the last change is then unknown, as on a new connection. */
export function parseChange(text: string | undefined): ChangeRecord | undefined {
  const fields = new Map(
    (text ?? '').split(' ').map((field) => [field.split('=', 1)[0], field.replace(/^[^=]*=/, '')]),
  );
  const of = fields.get('of');
  const to = fields.get('to');
  const run = fields.get('run');
  const by = fields.get('by');
  const claimedAt = moment(fields.get('claimed'));
  const attempt = whole(fields.get('attempt'));
  const up = fields.get('up');
  if (!of || !to || !run || !by || claimedAt === undefined || attempt === undefined || up === undefined)
    return undefined;
  const key = keyChange(fields.get('key'), fields.get('margin'));
  if (fields.has('key') && key === undefined) return undefined;
  return {
    subject: of === 'gateway' ? 'gateway' : { insideCidr: of },
    to,
    key,
    wasUp: up === '1',
    run,
    by,
    attempt,
    claimedAt,
    accepted: fields.get('accepted') === '1' ? true : undefined,
    finishedAt: moment(fields.get('finished')),
  };
}

/** `1-2` and `271` */
function keyChange(generations: string | undefined, margin: string | undefined): KeyChange | undefined {
  const [from, to] = (generations ?? '').split('-').map(whole);
  const changeMarkerSeconds = whole(margin);
  if (from === undefined || to === undefined || changeMarkerSeconds === undefined) return undefined;
  return { from, to, changeMarkerSeconds };
}

/** Reads the state from the tags of a connection. */
export function readConnectionState(
  tags: Iterable<{ readonly Key?: string | undefined; readonly Value?: string | undefined }>,
): ConnectionState {
  const values = new Map<string, string>();
  for (const { Key, Value } of tags) if (Key !== undefined) values.set(Key, Value ?? '');
  const keys = new Map(
    [...values]
      .filter(([name]) => name.startsWith(KEY_TAG_PREFIX))
      .map(([name, value]) => [name.slice(KEY_TAG_PREFIX.length), whole(value) ?? ('unreadable' as const)] as const),
  );
  return {
    run: parseRun(values.get(RUN_TAG)),
    change: parseChange(values.get(CHANGE_TAG)),
    before: parseChange(values.get(BEFORE_TAG)),
    keys,
  };
}

/** The last finished change. Until some time after it, the reported status of the tunnels may be outdated. */
export function lastFinished({
  change,
  before,
}: ConnectionState): (ChangeRecord & { readonly finishedAt: number }) | undefined {
  for (const record of [change, before]) {
    if (record?.finishedAt !== undefined) return { ...record, finishedAt: record.finishedAt };
  }
  return undefined;
}

/** The tags of a new claim. The finished change before it is kept, because its tunnel may not be up again yet. */
export function claimTags(claim: ChangeRecord, { change }: ConnectionState): Readonly<Record<string, string>> {
  return {
    [CHANGE_TAG]: changeTag(claim),
    ...(change?.finishedAt !== undefined && { [BEFORE_TAG]: changeTag(change) }),
  };
}

/** The range of change markers, in seconds: at most 301, less than half of the shortest phase 2 lifetime (900). */
const CHANGE_MARKERS = { first: 270, count: 32 } as const;

/** A change marker that differs from the tunnel's current rekey margin. */
export function nextChangeMarker(liveSeconds: number): number {
  const { first, count } = CHANGE_MARKERS;
  const offset = liveSeconds - first;
  return offset < 0 || offset >= count ? first : first + ((offset + 1) % count);
}
