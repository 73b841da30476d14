import fc from 'fast-check';
import { parsedOutcomes } from '../../support/programs/stow-server';
import { type BodyPlan, bodyPlans } from './arbitraries';
import { type BuiltBody, type BuiltPart, build, REASON, sentBytes } from './body';
import { countOf, dataSetOf, filesOf } from './read-back';
import { upload } from './senders';
import { report, SIZES } from './sizes';
import { type GatedCell, withGates } from './with-gates';

/**
 * Random bodies against the real gate and Orthanc: what the answer names as stored is what can be read back, byte for byte but for
 * preamble and group 2. Every part is in one list of the answer. Nothing else is stored.
 */

/** The parts that arrived completely, by SOP Instance UID: those equal to the object in Orthanc, and the others. */
async function storedOf(cell: GatedCell['cell'], whole: readonly BuiltPart[], mustBeThere: boolean) {
  const keys = new Map<string, BuiltPart[]>();
  for (const part of whole)
    if (part.fate === 'key' && part.sopInstance !== undefined)
      keys.set(part.sopInstance, [...(keys.get(part.sopInstance) ?? []), part]);
  const stored: string[] = [];
  const others: string[] = [];
  let instances = 0;
  for (const [uid, parts] of keys) {
    const files = await filesOf(cell, uid);
    expect(files.length).toBeLessThanOrEqual(1);
    if (mustBeThere) expect(files.length).toBe(1);
    instances += files.length;
    for (const file of files) {
      const data = dataSetOf(file);
      const same = parts.filter((part) => part.data.equals(data));
      expect(same.length).toBeGreaterThan(0);
      stored.push(...same.map(() => uid));
      others.push(...parts.filter((part) => !part.data.equals(data)).map(() => uid));
    }
  }
  return { stored, others, instances };
}

const counts = { bodies: 0, parts: 0, stored: 0, cut: 0, unanswered: 0, statuses: new Map<number, number>() };

async function check({ cell, gate }: GatedCell, plan: BodyPlan, built: BuiltBody): Promise<void> {
  const sent = sentBytes(plan, built);
  const before = await countOf(cell);
  const lines = gate.transfers.length;
  const hangUp = plan.cut?.how === 'connection' && sent > 0;
  const { chunked, pieces } = plan;
  const body = built.bytes.subarray(0, sent);
  const reply = await upload(gate, { contentType: built.contentType, body, chunked, pieces, hangUp });
  const line = await gate.transfer(lines);

  const whole = built.parts.filter(({ wholeAt }) => wholeAt <= sent);
  const { stored, others, instances } = await storedOf(cell, whole, !hangUp);
  expect(await countOf(cell)).toBe(before + instances);
  counts.bodies += 1;
  counts.parts += built.parts.length;
  counts.stored += stored.length;
  if (sent < built.closedAt) counts.cut += 1;
  if (hangUp) {
    counts.unanswered += 1;
    expect(reply?.status ?? 400).toBe(400);
    // The gate may end before it reads a part that repeats a stored object: such a part is whole in Orthanc and not in the count.
    expect(line.stored ?? 0).toBeGreaterThanOrEqual(instances);
    expect(line.stored ?? 0).toBeLessThanOrEqual(stored.length);
    return;
  }
  if (reply === undefined) throw new Error('the gate did not answer');
  counts.statuses.set(reply.status, (counts.statuses.get(reply.status) ?? 0) + 1);

  const partial = built.parts.find(({ begunAt, wholeAt }) => begunAt <= sent && wholeAt > sent);
  const isCut = sent < built.closedAt;
  const begun = whole.length + (partial === undefined ? 0 : 1);
  expect(reply.status).toBe(isCut || begun === 0 ? 400 : stored.length === begun ? 200 : stored.length > 0 ? 202 : 409);
  if (begun === 0) return;
  const answer = parsedOutcomes(reply);
  expect(answer.stored.toSorted()).toEqual(stored.toSorted());
  const failed: (readonly [string | undefined, number])[] = others.map((uid) => [uid, REASON.otherContent]);
  for (const { fate, sopInstance } of whole) if (fate !== 'key') failed.push([sopInstance, fate]);
  // The UIDs of a truncated part, which may have arrived, are not compared.
  if (partial !== undefined) {
    const isNamed = answer.failed.some(([uid, why]) => uid === partial.sopInstance && why === REASON.cutShort);
    failed.push([isNamed ? partial.sopInstance : undefined, REASON.cutShort]);
  }
  const text = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).toSorted();
  expect(text(answer.failed)).toEqual(text(failed.filter(([uid]) => uid !== undefined)));
  expect(text(answer.other)).toEqual(text(failed.flatMap(([uid, why]) => (uid === undefined ? [why] : []))));
}

withGates('random bodies against gate and Orthanc', ['alpha'], 'off', (world) => {
  test(`${SIZES.bodies} bodies: the answer names exactly the stored objects, which are complete`, async () => {
    const [cell] = world().cells;
    if (cell === undefined) throw new RangeError();
    await fc.assert(
      fc.asyncProperty(bodyPlans, async (plan) => {
        const built = build(plan);
        fc.pre(built !== undefined);
        await check(cell, plan, built);
      }),
      { numRuns: SIZES.bodies },
    );
    expect(cell.gate.failures).toEqual([]);
    const statuses = [...counts.statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, times]) => `${times} × ${status}`);
    report(
      `${counts.bodies} bodies with ${counts.parts} parts: ${counts.stored} parts read back, ${counts.cut} bodies cut, ` +
        `${counts.unanswered} connections ended by the sender; answers ${statuses.join(', ')}`,
    );
    // The plans cause every answer.
    expect([...counts.statuses.keys()].toSorted()).toEqual([200, 202, 400, 409]);
    expect(Math.min(counts.cut, counts.unanswered)).toBeGreaterThan(SIZES.bodies / 50);
  });
});
