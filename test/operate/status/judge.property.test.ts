import fc from 'fast-check';
import { statusLines } from '../../../lib/cli/status/render';
import { STATUS_COLOURS, worstColour } from '../../../lib/operate/status/colour';
import type { SiteFacts } from '../../../lib/operate/status/facts';
import { judgeStatus } from '../../../lib/operate/status/judge';
import { trafficPaths } from '../../../lib/operate/status/paths';
import { statusRow } from '../../../lib/operate/status/row';
import { aDirectSite, aSite, aStaticSite } from '../../support/builders/sites';

const NOW = new Date('2026-11-22T02:00:00Z');

/** Anything that a service might leave out, or say otherwise than documented. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const part = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    value.map((told) => ({ value: told })),
    fc.string().map((failure) => ({ failure })),
  );
const words = fc.oneof(
  fc.string(),
  fc.constantFrom('available', 'up', 'down', 'UPDATE_COMPLETE', 'AES256', 'SHA1', 'ikev2'),
);
const phase = fc.record({ encryption: maybe(words), integrity: maybe(words), dhGroup: maybe(fc.integer()) });
const negotiated = fc.record({
  ikeVersion: maybe(words),
  phase1: phase,
  phase2: phase,
  provisioning: maybe(words),
  provisioningReason: maybe(words),
});
const maintenance = fc.record({
  pending: fc.boolean(),
  autoAppliedAfter: maybe(fc.date()),
  lastApplied: maybe(fc.date()),
});
const tunnel = fc.record({
  number: fc.constantFrom(1 as const, 2 as const),
  insideCidr: words,
  outsideAddress: maybe(words),
  state: maybe(fc.constantFrom('UP' as const, 'DOWN' as const)),
  since: maybe(fc.date()),
  acceptedRoutes: maybe(fc.nat(3)),
  message: maybe(words),
  negotiated: maybe(part(negotiated)),
  maintenance: maybe(part(maintenance)),
});
const session = fc.record({ family: maybe(words), state: maybe(words), status: maybe(words) });
const facts: fc.Arbitrary<SiteFacts> = fc.record({
  stack: maybe(fc.record({ name: words, status: words, statusReason: maybe(words) })),
  vpn: maybe(
    part(
      fc.record({
        connectionId: maybe(words),
        state: maybe(words),
        keysInSecretsManager: maybe(fc.boolean()),
        tunnels: fc.array(tunnel, { maxLength: 2 }),
      }),
    ),
  ),
  interfaces: part(
    fc.array(
      fc.record({ name: words, id: maybe(words), state: maybe(words), bgp: fc.array(session, { maxLength: 2 }) }),
      { maxLength: 3 },
    ),
  ),
  lastStudy: maybe(part(maybe(fc.date()))),
  certificateDays: maybe(part(maybe(fc.integer({ min: -400, max: 400 })))),
  otherContent: maybe(part(fc.nat(3))),
  cell: maybe(
    part(
      fc.record({ kind: fc.constant('cell'), name: words, stack: maybe(fc.record({ name: words, status: words })) }),
    ),
  ),
  alarms: part(fc.array(fc.record({ name: words, state: words, since: maybe(fc.date()) }), { maxLength: 3 })),
}) as fc.Arbitrary<SiteFacts>;
const site = fc.constantFrom(aSite(), aStaticSite(), aDirectSite(), aDirectSite(undefined, { vpn: aSite().vpn }));

test('whatever is missing, a site has a colour, a row and text', () =>
  fc.assert(
    fc.property(part(facts), site, (told, one) => {
      const judgement = judgeStatus(told, one, NOW);
      expect(judgement.colour).toBe(worstColour(judgement.reasons.map(({ colour }) => colour)));
      const row = statusRow(one, told, judgement);
      // JSON has no undefined: what is not known is null.
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      for (const line of statusLines([row], [], { details: true, now: NOW, terminal: { colours: false, width: 100 } }))
        expect(typeof line).toBe('string');
    }),
    { numRuns: 2000 },
  ));

test('nothing that fails makes a site better', () =>
  fc.assert(
    fc.property(facts, site, (told, one) => {
      const before = STATUS_COLOURS.indexOf(judgeStatus({ value: told }, one, NOW).colour);
      const silent = { ...told, alarms: { failure: 'denied' } };
      expect(STATUS_COLOURS.indexOf(judgeStatus({ value: silent }, one, NOW).colour)).toBeGreaterThanOrEqual(
        Math.min(before, STATUS_COLOURS.indexOf('unknown')),
      );
    }),
  ));

test('a site is cut off exactly when every path is known to carry nothing', () =>
  fc.assert(
    fc.property(facts, site, (told, one) => {
      const all = trafficPaths(told, one);
      const cutOff = told.stack !== undefined && all.length > 0 && all.every((carries) => carries === false);
      const { colour, reasons } = judgeStatus({ value: told }, one, NOW);
      expect(reasons.some(({ id }) => id === 'cut-off')).toBe(cutOff);
      if (cutOff) expect(colour).toBe('red');
    }),
  ));
