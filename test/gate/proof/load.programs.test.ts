import { randomBytes } from 'node:crypto';
import { newUid } from '../../../lib/dicom/dicom-object';
import { body, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { type ProofObject, proofObject } from './objects';
import { countOf, expectStored } from './read-back';
import { persistentConnection, upload } from './senders';
import { MOST_MEMORY, report, SIZES } from './sizes';
import { p95, percentile } from './statistics';
import { withGates } from './with-gates';

/** Many concurrent senders of one hospital: every object is stored and counted, and the gate's memory stays bounded. */

withGates('many senders at once', ['alpha'], 'off', (world) => {
  const { senders, studies, objects } = SIZES.load;
  test(`${senders} senders × ${studies} studies × ${objects} objects: all stored, counted, no failure`, async () => {
    const [{ cell, gate } = undefined as never] = world().cells;
    const seconds: number[] = [];
    const sample: { sopInstance: string; data: Buffer }[] = [];
    const every = Math.ceil((senders * studies * objects) / 3200);
    let count = 0;
    const sender = async (): Promise<void> => {
      const agent = persistentConnection();
      for (let index = 0; index < studies; index += 1) {
        const study = newUid();
        const series = newUid();
        const sent: readonly ProofObject[] = Array.from({ length: objects }, () =>
          proofObject({ study, series, inside: randomBytes(4000) }),
        );
        const begin = performance.now();
        const reply = await upload(gate, {
          contentType: TYPE,
          body: body(sent.map(({ file }) => ({ content: file }))),
          agent,
        });
        seconds.push((performance.now() - begin) / 1000);
        expect(reply?.status).toBe(200);
        const { stored, failed, other } = parsedOutcomes({ body: reply?.body ?? '' });
        expect(stored.toSorted()).toEqual(sent.map(({ sopInstance }) => sopInstance).toSorted());
        expect([failed, other]).toEqual([[], []]);
        for (const { sopInstance, data } of sent) if (count++ % every === 0) sample.push({ sopInstance, data });
      }
      agent.destroy();
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: senders }, sender));
    const total = senders * studies * objects;
    const took = (performance.now() - begin) / 1000;
    await gate.transfer(senders * studies - 1);
    const { most } = gate.memory();
    report(
      `${senders} × ${studies} × ${objects} objects in ${took.toFixed(1)} s (${Math.round(total / took)} a second); a study of ` +
        `${objects}: median ${percentile(seconds, 0.5).toFixed(2)} s, p95 ${p95(seconds).toFixed(2)} s; ` +
        `gate's memory ${Math.round(most / 2 ** 20)} MiB at most`,
    );
    expect(await countOf(cell)).toBe(total);
    const sum = (name: 'Objects' | 'Studies' | 'stored') =>
      gate.transfers.reduce((all, transfer) => all + (transfer[name] ?? 0), 0);
    expect([sum('Objects'), sum('stored'), sum('Studies')]).toEqual([total, total, senders * studies]);
    expect(gate.transfers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(gate.failures).toEqual([]);
    expect(most).toBeLessThan(MOST_MEMORY);
    await expectStored(cell, sample);
  });
});
