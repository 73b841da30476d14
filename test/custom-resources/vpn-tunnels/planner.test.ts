import {
  changeTags,
  claimTags,
  confirmedStep,
  DPD,
  desired,
  FIRST,
  LIVE_DPD,
  MINUTE,
  minutesAgo,
  NOW,
  OUTSIDE,
  planInput,
  plannedStep,
  RUN,
  runTags,
  SECOND,
} from '../../support/builders/tunnel-plans';

describe('a connection in the desired state', () => {
  test('is not changed', () => {
    expect(plannedStep('done', planInput({}, desired())).report).toMatch(
      /^auckland-heart: both tunnels match the site file/,
    );
  });

  test('is not changed if EC2 omits defaults, lists values in another order, or returns a key', () => {
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
    plannedStep('done', planInput({ first }, desired()));
  });

  test('is not changed if tunnels are down', () => {
    plannedStep('done', planInput({ status: ['DOWN', 'DOWN'] }, desired()));
  });

  test('an omitted option whose default differs from the file is changed', () => {
    const step = confirmedStep({ first: { DpdTimeoutAction: undefined } });
    expect(step).toMatchObject({ modification: { TunnelOptions: { DPDTimeoutAction: 'restart' } } });
  });
});

test('the planner waits while EC2 is modifying the connection', () => {
  expect(plannedStep('wait', planInput({ state: 'modifying' }, desired(DPD))).why).toMatch(/modifying/);
});

describe('the customer gateway', () => {
  const moved = desired(DPD, {}, { CustomerGatewayId: 'cgw-02' });

  test('changes before the tunnels', () => {
    expect(confirmedStep({}, moved)).toMatchObject({ do: 'modify-gateway', customerGatewayId: 'cgw-02' });
  });

  test('changes while a tunnel is down: the change may repair it', () => {
    expect(confirmedStep({ status: ['DOWN', 'UP'] }, moved)).toMatchObject({ do: 'modify-gateway' });
  });

  test('is finished when the connection is available, even if tunnels are down', () => {
    const wanted = desired({}, {}, { CustomerGatewayId: 'cgw-02' });
    const tags = changeTags({ of: 'gateway', to: 'cgw-02', claimed: minutesAgo(9), finished: minutesAgo(1) });
    plannedStep('done', planInput({ gateway: 'cgw-02', status: ['DOWN', 'DOWN'], tags }, wanted));
  });

  test('delays the tunnels until the telemetry shows whether they are up again', () => {
    const tags = changeTags({ of: 'gateway', to: 'cgw-02', claimed: minutesAgo(9), finished: minutesAgo(1) });
    plannedStep('wait', planInput({ gateway: 'cgw-02', status: ['DOWN', 'DOWN'], tags }, moved));
  });
});

describe('claims', () => {
  const wanted = desired(DPD);

  test('are confirmed after 90 seconds', () => {
    const tags = claimTags(planInput({}, wanted), 60);
    expect(plannedStep('wait', planInput({ tags }, wanted)).confirmMs).toBe(30_000);
  });

  test('are repeated if they were not used in time', () => {
    const tags = claimTags(planInput({}, wanted), 170);
    expect(plannedStep('record', planInput({ tags }, wanted)).tags['heartlab:vpn-change']).toMatch(/attempt=2/);
  });

  test('of another invocation of the same run delay the change', () => {
    const tags = claimTags(planInput({}, wanted, { invocation: 'previous' }), 100);
    plannedStep('wait', planInput({ tags }, wanted));
  });

  test('are refused after six attempts without effect', () => {
    const tags = {
      'heartlab:vpn-change': (claimTags(planInput({}, wanted), 600)['heartlab:vpn-change'] ?? '').replace(
        'attempt=1',
        'attempt=6',
      ),
    };
    expect(plannedStep('refuse', planInput({ tags }, wanted)).message).toMatch(
      /still differs from the site file after 6 attempts/,
    );
  });
});

