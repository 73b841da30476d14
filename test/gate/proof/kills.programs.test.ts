import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GateProgram } from '../../support/programs/bundled-gate';
import type { Scu } from '../../support/programs/dimse-scu';
import { body, parsedOutcomes, TYPE } from '../../support/programs/stow-server';
import { until } from '../../support/until';
import { type ProofObject, proofObject } from './objects';
import { countOf, expectStored } from './read-back';
import { associate, cStore, upload } from './senders';
import { report, SIZES } from './sizes';
import { withGates } from './with-gates';

/**
 * Gate, server and database are killed while objects arrive by STOW-RS and DIMSE. Acknowledged objects can be read back afterwards.
 * All others are sent again until they are acknowledged, as senders do. In the end each object is stored once.
 */

const OBJECTS_OF_A_BODY = 4;
const newObject = (): ProofObject => proofObject({ inside: randomBytes(60_000) });

/** A hospital that sends continuously. It never repeats an acknowledged object. */
class Hospital {
  readonly acknowledged: ProofObject[] = [];
  /** Attempts that failed. */
  failures = 0;
  private readonly unanswered: ProofObject[] = [];
  private isStopping = false;
  private readonly loops: readonly Promise<void>[];

  constructor(private readonly gate: GateProgram) {
    this.loops = [this.byStow(), this.byStow(), this.byStow(), this.byDimse()];
  }

  /** Resolves when all objects are acknowledged. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.loops);
  }

  private next(most: number): readonly ProofObject[] {
    const again = this.unanswered.splice(0, most);
    return again.length > 0 || this.isStopping ? again : Array.from({ length: most }, newObject);
  }

  private async settle(sent: readonly ProofObject[], stored: (object: ProofObject) => boolean): Promise<void> {
    const failed = sent.filter((object) => !stored(object));
    this.acknowledged.push(...sent.filter(stored));
    this.unanswered.push(...failed);
    if (failed.length === 0) return;
    this.failures += 1;
    await sleep(100);
  }

  private async byStow(): Promise<void> {
    for (let sent = this.next(OBJECTS_OF_A_BODY); sent.length > 0; sent = this.next(OBJECTS_OF_A_BODY)) {
      const content = body(sent.map(({ file }) => ({ content: file })));
      const reply = await upload(this.gate, { contentType: TYPE, body: content, pieces: [20_000] });
      const names = reply?.body.startsWith('{') ? parsedOutcomes(reply).stored : [];
      await this.settle(sent, ({ sopInstance }) => names.includes(sopInstance as never));
    }
  }

  private async byDimse(): Promise<void> {
    let scu: Scu | undefined;
    for (let [object] = this.next(1); object !== undefined; [object] = this.next(1)) {
      let status: number | undefined;
      try {
        scu ??= await associate(this.gate, object);
        status = await cStore(scu, object);
      } catch {
        scu?.close();
        scu = undefined;
      }
      await this.settle([object], () => status === 0);
    }
    scu?.close();
  }
}

withGates('kills in the middle of uploads', ['alpha'], 'on', (world) => {
  const victims: Readonly<Record<string, () => Promise<void>>> = {
    async gate() {
      const [{ gate } = undefined as never] = world().cells;
      await gate.stop('SIGKILL');
      await sleep(300);
      await gate.startAgain();
    },
    async server() {
      const [{ cell } = undefined as never] = world().cells;
      await cell.killOrthanc();
      await sleep(300);
      await cell.startOrthanc();
    },
    async database() {
      const { programs } = world();
      await programs.postgres.kill();
      await sleep(300);
      await programs.postgres.startAgain();
      await programs.databaseAnswers();
    },
    async 'sessions of the gate'() {
      const [{ cell } = undefined as never] = world().cells;
      await cell.endSessions('gate');
    },
    async 'sessions of gate and server'() {
      const [{ cell } = undefined as never] = world().cells;
      await cell.endSessions('all');
    },
  };
  let before = 0;

  test.each(Object.entries(victims))(
    '%s: no acknowledged object is lost, and none is stored twice',
    async (name, kill) => {
      const [{ cell, gate } = undefined as never] = world().cells;
      const hospital = new Hospital(gate);
      const more = async (count: number): Promise<void> => {
        const enough = hospital.acknowledged.length + count;
        await until('objects are acknowledged', () => hospital.acknowledged.length >= enough);
      };
      for (let round = 0; round < SIZES.kills; round += 1) {
        await more(15);
        await sleep(Math.random() * 300);
        await kill();
        await more(15);
      }
      await hospital.stop();
      report(
        `${name} killed ${SIZES.kills} times: ${hospital.acknowledged.length} objects acknowledged and read back, ` +
          `${hospital.failures} messages failed and were sent again`,
      );
      await expectStored(cell, hospital.acknowledged);
      before += hospital.acknowledged.length;
      expect(await countOf(cell)).toBe(before);
    },
  );
});
