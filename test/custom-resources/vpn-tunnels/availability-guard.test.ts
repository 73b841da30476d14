import { planStep } from '../../../lib/custom-resources/vpn-tunnels/planner';
import {
  changeTags,
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
  SECOND,
} from '../../support/builders/tunnel-plans';

describe('a change of a tunnel', () => {
  test('sets only the options that differ, of the first tunnel that differs', () => {
    const step = confirmedStep({}, desired(DPD, DPD));
    expect(step).toMatchObject({
      do: 'modify-tunnel',
      modification: { VpnTunnelOutsideIpAddress: OUTSIDE[FIRST], TunnelOptions: { DPDTimeoutSeconds: 45 } },
    });
    expect(step).not.toHaveProperty('key', expect.anything());
    expect(step).toHaveProperty('modification.TunnelOptions', { DPDTimeoutSeconds: 45 });
  });

  test('waits while the other tunnel, which this run changed, is not up again', () => {
    const tags = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(20), finished: minutesAgo(10) });
    const step = plannedStep('wait', planInput({ first: LIVE_DPD, status: ['DOWN', 'UP'], tags }, desired(DPD, DPD)));
    expect(step.why).toMatch(/this update changed tunnel 169\.254\.100\.0\/30 .*, which is not up again/);
  });

  test('waits for the other tunnel even if this tunnel is down', () => {
    const tags = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(20), finished: minutesAgo(10) });
    plannedStep('wait', planInput({ first: LIVE_DPD, status: ['DOWN', 'DOWN'], tags }, desired(DPD, DPD)));
  });

  test('continues when the other tunnel is up again', () => {
    const tags = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(20), finished: minutesAgo(10) });
    const step = plannedStep('record', planInput({ first: LIVE_DPD, tags }, desired(DPD, DPD)));
    expect(step.what).toBe('claim');
    expect(step.tags['heartlab:vpn-change']).toMatch(/^of=169\.254\.100\.4\/30 .* up=1 /);
  });

  test('does not trust the UP of a tunnel that was just changed: the telemetry is late', () => {
    const tags = changeTags({ of: FIRST, up: 1, claimed: minutesAgo(8), finished: minutesAgo(2) });
    const step = plannedStep('wait', planInput({ first: LIVE_DPD, tags }, desired(DPD, DPD)));
    expect(step.why).toMatch(/previous change is so recent/);
  });

  test('waits while only this tunnel is up', () => {
    const step = plannedStep('wait', planInput({ status: ['UP', 'DOWN'], second: LIVE_DPD }, desired(DPD, DPD)));
    expect(step.why).toMatch(
      /169\.254\.100\.4\/30 .* is down, so tunnel 169\.254\.100\.0\/30 .* is the last working one/,
    );
  });

  test('waits while this tunnel flaps and the other is down; the reason calls neither working', () => {
    const { why } = plannedStep(
      'wait',
      planInput({ status: ['flapping', 'DOWN'], second: LIVE_DPD }, desired(DPD, DPD)),
    );
    expect(why).toMatch(/both tunnels are down, but tunnel 169\.254\.100\.0\/30 .* for less than 5 minutes/);
    expect(why).not.toMatch(/working/);
  });

  test('is refused in that state without calling either tunnel working', () => {
    const run = { id: 'run-1', startedAt: NOW - 45 * MINUTE };
    const given = planInput({ status: ['flapping', 'DOWN'], second: LIVE_DPD }, desired(DPD, DPD), { run });
    const { message } = plannedStep('refuse', given);
    expect(message).toMatch(/both tunnels are down.*Bring both tunnels up/);
    expect(message).not.toMatch(/working/);
  });

  test('waits while only the second tunnel is up', () => {
    const { why } = plannedStep('wait', planInput({ status: ['DOWN', 'UP'], first: LIVE_DPD }, desired(DPD, DPD)));
    expect(why).toMatch(/169\.254\.100\.0\/30 .* is down, so tunnel 169\.254\.100\.4\/30 .* is the last working one/);
  });

  test('does not wait with acceptOutage: true', () => {
    const wanted = desired(DPD, DPD, { AcceptOutage: true });
    const step = plannedStep('record', planInput({ status: ['UP', 'DOWN'], second: LIVE_DPD }, wanted));
    expect(step.what).toBe('claim');
  });

  test('begins with the tunnel that is down: the change may repair it', () => {
    const step = confirmedStep({ status: ['UP', 'DOWN'] }, desired(DPD, DPD));
    expect(step).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
  });

  test('waits for no tunnel if both were down', () => {
    expect(confirmedStep({ status: ['DOWN', 'DOWN'] }, desired(DPD, DPD))).toMatchObject({ do: 'modify-tunnel' });
    const tags = changeTags({ of: FIRST, up: 0, claimed: minutesAgo(20), finished: minutesAgo(10) });
    const next = plannedStep(
      'record',
      planInput({ first: LIVE_DPD, status: ['DOWN', 'DOWN'], tags }, desired(DPD, DPD)),
    );
    expect(next.tags['heartlab:vpn-change']).toMatch(/^of=169\.254\.100\.4/);
  });

  test('keeps the endpoint if only the lifecycle control changes', () => {
    const step = confirmedStep({ first: { EnableTunnelLifecycleControl: undefined } });
    expect(step).toMatchObject({
      modification: { SkipTunnelReplacement: true, TunnelOptions: { EnableTunnelLifecycleControl: true } },
    });
    const both = confirmedStep({ first: { EnableTunnelLifecycleControl: undefined, DpdTimeoutSeconds: 60 } });
    expect(both).not.toHaveProperty('modification.SkipTunnelReplacement', expect.anything());
  });
});

describe('a rollback that would take the last working tunnel down', () => {
  // Otherwise it would disconnect the hospital.
  const cases = [
    ['the other one was restored and stays down', { first: LIVE_DPD, status: ['UP', 'DOWN'] as const }],
    [
      'the other one has a new key that the hospital has not entered',
      { second: LIVE_DPD, status: ['DOWN', 'UP'] as const },
    ],
  ] as const;

  test.each(cases)('waits: %s', (_, live) => {
    expect(plannedStep('wait', planInput(live, desired())).why).toMatch(/is the last working one/);
  });

  test.each(cases)('is refused in time, with this reason: %s', (_, live) => {
    const run = { id: 'run-1', startedAt: NOW - 45 * MINUTE };
    expect(plannedStep('refuse', planInput(live, desired(), { run })).message).toMatch(/last working one/);
  });

  test.each(cases)('continues with an accepted outage: %s', (_, live) => {
    const step = planStep(planInput(live, desired({}, {}, { AcceptOutage: true })));
    expect(['record', 'modify-tunnel']).toContain(step.do);
  });
});
