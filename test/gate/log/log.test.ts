import Ajv from 'ajv';
import fc from 'fast-check';
import { countOutcomes } from '../../../services/gate/log/counts';
import { logDimse } from '../../../services/gate/log/dimse-log';
import { createLog, type GateLog } from '../../../services/gate/log/log';
import { FAILURE_REASONS, type FailureReason, type StoreOutcome } from '../../../services/gate/store/outcome';

const NOW = Date.parse('2026-11-28T05:00:00.000Z');

function recorded(work: (log: GateLog) => void, now: () => number = () => NOW): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  work(
    createLog(
      'alpha-clinic',
      (line) => {
        // CloudWatch Logs makes an event of each line.
        expect(line).toMatch(/^[^\n]+\n$/);
        lines.push(JSON.parse(line));
      },
      now,
    ),
  );
  return lines;
}

const stored = (study: string, isNew: boolean, bytes: number): StoreOutcome => ({
  kind: 'stored',
  isNew,
  bytes,
  uids: { sopClass: '1.2', sopInstance: '1.2.3.4', study, series: '1.2.3' },
});
const failed = (reason: FailureReason): StoreOutcome => ({ kind: 'failed', reason, uids: { study: '1.9.9' } });
const transfer = { door: 'stow', action: 'store', status: 200, bytesIn: 10, bytesOut: 20, seconds: 1.23456 } as const;

/**
 * The rules of the embedded metric format in its specification: its JSON schema, and its text on the target
 * members (CloudWatch guide, "Specification: Embedded metric format").
 */
const schema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: { type: 'string', minLength: 1, maxLength: 255 },
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: {
                  type: 'array',
                  minItems: 1,
                  maxItems: 30,
                  items: { type: 'string', minLength: 1, maxLength: 250 },
                },
              },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  additionalProperties: false,
                  properties: {
                    Name: { type: 'string', minLength: 1, maxLength: 1024 },
                    Unit: { enum: ['Seconds', 'Bytes', 'Count', 'Percent', 'None'] },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
const validate = new Ajv().compile<{
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}>(schema);

/** The metrics that CloudWatch extracts from a line. */
function metricsOf(line: Record<string, unknown>): Record<string, unknown>[] {
  if (line._aws === undefined) return [];
  const parsed: unknown = line;
  if (!validate(parsed)) throw new Error(JSON.stringify(validate.errors));
  expect(JSON.stringify(line).length).toBeLessThan(256 * 1024);
  // Milliseconds, not seconds.
  expect(parsed._aws.Timestamp).toBe(NOW);
  return parsed._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => {
        expect(typeof line[Name]).toBe('number');
        for (const name of names) expect(line[name]).toMatch(/^.{1,1024}$/);
        return { Namespace, ...Object.fromEntries(names.map((name) => [name, line[name]])), [Name]: line[Name], Unit };
      }),
    ),
  );
}

const of = (name: string, value: number, unit = 'Count', more = {}) => ({
  Namespace: 'HeartLab/Ingest',
  Site: 'alpha-clinic',
  ...more,
  [name]: value,
  Unit: unit,
});

test('studies are counted once, objects and bytes only if they are new', () => {
  const outcomes = [stored('1.1', true, 100), stored('1.1', true, 50), stored('1.2', false, 1000)];
  const [line = {}, ...others] = recorded((log) => log.transfer({ ...transfer, objects: countOutcomes(outcomes) }));
  expect(others).toEqual([]);
  expect(line).toMatchObject({ time: '2026-11-28T05:00:00.000Z', event: 'transfer', stored: 3, seconds: 1.235 });
  expect(metricsOf(line)).toEqual([of('Studies', 2), of('Objects', 2), of('Bytes', 150, 'Bytes')]);
});

test('each reason of failures has its own metric', () => {
  const outcomes = [failed('other-content'), failed('too-large'), failed('other-content')];
  const lines = recorded((log) => log.transfer({ ...transfer, status: 409, objects: countOutcomes(outcomes) }));
  expect(lines[0]).toMatchObject({ status: 409, stored: 0, failures: { 'other-content': 2, 'too-large': 1 } });
  expect(lines.flatMap(metricsOf)).toEqual([
    of('Failures', 2, 'Count', { Reason: 'other-content' }),
    of('Failures', 1, 'Count', { Reason: 'too-large' }),
  ]);
});

test('a query has no metric', () => {
  expect(recorded((log) => log.transfer({ ...transfer, action: 'read' })).flatMap(metricsOf)).toEqual([]);
});

test('a refused identity', () => {
  const lines = recorded((log) => log.transfer({ ...transfer, action: 'none', status: 403, isRefused: true }));
  expect(lines).toMatchObject([{ isRefused: true, status: 403 }]);
  expect(lines.flatMap(metricsOf)).toEqual([of('RefusedIdentities', 1)]);
});

test.each([
  ['2026-12-28T05:00:00Z', 30],
  ['2026-12-28T04:59:59Z', 29],
  ['2026-11-28T05:00:01Z', 0],
  ['2026-11-28T04:59:59Z', -1],
])('a certificate that ends at %s has %i days', (ends, days) => {
  const lines = recorded((log) => log.certificate(new Date(ends)));
  expect(lines).toMatchObject([{ event: 'certificate', certificateEnds: new Date(ends).toISOString() }]);
  expect(lines.flatMap(metricsOf)).toEqual([of('CertificateDays', days)]);
});

