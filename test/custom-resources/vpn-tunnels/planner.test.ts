import { liveConnection } from '../../../lib/custom-resources/vpn-tunnels/live';
import { planStep } from '../../../lib/custom-resources/vpn-tunnels/planner';
import {
  ago,
  claimed,
  described,
  desired,
  FIRST,
  KEYS_COUNTED,
  type LiveFixture,
  MINUTE,
  mark,
  NOW,
  OUTSIDE,
  planned,
  RUN,
  runMark,
  SECOND,
  situation,
} from '../../support/builders/tunnel-plans';

const DPD = { DPDTimeoutSeconds: 45 };
const live45 = { DpdTimeoutSeconds: 45 };

/** The change that the planner makes once its claim has ripened. */
function change(live: LiveFixture, wanted = desired(), over: Parameters<typeof situation>[2] = {}) {
  const tags = { ...live.tags, ...claimed(situation(live, wanted, over), 100) };
  return planStep(situation({ ...live, tags }, wanted, over));
}

describe('a connection as desired', () => {
  test('is left alone', () => {
    expect(planned('done', situation({}, desired())).report).toMatch(/auckland-heart: both tunnels are as/);
  });

  test('is left alone though EC2 leaves out what is its default, lists in another order, or shows a key', () => {
    const first = {
      Phase1LifetimeSeconds: undefined,
      Phase2LifetimeSeconds: undefined,
      DpdTimeoutSeconds: undefined,
      Phase1EncryptionAlgorithms: undefined,
      Phase1IntegrityAlgorithms: [
        { Value: 'SHA2-512' },
        { Value: 'SHA1' },
        { Value: 'SHA2-384' },
        { Value: 'SHA2-256' },
      ],
      Phase2DHGroupNumbers: undefined,
      PreSharedKey: 'REDACTED',
    };
    planned('done', situation({ first }, desired()));
  });

  test('is left alone whatever the tunnels status', () => {
    planned('done', situation({ status: ['DOWN', 'DOWN'] }, desired()));
  });

  test('an option never set that the file wants otherwise is a difference', () => {
    const step = change({ first: { DpdTimeoutAction: undefined } });
    expect(step).toMatchObject({ modification: { TunnelOptions: { DPDTimeoutAction: 'restart' } } });
  });
});