describe('the previous change', () => {
  const finished =
    changeTags({ of: SECOND, run: 'run-0', claimed: minutesAgo(4), finished: minutesAgo(2) })['heartlab:vpn-change'] ??
    '';

  test('stays recorded when the next one is claimed', () => {
    const old = changeTags({ of: SECOND, run: 'run-0', claimed: minutesAgo(40), finished: minutesAgo(30) });
    const { tags } = plannedStep('record', planInput({ tags: old }, desired(DPD)));
    expect(tags['heartlab:vpn-change-before']).toBe(old['heartlab:vpn-change']);
  });

  test('stays recorded when a claim has no effect', () => {
    const tags = { ...changeTags({ by: 'dead', claimed: minutesAgo(9) }), 'heartlab:vpn-change-before': finished };
    const step = plannedStep('wait', planInput({ tags }, desired(DPD)));
    expect(step.why).toMatch(/previous change is so recent/);
  });

  test('makes a reported UP untrusted after the next one is claimed', () => {
    const claim = claimTags(planInput({}, desired(DPD)), 100);
    const tags = { ...claim, 'heartlab:vpn-change-before': finished };
    expect(plannedStep('wait', planInput({ tags }, desired(DPD))).why).toMatch(/previous change is so recent/);
  });

  test('of this run must be up again before the next one is made, even if that one is claimed', () => {
    const tags = {
      ...claimTags(planInput({ status: ['DOWN', 'UP'] }, desired(DPD)), 100),
      'heartlab:vpn-change-before':
        changeTags({ of: SECOND, claimed: minutesAgo(20), finished: minutesAgo(10) })['heartlab:vpn-change'] ?? '',
    };
    const given = planInput({ status: ['DOWN', 'DOWN'], tags }, desired(DPD));
    expect(plannedStep('wait', given).why).toMatch(/169\.254\.100\.4\/30 .* is not up again/);
  });
});

describe('the latest run wins', () => {
  test('a run records itself', () => {
    const step = plannedStep('record', planInput({ tags: { 'heartlab:vpn-run': '' } }, desired()));
    expect(step.tags['heartlab:vpn-run']).toBe(
      'run-1 started=2026-11-22T02:58:00.000Z announced=2026-11-22T03:00:00.000Z',
    );
  });

  test('a rollback replaces the previous run', () => {
    const tags = runTags('run-0', NOW - 3 * MINUTE);
    expect(plannedStep('record', planInput({ tags }, desired())).what).toBe('run');
  });

  test('a run stops if a later one has started', () => {
    const tags = runTags('run-2', NOW);
    expect(plannedStep('refuse', planInput({ tags }, desired(DPD))).message).toMatch(/a later update .*run-2/);
  });

  test('one of two runs that started in the same millisecond stops', () => {
    plannedStep('refuse', planInput({ tags: runTags('run-2', RUN.startedAt) }, desired()));
    expect(plannedStep('record', planInput({ tags: runTags('run-0', RUN.startedAt) }, desired())).what).toBe('run');
  });

  test('a run is not done before older runs must have seen its tag', () => {
    const tags = runTags('run-1', RUN.startedAt, NOW - MINUTE);
    expect(plannedStep('wait', planInput({ tags }, desired())).confirmMs).toBe(30_000);
  });
});

