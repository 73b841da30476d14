import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { FAILURE_REASONS, type StoreOutcome } from '../store/outcome';
import type { ObjectSpool, ObjectStore } from '../store/store';
import { type AnswerType, answerType } from './answer-type';
import { MOST_PARTS, MOST_UNANSWERED_PARTS, receiveParts, type StowReceipt } from './receive';
import { requestType } from './request-type';
import { responseModule, toJson, toXml } from './response-module';

export interface StowOptions {
  readonly store: ObjectStore;
  readonly spool: ObjectSpool;
  /** The study UID of `POST /studies/<uid>`. */
  readonly study?: string;
  /** The limit of the spool, for the answer. */
  readonly largestObjectBytes: number;
  /** The base of the Retrieve URLs, without a slash at the end. */
  readonly baseUrl: string;
  /** Objects of one body that are stored concurrently. @default 4 */
  readonly storesAtOnce?: number;
}

export interface StowAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** One for each part, in the order of the body. */
  readonly outcomes: readonly StoreOutcome[];
  /** Why the status is not a success, without UIDs: for the log and the answer. */
  readonly text?: string;
}

/**
 * The Store transaction of STOW-RS (DICOM PS3.18, section 10.5). Never rejects. If the headers of the request are invalid, its body
 * is not read.
 *
 * The status (section 10.5.3, table 10.5.3-1) is the first that applies:
 * 1. 415: the Content-Type or Content-Encoding is not supported. 400: the boundary is too long.
 * 2. 400: the body can't be read to its end, or has no part. The answer names what was stored until then.
 * 3. 200: every part is stored. 202: some are.
 * 4. 413: none is, and one was too large. 409: none is.
 */
export async function storeOverStow(request: IncomingMessage, options: StowOptions): Promise<StowAnswer> {
  const type = requestType(request.headers['content-type'], request.headers['content-encoding']);
  if (type.kind === 'refused') return textAnswer(type.status, type.text);
  const { store, spool, study, storesAtOnce = 4 } = options;
  const boundary = type.kind === 'multipart' ? type.boundary : undefined;
  const received = await receiveParts(request, boundary, { store, spool, expected: { study }, storesAtOnce });
  const { status, text } = statusOf(received, options.largestObjectBytes);
  if (received.outcomes.length === 0) return textAnswer(status, text ?? '');
  return moduleAnswer(status, text, received.outcomes, answerType(request.headers.accept), options);
}

const BROKEN_BODY: Readonly<Record<NonNullable<StowReceipt['broken']>, string>> = {
  'no-delimiter':
    'The body does not contain the boundary of the Content-Type. Each boundary line begins with two hyphens and ends with CR LF.',
  cut: 'The body ends early: its closing boundary is missing.',
  headers: 'The headers of a part cannot be read.',
  parts: `The body has more than ${MOST_PARTS} parts, or all bodies in progress together have more than ${MOST_UNANSWERED_PARTS}. Further parts were not read: send them in another body.`,
  connection: 'The connection ended within the body.',
};

function statusOf(
  { outcomes, broken }: StowReceipt,
  largest: number,
): { readonly status: number; readonly text?: string } {
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.reason] : []));
  const stored = outcomes.length - failures.length;
  const counted = `${stored} of ${outcomes.length} objects are stored.`;
  if (broken !== undefined) return { status: 400, text: `${BROKEN_BODY[broken]} ${counted}` };
  if (outcomes.length === 0) return { status: 400, text: 'The body contains no object.' };
  if (failures.length === 0) return { status: 200 };

  const sentences = [...new Set(failures)].map((reason) =>
    reason === 'too-large'
      ? `${FAILURE_REASONS[reason].text} At most ${largest} bytes are accepted.`
      : FAILURE_REASONS[reason].text,
  );
  const text = [counted, ...sentences].join(' ');
  if (stored > 0) return { status: 202, text };
  return { status: failures.includes('too-large') ? 413 : 409, text };
}

const textAnswer = (status: number, text: string): StowAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${text}\n`),
  outcomes: [],
  text,
});

function moduleAnswer(
  status: number,
  text: string | undefined,
  outcomes: readonly StoreOutcome[],
  type: AnswerType,
  options: StowOptions,
): StowAnswer {
  const module = responseModule(outcomes, options);
  return {
    status,
    headers: {
      'content-type': type.name,
      // The response module has no attribute for the text (RFC 2616, section 14.46).
      ...(text !== undefined && { warning: `299 gate "${text.replace(/["\\]/g, "'")}"` }),
    },
    body: Buffer.from(type.form === 'json' ? toJson(module) : toXml(module)),
    outcomes,
    text,
  };
}