describe('the last working tunnel', () => {
  test('one tunnel at a time, the first that differs, and only what differs', () => {
    const step = change({}, desired(DPD, DPD));
    expect(step).toMatchObject({
      do: 'modify-tunnel',
      modification: { VpnTunnelOutsideIpAddress: OUTSIDE[FIRST], TunnelOptions: { DPDTimeoutSeconds: 45 } },
    });
    expect(step).not.toHaveProperty('key', expect.anything());
    expect(step).toHaveProperty('modification.TunnelOptions', { DPDTimeoutSeconds: 45 });
  });

  test('waits while the connection is modifying', () => {
    expect(planned('wait', situation({ state: 'modifying' }, desired(DPD))).why).toMatch(/modifying/);
  });

  test('waits while the other tunnel was changed in this run and has not come back', () => {
    const tags = mark({ of: FIRST, up: 1, claimed: ago(20), finished: ago(10) });
    const step = planned('wait', situation({ first: live45, status: ['DOWN', 'UP'], tags }, desired(DPD, DPD)));
    expect(step.why).toMatch(/169\.254\.100\.0\/30 .* was changed by this update and has not come back/);
  });

  test('also where the tunnel to be changed is down itself: the one changed was up before', () => {
    const tags = mark({ of: FIRST, up: 1, claimed: ago(20), finished: ago(10) });
    planned('wait', situation({ first: live45, status: ['DOWN', 'DOWN'], tags }, desired(DPD, DPD)));
  });

  test('goes on once it is back', () => {
    const tags = mark({ of: FIRST, up: 1, claimed: ago(20), finished: ago(10) });
    const step = planned('record', situation({ first: live45, tags }, desired(DPD, DPD)));
    expect(step.what).toBe('claim');
    expect(step.tags['heartlab:vpn-change']).toMatch(/^of=169\.254\.100\.4\/30 .* up=1 /);
  });

  test('does not believe a tunnel UP that was changed a moment ago: the telemetry is late', () => {
    const tags = mark({ of: FIRST, up: 1, claimed: ago(8), finished: ago(2) });
    const step = planned('wait', situation({ first: live45, tags }, desired(DPD, DPD)));
    expect(step.why).toMatch(/too fresh/);
  });

  test('waits while the other is down and this one is up', () => {
    const step = planned('wait', situation({ status: ['UP', 'DOWN'], second: live45 }, desired(DPD, DPD)));
    expect(step.why).toMatch(
      /169\.254\.100\.4\/30 .* is down, so tunnel 169\.254\.100\.0\/30 .* is the last working one/,
    );
  });

  test('waits while this one only flaps and the other is down, and calls none of them a working one', () => {
    const { why } = planned('wait', situation({ status: ['flapping', 'DOWN'], second: live45 }, desired(DPD, DPD)));
    expect(why).toMatch(/both tunnels are down, but tunnel 169\.254\.100\.0\/30 .* for less than 5 minutes/);
    expect(why).not.toMatch(/working/);
  });

  test('a refusal in that state calls none a working one either', () => {
    const run = { id: 'run-1', startedAt: NOW - 45 * MINUTE };
    const given = situation({ status: ['flapping', 'DOWN'], second: live45 }, desired(DPD, DPD), { run });
    const { message } = planned('refuse', given);
    expect(message).toMatch(/both tunnels are down.*Get both tunnels up/);
    expect(message).not.toMatch(/working/);
  });

  test('with the other down and this one up, it does', () => {
    const { why } = planned('wait', situation({ status: ['DOWN', 'UP'], first: live45 }, desired(DPD, DPD)));
    expect(why).toMatch(/169\.254\.100\.0\/30 .* is down, so tunnel 169\.254\.100\.4\/30 .* is the last working one/);
  });

  test('acceptOutage: true waives it', () => {
    const wanted = desired(DPD, DPD, { AcceptOutage: true });
    const step = planned('record', situation({ status: ['UP', 'DOWN'], second: live45 }, wanted));
    expect(step.what).toBe('claim');
  });

  test('the tunnel that is down comes first: it may be mended by this', () => {
    const step = change({ status: ['UP', 'DOWN'] }, desired(DPD, DPD));
    expect(step).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
  });

  test('with both down it proceeds, and goes on to the second without waiting for UP', () => {
    expect(change({ status: ['DOWN', 'DOWN'] }, desired(DPD, DPD))).toMatchObject({ do: 'modify-tunnel' });
    const tags = mark({ of: FIRST, up: 0, claimed: ago(20), finished: ago(10) });
    const next = planned('record', situation({ first: live45, status: ['DOWN', 'DOWN'], tags }, desired(DPD, DPD)));
    expect(next.tags['heartlab:vpn-change']).toMatch(/^of=169\.254\.100\.4/);
  });

  test('a change of lifecycle control alone keeps the endpoint', () => {
    const step = change({ first: { EnableTunnelLifecycleControl: undefined } });
    expect(step).toMatchObject({
      modification: { SkipTunnelReplacement: true, TunnelOptions: { EnableTunnelLifecycleControl: true } },
    });
    const both = change({ first: { EnableTunnelLifecycleControl: undefined, DpdTimeoutSeconds: 60 } });
    expect(both).not.toHaveProperty('modification.SkipTunnelReplacement', expect.anything());
  });
});

describe('the customer gateway', () => {
  const moved = desired(DPD, {}, { CustomerGatewayId: 'cgw-02' });

  test('goes first', () => {
    expect(change({}, moved)).toMatchObject({ do: 'modify-gateway', customerGatewayId: 'cgw-02' });
  });

  test('needs no tunnel up: it may be what brings them back', () => {
    expect(change({ status: ['DOWN', 'UP'] }, moved)).toMatchObject({ do: 'modify-gateway' });
  });

  test('is done when the connection is available, not when tunnels are up', () => {
    const wanted = desired({}, {}, { CustomerGatewayId: 'cgw-02' });
    const tags = mark({ of: 'gateway', to: 'cgw-02', claimed: ago(9), finished: ago(1) });
    planned('done', situation({ gateway: 'cgw-02', status: ['DOWN', 'DOWN'], tags }, wanted));
  });

  test('the tunnels wait until the telemetry shows whether they came back', () => {
    const tags = mark({ of: 'gateway', to: 'cgw-02', claimed: ago(9), finished: ago(1) });
    planned('wait', situation({ gateway: 'cgw-02', status: ['DOWN', 'DOWN'], tags }, moved));
  });
});

