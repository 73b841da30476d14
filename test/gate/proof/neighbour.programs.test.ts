import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newUid } from '../../../lib/dicom/dicom-object';
import type { GateProgram } from '../../support/programs/bundled-gate';
import { body, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { until } from '../../support/until';
import { proofObject } from './objects';
import { countOf } from './read-back';
import { associate, cStore, pausedUpload, persistentConnection, silentConnection, upload } from './senders';
import { MOST_MEMORY, report, SIZES } from './sizes';
import { p95, percentile } from './statistics';
import { withGates } from './with-gates';

/**
 * One hospital has many paused uploads and many silent DIMSE connections open, and sends its own studies. These are stored,
 * the memory of its gate stays bounded, and another hospital's cell answers as fast as without them.
 */

const { pausedUploads, silentConnections, fewestRounds, mostRounds, requests, mostRatio } = SIZES.neighbour;

/** Senders of one hospital in a phase. */
const SENDERS = 2;
const OBJECTS = 2;
/** Milliseconds between two requests of a sender, so that the machine is not the limit. */
const REST = 100;
/**
 * Seconds within which a hospital's own request is answered while its other connections are open, on a busy machine. A request that
 * waited for one of these connections would wait for its idle time, 340 s.
 */
const OWN_SECONDS = 60;

/** Sends objects, all of which are stored. Returns the seconds of each request. */
async function send(gate: GateProgram, count: number): Promise<readonly number[]> {
  const seconds: number[] = [];
  const sender = async (): Promise<void> => {
    const agent = persistentConnection();
    for (let index = 0; index < count / SENDERS; index += 1) {
      const study = newUid();
      const series = newUid();
      const objects = Array.from({ length: OBJECTS }, () =>
        proofObject({ study, series, inside: randomBytes(20_000) }),
      );
      const content = body(objects.map(({ file }) => ({ content: file })));
      const begin = performance.now();
      const reply = await upload(gate, { contentType: TYPE, body: content, agent });
      seconds.push((performance.now() - begin) / 1000);
      expect(reply?.status).toBe(200);
      expect(parsedOutcomes({ body: reply?.body ?? '' }).stored).toHaveLength(OBJECTS);
      await sleep(REST);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return seconds;
}

/** An association with three objects. */
async function sendByDimse(gate: GateProgram): Promise<number> {
  const objects = Array.from({ length: 3 }, () => proofObject());
  const [first] = objects;
  if (first === undefined) throw new RangeError();
  const begin = performance.now();
  const scu = await associate(gate, first);
  for (const object of objects) expect(await cStore(scu, object)).toBe(0);
  scu.close();
  return (performance.now() - begin) / 1000;
}

/** Each upload has half a megabyte of an object: together more than the gate keeps in memory. */
async function attack(gate: GateProgram): Promise<() => void> {
  const half = proofObject({ inside: randomBytes(500_000) }).file.subarray(0, 500_000);
  const whole = body([{ content: half }]);
  const beginning = whole.subarray(0, whole.length - 100);
  const held: { close(): void }[] = [];
  for (let index = 0; index < pausedUploads; index += 1) held.push(await pausedUpload(gate, TYPE, beginning));
  for (let index = 0; index < silentConnections; index += 1) held.push(await silentConnection(gate));
  return () => {
    for (const one of held) one.close();
  };
}

withGates('a hospital that holds connections, and its neighbour', ['alpha', 'beta'], 'off', (world) => {
  test(`${pausedUploads} paused uploads and ${silentConnections} silent connections do not slow down others`, async () => {
    const [alpha = undefined as never, beta = undefined as never] = world().cells;
    const calm = { own: [] as number[], neighbour: [] as number[] };
    const attacked = { own: [] as number[], neighbour: [] as number[], dimse: [] as number[] };
    const ratios: number[] = [];
    /** Returns the p95 of the neighbour. */
    const phase = async (into: { own: number[]; neighbour: number[] }): Promise<number> => {
      const [own, neighbour] = await Promise.all([send(alpha.gate, requests), send(beta.gate, requests)]);
      into.own.push(...own);
      into.neighbour.push(...neighbour);
      return p95(neighbour);
    };
    // The first requests of each program are not measured.
    await Promise.all([send(alpha.gate, 20), send(beta.gate, 20)]);
    // An effect of the attack is in every round, that of another program on this machine is not.
    const hasEffect = () => !ratios.some((ratio) => ratio <= mostRatio);
    while (ratios.length < fewestRounds || (hasEffect() && ratios.length < mostRounds)) {
      const without = await phase(calm);
      const before = alpha.gate.descriptors();
      const end = await attack(alpha.gate);
      // The uploads are open, most of them with a file, and so are some of the silent connections.
      const held = await until('the connections are held', () => {
        const count = alpha.gate.descriptors() - before;
        return count > pausedUploads + 50 ? count : undefined;
      });
      expect(held).toBeLessThan(2 * pausedUploads + silentConnections);
      ratios.push((await phase(attacked)) / without);
      for (let index = 0; index < 3; index += 1) attacked.dimse.push(await sendByDimse(alpha.gate));
      end();
      await sleep(1000);
    }

    const ratio = p95(attacked.neighbour) / p95(calm.neighbour);
    const { most } = alpha.gate.memory();
    const ms = (seconds: number) => `${Math.round(seconds * 1000)} ms`;
    const both = (values: readonly number[]) => `median ${ms(percentile(values, 0.5))}, p95 ${ms(p95(values))}`;
    report(
      `neighbour without the attack: ${both(calm.neighbour)}; with it: ${both(attacked.neighbour)}; p95 ratio ${ratio.toFixed(2)}`,
    );
    report(`the hospital itself without the attack: ${both(calm.own)}; with it: ${both(attacked.own)}`);
    report(
      `its associations of three objects with the attack: at most ${ms(Math.max(...attacked.dimse))}; ` +
        `its gate's memory at most ${Math.round(most / 2 ** 20)} MiB`,
    );
    expect(Math.min(...ratios)).toBeLessThanOrEqual(mostRatio);
    expect(Math.max(...attacked.own, ...attacked.dimse)).toBeLessThan(OWN_SECONDS);
    expect(most).toBeLessThan(MOST_MEMORY);
    const rounds = ratios.length;
    const perCell = (20 + 2 * rounds * requests) * OBJECTS;
    expect([await countOf(alpha.cell), await countOf(beta.cell)]).toEqual([perCell + rounds * 9, perCell]);
    expect([...alpha.gate.failures, ...beta.gate.failures]).toEqual([]);
  });
});
