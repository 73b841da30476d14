import { liveConnection } from '../../../lib/custom-resources/vpn-tunnels/live';
import {
  changeTags,
  confirmedStep,
  DPD,
  described,
  desired,
  FIRST,
  KEY_TAGS,
  LIVE_DPD,
  minutesAgo,
  OUTSIDE,
  planInput,
  plannedStep,
  SECOND,
} from '../../support/builders/tunnel-plans';

describe('a new key', () => {
  const grown = desired({ KeyGeneration: 2 });

  test('is set in one call with its change marker, for one tunnel', () => {
    expect(confirmedStep({}, grown)).toMatchObject({
      do: 'modify-tunnel',
      key: { from: 1, to: 2, changeMarkerSeconds: 270 + 1 },
      modification: { VpnTunnelOutsideIpAddress: OUTSIDE[FIRST], TunnelOptions: { RekeyMarginTimeSeconds: 271 } },
    });
  });

  test('is not created twice: the change marker shows that it was created, even after a crash', () => {
    const tags = changeTags({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'dead', claimed: minutesAgo(5) });
    const step = plannedStep('record', planInput({ first: { RekeyMarginTimeSeconds: 271 }, tags }, grown));
    expect(step.what).toBe('finished');
    expect(step.tags).toMatchObject({ [`heartlab:vpn-key/${FIRST}`]: '2' });
    expect(step.tags['heartlab:vpn-change']).toMatch(/finished=2026/);
  });

  test('is not recorded if the crash came before the call', () => {
    const tags = changeTags({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'dead', claimed: minutesAgo(5) });
    const step = plannedStep('record', planInput({ tags }, grown));
    expect(step.what).toBe('claim');
    expect(Object.keys(step.tags)).toEqual(['heartlab:vpn-change']);
  });

  test('waits while the call of another claim may still reach EC2', () => {
    const tags = changeTags({ of: FIRST, to: 'x', key: '1-2', margin: 271, by: 'another', claimed: minutesAgo(2) });
    expect(plannedStep('wait', planInput({ tags }, grown)).why).toMatch(/claimed a change recently/);
  });

  test('is refused if EC2 accepted the call but does not show it: the key is unknown', () => {
    const tags = changeTags({
      of: FIRST,
      to: 'x',
      key: '1-2',
      margin: 271,
      by: 'dead',
      claimed: minutesAgo(9),
      accepted: 1,
    });
    expect(plannedStep('refuse', planInput({ tags }, grown)).message).toMatch(
      /generation 2\) but does not show.*rekey margin/s,
    );
  });

  test('that EC2 does not show is recorded as unknown by a rollback; the next new key is then refused', () => {
    const tags = changeTags({
      of: FIRST,
      to: 'x',
      key: '1-2',
      margin: 271,
      run: 'run-0',
      by: 'dead',
      claimed: minutesAgo(9),
      accepted: 1,
    });
    const step = plannedStep('record', planInput({ tags }, desired(), { previousKeys: new Map([[FIRST, 2]]) }));
    expect(step.tags).toMatchObject({ [`heartlab:vpn-key/${FIRST}`]: 'unknown: 1 or 2' });
    const after = planInput({ tags: step.tags }, desired());
    expect(plannedStep('done', after).report).toMatch(/tunnel 169\.254\.100\.0\/30 .* has an unknown key/);
    expect(plannedStep('refuse', planInput({ tags: step.tags }, grown)).message).toMatch(/is not a number/);
  });

  test('does not wait for the tunnel; the report states that it stays down until the hospital acts', () => {
    const tags = {
      ...changeTags({ of: FIRST, key: '1-2', margin: 271, claimed: minutesAgo(9), finished: minutesAgo(1) }),
      [`heartlab:vpn-key/${FIRST}`]: '2',
    };
    const { report } = plannedStep(
      'done',
      planInput({ first: { RekeyMarginTimeSeconds: 271 }, status: ['DOWN', 'UP'], tags }, grown),
    );
    expect(report).toMatch(
      /169\.254\.100\.0\/30 .*key generation 2.*stays down until the hospital has replaced its previous key/,
    );
  });

  test('of both tunnels at once is refused before any change', () => {
    const both = desired({ KeyGeneration: 2, ...DPD }, { KeyGeneration: 2 });
    const { message } = plannedStep('refuse', planInput({}, both));
    expect(message).toMatch(
      /^auckland-heart: the site file requests a new key for both tunnel 169\.254\.100\.0\/30 .* 169\.254\.100\.4\/30 .*Increase keyGeneration of one/,
    );
  });

  test('of both at once is allowed with acceptOutage, or if both tunnels are down', () => {
    const both = desired({ KeyGeneration: 2 }, { KeyGeneration: 2 }, { AcceptOutage: true });
    expect(confirmedStep({}, both)).toMatchObject({ key: { to: 2 } });
    const down = desired({ KeyGeneration: 2 }, { KeyGeneration: 2 });
    expect(confirmedStep({ status: ['DOWN', 'DOWN'] }, down)).toMatchObject({ key: { to: 2 } });
  });

  test('is set in one call with the options of its tunnel', () => {
    const step = confirmedStep({}, desired({ KeyGeneration: 2, ...DPD }));
    expect(step).toMatchObject({ key: { to: 2 }, modification: { TunnelOptions: { DPDTimeoutSeconds: 45 } } });
  });

  test('comes after the options of the other tunnel, which would have to wait for it', () => {
    const step = confirmedStep({}, desired({ KeyGeneration: 2 }, DPD));
    expect(step).toMatchObject({ modification: { VpnTunnelOutsideIpAddress: OUTSIDE[SECOND] } });
    const blocked = planInput(
      { status: ['UP', 'flapping'], second: LIVE_DPD },
      desired({ KeyGeneration: 2, ...DPD }, DPD),
    );
    plannedStep('wait', blocked);
  });

  test('is kept by a rollback, which reports the key that the hospital needs', () => {
    const tags = { [`heartlab:vpn-key/${FIRST}`]: '2' };
    const back = planInput({ first: { RekeyMarginTimeSeconds: 271 }, tags }, desired(), {
      previousKeys: new Map([[FIRST, 2]]),
    });
    const { report } = plannedStep('done', back);
    expect(report).toMatch(
      /keeps key generation 2, although the site file requests generation 1.*can't be restored.*needs the key of generation 2/,
    );
  });

  test('is refused if the tag of the current key is not a number', () => {
    const tags = { [`heartlab:vpn-key/${FIRST}`]: 'two' };
    expect(plannedStep('refuse', planInput({ tags }, grown)).message).toMatch(
      /heartlab:vpn-key\/169\.254\.100\.0\/30 is not a number/,
    );
    plannedStep('done', planInput({ tags }, desired()));
  });
});

describe('the recorded generation of a key without a tag', () => {
  const untagged = {
    ...described(),
    Tags: (described().Tags ?? []).filter(({ Key }) => !Object.hasOwn(KEY_TAGS, Key ?? '')),
  };
  const record = (wanted: number, before: number | undefined) => {
    const given = planInput({}, desired({ KeyGeneration: wanted }), {
      previousKeys: before === undefined ? new Map() : new Map([[FIRST, before]]),
      live: liveConnection(untagged),
    });
    return plannedStep('record', given).tags[`heartlab:vpn-key/${FIRST}`];
  };

  test('is the one in the file for a new connection: AWS created the key', () =>
    expect(record(3, undefined)).toBe('3'));
  test('is the old one in an update, which creates a key only later', () => expect(record(3, 2)).toBe('2'));
  test('is the restored one in a rollback: the failed update created no key', () => expect(record(2, 3)).toBe('2'));
});