describe('a new key', () => {
  const grown = desired({ KeyGeneration: 2 });

  test('is made in one call with its witness, for the one tunnel', () => {
    expect(change({}, grown)).toMatchObject({
      do: 'modify-tunnel',
      key: { from: 1, to: 2, changeMarkerSeconds: 270 + 1 },
      modification: { VpnTunnelOutsideIpAddress: OUTSIDE[FIRST], TunnelOptions: { RekeyMarginTimeSeconds: 271 } },
    });
  });

  test('is never created twice: the change marker shows that it was, after a crash too', () => {
    const tags = mark({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'dead', claimed: ago(5) });
    const step = planned('record', situation({ first: { RekeyMarginTimeSeconds: 271 }, tags }, grown));
    expect(step.what).toBe('finished');
    expect(step.tags).toMatchObject({ [`heartlab:vpn-key/${FIRST}`]: '2' });
    expect(step.tags['heartlab:vpn-change']).toMatch(/finished=2026/);
  });

  test('is not marked where it was not made: the crash came before the call', () => {
    const tags = mark({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'dead', claimed: ago(5) });
    const step = planned('record', situation({ tags }, grown));
    expect(step.what).toBe('claim');
    expect(Object.keys(step.tags)).toEqual(['heartlab:vpn-change']);
  });

  test('waits while the call of another claim may still reach EC2', () => {
    const tags = mark({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'another', claimed: ago(2) });
    expect(planned('wait', situation({ tags }, grown)).why).toMatch(/claimed a moment ago/);
  });

  test('fails when EC2 accepted the call but does not show it: which key there is is unknown', () => {
    const tags = mark({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'dead', claimed: ago(9), accepted: 1 });
    expect(planned('refuse', situation({ tags }, grown)).message).toMatch(
      /generation 2\) but does not show.*rekey margin/s,
    );
  });

  test('that can not be seen does not stop a rollback, which marks it unknown; then no other is made', () => {
    const tags = mark({
      of: FIRST,
      to: 'x',
      key: '1-2',
      margin: 271,
      run: 'run-0',
      by: 'dead',
      claimed: ago(9),
      accepted: 1,
    });
    const step = planned('record', situation({ tags }, desired(), { previousKeys: new Map([[FIRST, 2]]) }));
    expect(step.tags).toMatchObject({ [`heartlab:vpn-key/${FIRST}`]: 'unknown: 1 or 2' });
    const after = situation({ tags: step.tags }, desired());
    expect(planned('done', after).report).toMatch(/which key tunnel 169\.254\.100\.0\/30 .* has is not known/);
    expect(planned('refuse', situation({ tags: step.tags }, grown)).message).toMatch(/is not a number/);
  });

  test('is done when the modification is, and reports that the tunnel stays down until the hospital acts', () => {
    const tags = {
      ...mark({ of: FIRST, key: '1-2', margin: 271, claimed: ago(9), finished: ago(1) }),
      [`heartlab:vpn-key/${FIRST}`]: '2',
    };
    const { report } = planned(
      'done',
      situation({ first: { RekeyMarginTimeSeconds: 271 }, status: ['DOWN', 'UP'], tags }, grown),
    );
    expect(report).toMatch(
      /169\.254\.100\.0\/30 .*key generation 2.*stays down until the hospital has entered this new key/,
    );
  });

  test('of both tunnels at once is refused, before anything is touched', () => {
    const both = desired({ KeyGeneration: 2, ...DPD }, { KeyGeneration: 2 });
    const { message } = planned('refuse', situation({}, both));
    expect(message).toMatch(
      /^auckland-heart: both tunnel 169\.254\.100\.0\/30 .* 169\.254\.100\.4\/30 .*Raise keyGeneration of one/,
    );
  });

  test('of both at once is made with acceptOutage, or with both tunnels down', () => {
    const both = desired({ KeyGeneration: 2 }, { KeyGeneration: 2 }, { AcceptOutage: true });
    expect(change({}, both)).toMatchObject({ key: { to: 2 } });
    const down = desired({ KeyGeneration: 2 }, { KeyGeneration: 2 });
    expect(change({ status: ['DOWN', 'DOWN'] }, down)).toMatchObject({ key: { to: 2 } });
  });

  test('goes with the options of its tunnel in one call', () => {
    const step = change({}, desired({ KeyGeneration: 2, ...DPD }));
    expect(step).toMatchObject({ key: { to: 2 }, modification: { TunnelOptions: { DPDTimeoutSeconds: 45 } } });
  });

  test('comes after the options of the other tunnel: nothing can follow it', () => {
    const step = change({}, desired({ KeyGeneration: 2 }, DPD));
    expect(step).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
    const blocked = situation(
      { status: ['UP', 'flapping'], second: live45 },
      desired({ KeyGeneration: 2, ...DPD }, DPD),
    );
    planned('wait', blocked);
  });

  test('a rollback keeps the new key, and reports what the hospital needs', () => {
    const tags = { [`heartlab:vpn-key/${FIRST}`]: '2' };
    const back = situation({ first: { RekeyMarginTimeSeconds: 271 }, tags }, desired(), {
      previousKeys: new Map([[FIRST, 2]]),
    });
    const { report } = planned('done', back);
    expect(report).toMatch(
      /keeps key generation 2, though generation 1 is asked for.*can't be had back.*needs the key of generation 2/,
    );
  });

  test('a tag that is no number is refused, where the key is to grow', () => {
    const tags = { [`heartlab:vpn-key/${FIRST}`]: 'two' };
    expect(planned('refuse', situation({ tags }, grown)).message).toMatch(
      /heartlab:vpn-key\/169\.254\.100\.0\/30 is not a number/,
    );
    planned('done', situation({ tags }, desired()));
  });
});

