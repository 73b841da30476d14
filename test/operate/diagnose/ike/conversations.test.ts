import { readFileSync } from 'node:fs';
import { diagnoseLogs } from '../../../../lib/operate/diagnose';

/** A tunnel that comes up and is renewed, without the lines of charon's own start and end. */
const HEALTHY = readFileSync('test/operate/diagnose/cases/captured/healthy-hospital.txt', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.includes(' 00['));
const DEAD = [
  'Nov 24 04:10:00 05[IKE] <heartlab-tunnel1|2> giving up after 5 retransmits',
  'Nov 24 04:10:00 05[IKE] <heartlab-tunnel1|2> peer not responding, trying again (2/3)',
];

/** IKE requests from addresses without a tunnel, as any public address receives them. */
const scans = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => {
    const address = `192.0.${2 + (at >> 8)}.${at & 255}`;
    return [
      `Nov 24 03:00:00 07[NET] <${100 + at}> received packet: from ${address}[500] to 203.0.113.10[500] (300 bytes)`,
      `Nov 24 03:00:00 07[ENC] <${100 + at}> parsed IKE_SA_INIT request 0 [ SA KE No ]`,
      `Nov 24 03:00:00 07[IKE] <${100 + at}> no IKE config found for 203.0.113.10...${address}, sending NO_PROPOSAL_CHOSEN`,
    ].join('\n');
  });

test.each([0, 3000])('the end of a tunnel is recognized after %i scans', (count) => {
  const text = [...HEALTHY, ...scans(count), ...DEAD].join('\n');
  const found = diagnoseLogs([{ name: 'charon', text }]).find(({ id }) => id === 'dpd-timeout');
  expect(found?.of).toBe('203.0.113.10 and 198.51.100.10');
});
