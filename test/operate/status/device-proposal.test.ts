import { parse } from 'yaml';
import { loadFleet } from '../../../lib/config/load/load';
import type { Site } from '../../../lib/config/model';
import { aManagedEnvironment, aVpnSite } from '../../support/builders/sites';
import { World } from '../../support/fake-aws/operate-world';
import { filesOf, statusRows } from '../../support/programs/operate-commands';

/** The fields and their meaning: EC2 API reference, ActiveVpnTunnelStatus. */

const WEAK = {
  phase1: { encryption: 'AES256', integrity: 'SHA1', dhGroup: 2 },
  phase2: { encryption: 'AES256', integrity: 'SHA1', dhGroup: 5 },
};
const AWS_WEAK = {
  Phase1EncryptionAlgorithm: 'AES256',
  Phase1IntegrityAlgorithm: 'SHA1',
  Phase1DHGroup: 2,
  Phase2EncryptionAlgorithm: 'AES256',
  Phase2IntegrityAlgorithm: 'SHA1',
  Phase2DHGroup: 5,
};
const ACKNOWLEDGED = [
  { rule: 'HeartLab-VPN3', reason: 'An old device', approvedBy: 'a@b.example', expires: '2027-03-31' },
];
const GATEWAY = { publicIp: '203.0.113.10', device: 'cisco-ios-xe', asn: 65010 };
const site = (proposal?: object, ipsec = 'eifu') =>
  aVpnSite(
    { ipsec, gateway: { ...GATEWAY, ...(proposal === undefined ? {} : { proposal }) } },
    ipsec === 'eifu' ? { acknowledge: ACKNOWLEDGED } : {},
  );

async function reasonsOf(of: Site, ...negotiated: readonly object[]) {
  const placed = [of, aManagedEnvironment()] as const;
  const world = new World(placed);
  for (const [index, values] of negotiated.entries())
    Object.assign(world.tunnel(index === 0 ? 1 : 2).negotiated, values);
  const { code, rows } = await statusRows(world, filesOf(placed));
  return { code, reasons: (rows[0]?.reasons ?? []).filter(({ id }) => id.startsWith('proposal-')) };
}

const lineOf = (says: string | undefined) => / write below vpn\.gateway: (.+)$/.exec(says ?? '')?.[1] ?? '';

test('the device uses what the file records: nothing is reported', async () => {
  expect((await reasonsOf(site(WEAK), AWS_WEAK, AWS_WEAK)).reasons).toEqual([]);
});

test('the file records nothing, and the device uses what the pack recommends: nothing is reported', async () => {
  expect((await reasonsOf(site(undefined, 'strong'))).reasons).toEqual([]);
});

test('the file records nothing, and the device uses other values than the pack: green, with the line to write', async () => {
  const { code, reasons } = await reasonsOf(site(), AWS_WEAK, AWS_WEAK);
  expect([code, reasons.length]).toEqual([0, 1]);
  const [reason] = reasons;
  expect([reason?.id, reason?.colour]).toEqual(['proposal-not-recorded', 'green']);
  expect(reason?.says).toMatch(/^tunnel 1 \(198\.51\.100\.\d+\), tunnel 2 \(198\.51\.100\.\d+\): the device uses /);
  expect(reason?.says).toContain('phase 1 DH group 2 instead of 20');
  const written = parse(lineOf(reason?.says));
  expect(written).toEqual({ proposal: WEAK });
  expect((await reasonsOf(site(written.proposal), AWS_WEAK, AWS_WEAK)).reasons).toEqual([]);
});

test('one tunnel uses other values than the file records: yellow, with the line to write', async () => {
  const { code, reasons } = await reasonsOf(site(WEAK), AWS_WEAK, {
    ...AWS_WEAK,
    Phase1IntegrityAlgorithm: 'SHA2-256',
    Phase1DHGroup: 14,
  });
  expect(code).toBe(1);
  expect(reasons).toEqual([
    {
      id: 'proposal-differs',
      colour: 'yellow',
      says: expect.stringMatching(
        /^tunnel 2 \(.+\): the device uses phase 1 integrity SHA2-256 instead of SHA1, phase 1 DH group 14 instead of 2\./,
      ),
    },
  ]);
  expect(parse(lineOf(reasons[0]?.says))).toEqual({
    proposal: { ...WEAK, phase1: { encryption: 'AES256', integrity: 'SHA2-256', dhGroup: 14 } },
  });
});

test('before the first renewal of phase 2 AWS returns no DH group for it: no line is offered', async () => {
  const early = { ...AWS_WEAK, Phase2DHGroup: undefined };
  const { reasons } = await reasonsOf(site(), early, early);
  expect(reasons[0]?.says).toContain('AWS has not returned every value yet');
  expect(lineOf(reasons[0]?.says)).toBe('');
});

test('the line of AES-GCM is accepted by `check`, in any spelling of AWS', async () => {
  const gcm = { Phase1EncryptionAlgorithm: 'AES_128_GCM_16', Phase2EncryptionAlgorithm: 'AES128-GCM-16' };
  const { reasons } = await reasonsOf(site(undefined, 'strong'), gcm, gcm);
  const { proposal } = parse(lineOf(reasons[0]?.says));
  expect(proposal).toEqual({
    phase1: { encryption: 'AES128-GCM-16', integrity: 'SHA2-512', dhGroup: 20 },
    phase2: { encryption: 'AES128-GCM-16', dhGroup: 20 },
  });
  const { problems } = loadFleet(filesOf([site(proposal, 'strong'), aManagedEnvironment()]));
  expect(problems.filter(({ path }) => path.startsWith('vpn'))).toEqual([]);
});

test('a value that the policy does not permit is not offered: `check` would refuse it', async () => {
  const { code, reasons } = await reasonsOf(site(undefined, 'strong'), AWS_WEAK);
  expect([code, reasons]).toEqual([2, []]);
});

test('a tunnel that is down uses nothing', async () => {
  const placed = [site(WEAK), aManagedEnvironment()] as const;
  const world = new World(placed);
  for (const number of [1, 2] as const) world.tunnel(number).status = 'DOWN';
  const { rows } = await statusRows(world, filesOf(placed));
  expect(rows[0]?.reasons.map(({ id }) => id)).not.toContain('proposal-differs');
});