describe('the generation of a key without a tag', () => {
  const uncounted = {
    ...described(),
    Tags: (described().Tags ?? []).filter(({ Key }) => !Object.hasOwn(KEYS_COUNTED, Key ?? '')),
  };
  const record = (wanted: number, before: number | undefined) => {
    const given = situation({}, desired({ KeyGeneration: wanted }), {
      previousKeys: before === undefined ? new Map() : new Map([[FIRST, before]]),
      live: liveConnection(uncounted),
    });
    return planned('record', given).tags[`heartlab:vpn-key/${FIRST}`];
  };

  test('is the one in the file, on a new connection: AWS created the key', () =>
    expect(record(3, undefined)).toBe('3'));
  test('is the old one in the file, on an update: the raise comes later', () => expect(record(3, 2)).toBe('2'));
  test('is what is gone back to, in a rollback: the failed update never got to it', () =>
    expect(record(2, 3)).toBe('2'));
});

describe('claims', () => {
  const wanted = desired(DPD);

  test('ripen before they are acted upon', () => {
    const tags = claimed(situation({}, wanted), 60);
    expect(planned('wait', situation({ tags }, wanted)).confirmMs).toBe(30_000);
  });

  test('are made again when they were not used in time', () => {
    const tags = claimed(situation({}, wanted), 170);
    expect(planned('record', situation({ tags }, wanted)).tags['heartlab:vpn-change']).toMatch(/attempt=2/);
  });

  test('of another invocation of the same run are waited for, too', () => {
    const tags = claimed(situation({}, wanted, { invocation: 'the one before' }), 100);
    planned('wait', situation({ tags }, wanted));
  });

  test('are given up after six of them came to nothing', () => {
    const tags = {
      'heartlab:vpn-change': (claimed(situation({}, wanted), 600)['heartlab:vpn-change'] ?? '').replace(
        'attempt=1',
        'attempt=6',
      ),
    };
    expect(planned('refuse', situation({ tags }, wanted)).message).toMatch(
      /still not as the site file says after 6 attempts/,
    );
  });
});