test('a failure of the program is logged with its class and stack, without its message', () => {
  const error = Object.assign(new RangeError('SMITH^JOHN 1.2.3.4\n    at SMITH (x)\n   at DOE'), {
    code: 'ECONNRESET',
  });
  const [line = {}] = recorded((log) => log.failure('request', error));
  expect(line).toMatchObject({ event: 'failure', where: 'request', error: 'RangeError', code: 'ECONNRESET' });
  expect(JSON.stringify(line.at)).toContain('log.test');
  expect(JSON.stringify(line)).not.toMatch(/SMITH|DOE|1\.2\.3/);
  expect(recorded((log) => log.failure('request', 'SMITH'))).toMatchObject([{ error: 'string' }]);
});

test('the lines of any outcomes are valid for CloudWatch, without a UID', () => {
  const reasons = Object.keys(FAILURE_REASONS).filter((reason): reason is FailureReason => reason in FAILURE_REASONS);
  const outcomes = fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom('1.2.777', '1.3.777'), fc.boolean(), fc.nat()).map((values) => stored(...values)),
      fc.constantFrom(...reasons).map(failed),
    ),
  );
  fc.assert(
    fc.property(outcomes, (list) => {
      const lines = recorded((log) => log.transfer({ ...transfer, objects: countOutcomes(list) }));
      const metrics = lines.flatMap(metricsOf);
      const sum = (name: string) => metrics.reduce((total, metric) => total + Number(metric[name] ?? 0), 0);
      expect(sum('Failures') + Number(lines[0]?.stored)).toBe(list.length);
      expect(sum('Objects')).toBeLessThanOrEqual(Number(lines[0]?.stored));
      expect(JSON.stringify(lines)).not.toMatch(/\.777|1\.9\.9/);
    }),
  );
});

describe('associations', () => {
  const logged = (work: (on: ReturnType<typeof logDimse>, tick: (milliseconds: number) => void) => void) => {
    let now = NOW;
    return recorded((log) =>
      work(
        logDimse(log, () => now),
        (milliseconds) => {
          now += milliseconds;
        },
      ),
    );
  };

  test('have one line each when they end', () => {
    const lines = logged((on, tick) => {
      on({ kind: 'begun', association: 1 });
      on({ kind: 'begun', association: 2 });
      on({ kind: 'object', association: 1, outcome: stored('1.1', true, 7) });
      on({ kind: 'object', association: 1, outcome: stored('1.1', true, 7) });
      on({ kind: 'object', association: 2, outcome: failed('no-space') });
      tick(2500);
      on({ kind: 'ended', association: 1, how: 'released' });
      on({ kind: 'ended', association: 2, how: 'aborted' });
    });
    expect(lines).toMatchObject([
      {
        door: 'dimse',
        action: 'store',
        status: 'released',
        seconds: 2.5,
        stored: 2,
        Studies: 1,
        Objects: 2,
        Bytes: 14,
      },
      { door: 'dimse', action: 'store', status: 'aborted', stored: 0, failures: { 'no-space': 1 }, CellFailures: 1 },
      { event: 'failures', Reason: 'no-space', Failures: 1 },
    ]);
  });

  test('that stay open are logged after 100 objects or a minute; a study counts once', () => {
    const lines = logged((on, tick) => {
      on({ kind: 'begun', association: 1 });
      for (let index = 0; index < 100; index += 1)
        on({ kind: 'object', association: 1, outcome: stored('1.1', true, 7) });
      on({ kind: 'object', association: 1, outcome: stored('1.2', true, 7) });
      tick(61_000);
      on({ kind: 'object', association: 1, outcome: failed('other-content') });
      on({ kind: 'object', association: 1, outcome: stored('1.1', false, 7) });
      on({ kind: 'ended', association: 1, how: 'released' });
    });
    expect(lines).toMatchObject([
      { status: 'open', stored: 100, Studies: 1, Objects: 100, Bytes: 700 },
      { status: 'open', stored: 1, Studies: 1, failures: { 'other-content': 1 } },
      { event: 'failures', Reason: 'other-content', Failures: 1 },
      { status: 'released', stored: 1, Studies: 0 },
    ]);
  });

  test('without an object, and those that were not established, are logged', () => {
    const lines = logged((on) => {
      on({ kind: 'begun', association: 1 });
      on({ kind: 'ended', association: 1, how: 'released' });
      on({ kind: 'dropped', why: 'late' });
      on({ kind: 'rejected', why: 'calling-ae-title' });
      on({ kind: 'rejected', why: 'application-context' });
    });
    expect(lines.map(({ status, RefusedIdentities }) => [status, RefusedIdentities])).toEqual([
      ['released', undefined],
      ['late', undefined],
      ['calling-ae-title', 1],
      ['application-context', undefined],
    ]);
    expect(lines.every((line) => line.stored === undefined && line.door === 'dimse')).toBe(true);
  });
});

test('failures of the cell have one metric for an alarm, which excludes failures of the sender', () => {
  const mixed = ['server', 'no-space', 'server', 'other-content', 'not-dicom', 'too-large'] as const;
  const lines = recorded((log) => {
    log.transfer({ ...transfer, objects: countOutcomes(mixed.map(failed)) });
    log.transfer({ ...transfer, objects: countOutcomes([failed('other-content')]) });
  });
  const transfers = lines.filter(({ event }) => event === 'transfer');
  expect(transfers.map(({ CellFailures }) => CellFailures)).toEqual([3, undefined]);
  expect(metricsOf(transfers[0] ?? {})).toContainEqual(expect.objectContaining({ CellFailures: 3, Unit: 'Count' }));
});
