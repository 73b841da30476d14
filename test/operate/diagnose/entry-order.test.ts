import { Examination, examineLogs } from '../../../lib/operate/diagnose';
import { timeOf } from '../../../lib/operate/diagnose/entry-order';
import { CASES } from './cases/table';
import { CORPUS, examined, isAllClear, namedIn } from './corpus/corpus';

/** Logs whose lines all have a time, and not all the same. */
const TIMED = [
  ...CORPUS.map(({ vendor, name, log }) => [`${vendor}: ${name}`, log] as const),
  ...CASES.flatMap(({ name, logs, site }) =>
    logs.length === 1 && site === undefined ? [[name, logs[0] ?? ''] as const] : [],
  ),
].filter(([, log]) => {
  const times = log.split('\n').map(timeOf);
  return !times.includes(undefined) && new Set(times).size > 1;
});

const newestFirst = (log: string): string => log.split('\n').reverse().join('\n');

describe('a log that lists the newest entry first, as Logs Insights and pfSense do', () => {
  test.each(TIMED)('%s', (_, log) => {
    expect(namedIn(newestFirst(log))).toEqual(namedIn(log));
    expect(isAllClear(examined(newestFirst(log)))).toBe(isAllClear(examined(log)));
  });

  test('is not all-clear because of an old line: an export of Logs Insights', () => {
    const row = (time: string, details: string, phase2: string) =>
      `2026-11-27 ${time},"{""timestamp"":""2026-11-27 ${time}Z"",""details"":""${details}"",""ike_phase1_state"":""established"",""ike_phase2_state"":""${phase2}""}"`;
    const found = examined(
      [
        '@timestamp,@message',
        row('08:05:00.456', 'AWS tunnel received DELETE for Phase 2 SA with SPI: 0xc5a1b2d3', 'down'),
        row('08:00:00.123', 'AWS tunnel is sending response (id=1) for IKE_AUTH', 'established'),
      ].join('\n'),
    );
    expect(found.causes.map(({ id, past, evidence }) => [id, past, evidence[0]?.line])).toEqual([
      ['not-known', false, 2],
    ]);
  });

  test('is not a log whose times fall only for a moment, because two programs write it', () => {
    const event = (time: string, message: string, peer: string) =>
      `id=firewall sn=000SERIAL time="2026-11-27 14:48:${time}" fw=203.0.113.10 pri=6 c=16 m=91 msg="${message}" n=1 src=${peer} dst=203.0.113.10`;
    const found = examined(
      [
        event('16', 'IKE negotiation complete. Adding IPSec SA', '198.51.100.10'),
        event('15', 'IKE Responder: Accepting IPSec proposal', '192.0.2.99'),
        event('17', 'Deleting IPSec SA for destination', '198.51.100.10'),
        event('16', 'IKE negotiation complete. Adding IPSec SA', '192.0.2.99'),
      ].join('\n'),
    );
    expect(found.causes.map(({ id, past, evidence }) => [id, past, evidence[0]?.line])).toEqual([
      ['not-known', false, 3],
    ]);
  });

  test('is not-known with a step if it is too long to be turned round', () => {
    const examination = new Examination();
    const file = examination.file('log');
    const up = (at: number) =>
      `${new Date(Date.UTC(2026, 10, 27) - at * 1000).toISOString()} 13[IKE] <a|1> CHILD_SA net{1} established with SPIs fc8135d6_i 117f4923_o and TS 0.0.0.0/0 === 0.0.0.0/0\n`;
    for (let at = 0; at < 80_000; at++) file.push(up(at));
    file.end();
    const [cause] = examination.result().causes;
    expect([cause?.id, cause?.means]).toEqual(['not-known', expect.stringContaining('begins with its newest line')]);
  });
});

test.each([
  ['2026-11-27 08:05:01.001Z x', '2026-11-27T08:05:01.100Z x'],
  ['Nov 24 02:14:11 06[IKE] x', 'Dec  1 01:00:00 06[IKE] x'],
  ['date=2026-11-27 time=08:00:00 logid', 'date=2026-11-27 time=08:00:01 logid'],
  ['2026/11/27 10:12:31 info vpn', '2026/11/28 09:00:00 info vpn'],
  ['1578424543.894083034 mx1 events', '1578424543.918665436 mx1 events'],
  ['{"event_timestamp":1764230700,"x":1}', '{"event_timestamp":1764230700456,"x":1}'],
])('%s is before %s', (earlier, later) => {
  expect(Number(timeOf(earlier))).toBeLessThan(Number(timeOf(later)));
});

test('a log without times keeps its order', () => {
  const [cause] = examineLogs([
    { name: 'log', text: 'received AUTHENTICATION_FAILED notify error\ninitiating IKE_SA a[1] to 198.51.100.10' },
  ]).causes;
  expect(cause?.evidence[0]?.line).toBe(1);
});