describe('the change before', () => {
  const finished = mark({ of: SECOND, run: 'run-0', claimed: ago(4), finished: ago(2) })['heartlab:vpn-change'] ?? '';

  test('is kept when another is claimed', () => {
    const old = mark({ of: SECOND, run: 'run-0', claimed: ago(40), finished: ago(30) });
    const { tags } = planned('record', situation({ tags: old }, desired(DPD)));
    expect(tags['heartlab:vpn-change-before']).toBe(old['heartlab:vpn-change']);
  });

  test('is not lost when a claim comes to nothing', () => {
    const tags = { ...mark({ by: 'dead', claimed: ago(9) }), 'heartlab:vpn-change-before': finished };
    const step = planned('wait', situation({ tags }, desired(DPD)));
    expect(step.why).toMatch(/too fresh/);
  });

  test('still shows that a reported UP is not to be trusted, when the next one is claimed', () => {
    const claim = claimed(situation({}, desired(DPD)), 100);
    const tags = { ...claim, 'heartlab:vpn-change-before': finished };
    expect(planned('wait', situation({ tags }, desired(DPD))).why).toMatch(/too fresh/);
  });

  test('of this run still has to come back, before the next is made as before it is claimed', () => {
    const tags = {
      ...claimed(situation({ status: ['DOWN', 'UP'] }, desired(DPD)), 100),
      'heartlab:vpn-change-before':
        mark({ of: SECOND, claimed: ago(20), finished: ago(10) })['heartlab:vpn-change'] ?? '',
    };
    const given = situation({ status: ['DOWN', 'DOWN'], tags }, desired(DPD));
    expect(planned('wait', given).why).toMatch(/169\.254\.100\.4\/30 .* has not come back/);
  });
});

describe('the latest run wins', () => {
  test('a run announces itself', () => {
    const step = planned('record', situation({ tags: { 'heartlab:vpn-run': '' } }, desired()));
    expect(step.tags['heartlab:vpn-run']).toBe(
      'run-1 started=2026-11-22T02:58:00.000Z announced=2026-11-22T03:00:00.000Z',
    );
  });

  test('a rollback takes over from the run before it', () => {
    const tags = runMark('run-0', NOW - 3 * MINUTE);
    expect(planned('record', situation({ tags }, desired())).what).toBe('run');
  });

  test('a run that a later one has overtaken stops', () => {
    const tags = runMark('run-2', NOW);
    expect(planned('refuse', situation({ tags }, desired(DPD))).message).toMatch(/a later update .*run-2/);
  });

  test('of two that began in the same millisecond, one stops', () => {
    planned('refuse', situation({ tags: runMark('run-2', RUN.startedAt) }, desired()));
    expect(planned('record', situation({ tags: runMark('run-0', RUN.startedAt) }, desired())).what).toBe('run');
  });

  test('nothing is called done before an older run can have seen that it is not its turn', () => {
    const tags = runMark('run-1', RUN.startedAt, NOW - MINUTE);
    expect(planned('wait', situation({ tags }, desired())).confirmMs).toBe(30_000);
  });
});

describe('time', () => {
  const late = (minutes: number) => {
    const run = { id: 'run-1', startedAt: NOW - minutes * MINUTE };
    return { over: { run }, tags: runMark('run-1', run.startedAt) };
  };

  test('no tunnel is begun that could not be finished', () => {
    const { over, tags } = late(37);
    const { message } = planned('refuse', situation({ tags }, desired(DPD), over));
    expect(message).toMatch(
      /169\.254\.100\.0\/30 .* is not begun: it can take 20 minutes, and fewer are left.*Deploy again/,
    );
  });

  test('no customer gateway is begun that could not be finished', () => {
    const { over, tags } = late(45);
    const wanted = desired({}, {}, { CustomerGatewayId: 'cgw-02' });
    expect(planned('refuse', situation({ tags }, wanted, over)).message).toMatch(
      /customer gateway cgw-02 is not begun/,
    );
  });

  test('a wait for the other tunnel ends when there is no time left to go on after it', () => {
    const { over, tags } = late(37);
    const given = situation({ status: ['UP', 'DOWN'], second: live45, tags }, desired(DPD, DPD), over);
    expect(planned('refuse', given).message).toMatch(/time does not suffice .*last working one.*acceptOutage: true/);
  });

  test('a tunnel that does not come back fails the run, by name, with the remedy', () => {
    const { over, tags } = late(57);
    const all = { ...tags, ...mark({ of: FIRST, up: 1, claimed: ago(40), finished: ago(30) }) };
    const { message } = planned(
      'refuse',
      situation({ first: live45, status: ['DOWN', 'UP'], tags: all }, desired(DPD), over),
    );
    expect(message).toMatch(
      /^auckland-heart: time is up \(56 minutes\): tunnel 169\.254\.100\.0\/30 \(AWS side 203\.0\.113\.20\) was changed and has not come back\. Ask the hospital/,
    );
  });

  test('until then it is waited for', () => {
    const tags = mark({ of: FIRST, up: 1, claimed: ago(20), finished: ago(10) });
    planned('wait', situation({ first: live45, status: ['DOWN', 'UP'], tags }, desired(DPD)));
  });

  test('a tunnel that was down before, or with an accepted outage, is not waited for', () => {
    const was = mark({ of: FIRST, up: 0, claimed: ago(20), finished: ago(10) });
    planned('done', situation({ first: live45, status: ['DOWN', 'UP'], tags: was }, desired(DPD)));
    const up = mark({ of: FIRST, up: 1, claimed: ago(20), finished: ago(10) });
    planned(
      'done',
      situation({ first: live45, status: ['DOWN', 'UP'], tags: up }, desired(DPD, {}, { AcceptOutage: true })),
    );
  });
});