describe('time', () => {
  const late = (minutes: number) => {
    const run = { id: 'run-1', startedAt: NOW - minutes * MINUTE };
    return { over: { run }, tags: runTags('run-1', run.startedAt) };
  };

  test('a tunnel is not changed if too little time is left', () => {
    const { over, tags } = late(37);
    const { message } = plannedStep('refuse', planInput({ tags }, desired(DPD), over));
    expect(message).toMatch(
      /169\.254\.100\.0\/30 .* was not changed: the change can take 20 minutes, and less time is left.*Deploy again/,
    );
  });

  test('the customer gateway is not changed if too little time is left', () => {
    const { over, tags } = late(45);
    const wanted = desired({}, {}, { CustomerGatewayId: 'cgw-02' });
    expect(plannedStep('refuse', planInput({ tags }, wanted, over)).message).toMatch(
      /customer gateway cgw-02 was not changed/,
    );
  });

  test('waiting for the other tunnel ends when too little time is left for the change', () => {
    const { over, tags } = late(37);
    const given = planInput({ status: ['UP', 'DOWN'], second: LIVE_DPD, tags }, desired(DPD, DPD), over);
    expect(plannedStep('refuse', given).message).toMatch(
      /too little time is left to continue.*last working one.*acceptOutage: true/,
    );
  });

  test('a tunnel that does not come up again fails the run; the message names it and the remedy', () => {
    const { over, tags } = late(57);
    const all = { ...tags, ...changeTags({ of: FIRST, up: 1, claimed: minutesAgo(40), finished: minutesAgo(30) }) };
    const { message } = plannedStep(
      'refuse',
      planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags: all }, desired(DPD), over),
    );
    expect(message).toMatch(
      /^auckland-heart: the limit of 56 minutes is reached: tunnel 169\.254\.100\.0\/30 \(AWS side 203\.0\.113\.20\) was changed and is not up again\. Ask the hospital/,
    );
  });

  test('the run waits for the tunnel until then', () => {
    const tags = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(20), finished: minutesAgo(10) });
    plannedStep('wait', planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags }, desired(DPD)));
  });

  test('the run does not wait for a tunnel that was down before, or with an accepted outage', () => {
    const wasDown = changeTags({ of: FIRST, up: 0, claimed: minutesAgo(20), finished: minutesAgo(10) });
    plannedStep('done', planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags: wasDown }, desired(DPD)));
    const wasUp = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(20), finished: minutesAgo(10) });
    plannedStep(
      'done',
      planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags: wasUp }, desired(DPD, {}, { AcceptOutage: true })),
    );
  });
});

describe('a rollback', () => {
  const previous = (fields: Record<string, string | number> = {}) =>
    changeTags({
      of: FIRST,
      run: 'run-0',
      by: 'gone',
      up: 1,
      claimed: minutesAgo(20),
      finished: minutesAgo(10),
      ...fields,
    });

  test('changes the tunnel that is down first', () => {
    const given = {
      first: LIVE_DPD,
      second: LIVE_DPD,
      status: ['UP', 'DOWN'] as const,
      tags: previous({ of: SECOND }),
    };
    expect(confirmedStep(given)).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
  });

  test('does not wait for a tunnel that was down before it', () => {
    const tags = claimTags(planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags: previous() }, desired()), 100);
    expect(tags['heartlab:vpn-change']).toMatch(/ up=0 /);
  });

  test('counts a tunnel that was just changed as down, although the telemetry reports UP', () => {
    const fresh = previous({ finished: minutesAgo(1) });
    const tags = claimTags(planInput({ first: LIVE_DPD, tags: fresh }, desired()), 100);
    expect(tags['heartlab:vpn-change']).toMatch(/ up=0 /);
  });
});

describe('a refusal', () => {
  test('a connection that EC2 does not find, after the first five minutes', () => {
    plannedStep('wait', planInput(undefined, desired()));
    const run = { id: 'run-1', startedAt: NOW - 6 * MINUTE };
    expect(plannedStep('refuse', planInput(undefined, desired(), { run })).message).toMatch(
      /does not find the VPN connection vpn-0a1b2c3d/,
    );
  });

  test.each(['deleting', 'deleted'])('a connection that is %s', (state) => {
    expect(plannedStep('refuse', planInput({ state }, desired())).message).toMatch(new RegExp(`is ${state}`));
  });

  test('inside CIDRs that differ from the connection', () => {
    const wanted = {
      ...desired(),
      Tunnels: [desired().Tunnels[0], { ...desired().Tunnels[1], TunnelInsideCidr: '169.254.200.0/30' }] as const,
    };
    expect(plannedStep('refuse', planInput({}, wanted)).message).toMatch(
      /169\.254\.100\.4\/30.*169\.254\.200\.0\/30.*never changes/s,
    );
  });

  test('the same tunnel twice', () => {
    const [first] = desired().Tunnels;
    plannedStep('refuse', planInput({}, { ...desired(), Tunnels: [first, first] }));
  });
});
