import fc from 'fast-check';
import {
  CHANGE_TAG,
  type ChangeRecord,
  changeTag,
  keyTag,
  nextChangeMarker,
  parseChange,
  parseRun,
  RUN_TAG,
  readConnectionState,
  runTag,
  TAG_PREFIX,
} from '../../../lib/custom-resources/vpn-tunnels/state-tags';

const seconds = fc.integer({ min: 1_700_000_000, max: 4_000_000_000 }).map((s) => s * 1000);
const word = fc.stringMatching(/^[a-z0-9-]{1,36}$/);
const change: fc.Arbitrary<ChangeRecord> = fc.record(
  {
    subject: fc.oneof(fc.constant('gateway' as const), fc.constant({ insideCidr: '169.254.100.0/30' })),
    to: word,
    key: fc.record({ from: fc.nat(1000), to: fc.nat(1000), changeMarkerSeconds: fc.integer({ min: 270, max: 301 }) }),
    wasUp: fc.boolean(),
    run: fc.uuid(),
    by: fc.stringMatching(/^[0-9a-f]{8}$/),
    attempt: fc.integer({ min: 1, max: 9 }),
    claimedAt: seconds,
    accepted: fc.constant(true as const),
    finishedAt: seconds,
  },
  { requiredKeys: ['subject', 'to', 'wasUp', 'run', 'by', 'attempt', 'claimedAt'] },
);

test('a change is read back', () => {
  fc.assert(fc.property(change, (record) => expect(parseChange(changeTag(record))).toEqual(record)));
});

test('a change fits into a tag: 256 characters', () => {
  fc.assert(fc.property(change, (record) => changeTag(record).length <= 256));
});

test('a run is read back, to the millisecond', () => {
  const run = {
    id: '0b5f2f0e-4b1c-4d2f-9a51-0c3b1f2d4e5f',
    startedAt: Date.UTC(2026, 10, 22, 1, 2, 3, 456),
    announcedAt: Date.UTC(2026, 10, 22, 1, 2, 4, 7),
  };
  expect(parseRun(runTag(run))).toEqual(run);
});

test.each([
  '',
  'nonsense',
  'of=gateway',
  'of=gateway to=x up=1 run=r by=b attempt=1 claimed=never',
  'of=x to=y key=1 up=1 run=r by=b attempt=1 claimed=2026-01-01T00:00:00Z',
])('a tag that a person has edited is not read as a change: %j', (text) => expect(parseChange(text)).toBeUndefined());

test('reading a tag never fails', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseChange(text);
      parseRun(text);
      return true;
    }),
  );
});

test('the state is read from all tags; the tag of a key that is not a number is unreadable', () => {
  const state = readConnectionState([
    { Key: 'heartlab:site', Value: 'x' },
    { Key: 'heartlab:vpn-key/169.254.100.0/30', Value: '3' },
    { Key: 'heartlab:vpn-key/169.254.100.4/30', Value: 'three' },
  ]);
  expect([...state.keys]).toEqual([
    ['169.254.100.0/30', 3],
    ['169.254.100.4/30', 'unreadable'],
  ]);
  expect(state.run).toBeUndefined();
  expect(state.change).toBeUndefined();
});

test('every tag begins with the prefix in the IAM policy', () => {
  for (const name of [RUN_TAG, CHANGE_TAG, keyTag('169.254.100.0/30')]) expect(name.startsWith(TAG_PREFIX)).toBe(true);
});

// ModifyVpnTunnelOptionsSpecification RekeyMarginTimeSeconds: 60 to half of Phase2LifetimeSeconds, which is 900 at least.
test('a change marker differs from the current margin, and is valid for any phase 2 lifetime', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 1800 }), (live) => {
      const next = nextChangeMarker(live);
      return next !== live && next >= 60 && next <= 450;
    }),
  );
});