describe('a rollback', () => {
  const previous = (fields: Record<string, string | number> = {}) =>
    mark({ of: FIRST, run: 'run-0', by: 'gone', up: 1, claimed: ago(20), finished: ago(10), ...fields });

  test('mends the tunnel that is down first', () => {
    const given = { first: live45, second: live45, status: ['UP', 'DOWN'] as const, tags: previous({ of: SECOND }) };
    expect(change(given)).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
  });

  test('does not wait for the tunnel that it found down', () => {
    const tags = claimed(situation({ first: live45, status: ['DOWN', 'UP'], tags: previous() }, desired()), 100);
    expect(tags['heartlab:vpn-change']).toMatch(/ up=0 /);
  });

  test('counts a tunnel that was just taken down as down, whatever the telemetry reports', () => {
    const fresh = previous({ finished: ago(1) });
    const tags = claimed(situation({ first: live45, tags: fresh }, desired()), 100);
    expect(tags['heartlab:vpn-change']).toMatch(/ up=0 /);
  });
});

describe('a rollback that would take the last working tunnel', () => {
  // Restoring it would cut the hospital off: it waits for the other one, and ends with the remedy when no time is left.
  const cases = [
    ['the other one was restored and stays down', { first: live45, status: ['UP', 'DOWN'] as const }],
    [
      'the other one has a new key that the hospital has not entered',
      { second: live45, status: ['DOWN', 'UP'] as const },
    ],
  ] as const;

  test.each(cases)('waits: %s', (_, live) => {
    expect(planned('wait', situation(live, desired())).why).toMatch(/is the last working one/);
  });

  test.each(cases)('ends in time, saying so: %s', (_, live) => {
    const run = { id: 'run-1', startedAt: NOW - 45 * MINUTE };
    expect(planned('refuse', situation(live, desired(), { run })).message).toMatch(/last working one/);
  });

  test.each(cases)('goes on where an outage is accepted: %s', (_, live) => {
    const step = planStep(situation(live, desired({}, {}, { AcceptOutage: true })));
    expect(['record', 'modify-tunnel']).toContain(step.do);
  });
});

describe('what can not go on at all', () => {
  test('a connection not found is waited for when the run is young, then refused', () => {
    planned('wait', situation(undefined, desired()));
    const run = { id: 'run-1', startedAt: NOW - 6 * MINUTE };
    expect(planned('refuse', situation(undefined, desired(), { run })).message).toMatch(
      /does not find the VPN connection vpn-0a1b2c3d/,
    );
  });

  test.each(['deleting', 'deleted'])('a connection that is %s', (state) => {
    expect(planned('refuse', situation({ state }, desired())).message).toMatch(new RegExp(`is ${state}`));
  });

  test('tunnels other than the desired ones', () => {
    const wanted = {
      ...desired(),
      Tunnels: [desired().Tunnels[0], { ...desired().Tunnels[1], TunnelInsideCidr: '169.254.200.0/30' }] as const,
    };
    expect(planned('refuse', situation({}, wanted)).message).toMatch(
      /169\.254\.100\.4\/30.*169\.254\.200\.0\/30.*fixed for life/s,
    );
  });

  test('one and the same tunnel twice', () => {
    const [first] = desired().Tunnels;
    planned('refuse', situation({}, { ...desired(), Tunnels: [first, first] }));
  });
});
