import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { newUid } from '../../lib/dicom/dicom-object';
import type { GateSettings } from '../../services/gate/settings';
import { type ProofObject, proofObject } from '../gate/proof/objects';
import { persistentConnection, upload } from '../gate/proof/senders';
import { percentile } from '../gate/proof/statistics';
import { GateProgram } from '../support/programs/bundled-gate';
import { type Cell, Programs } from '../support/programs/gate-cell';
import { body, TYPE } from '../support/programs/stow-server';

/**
 * `npm run bench:gate [-- --megabytes N]`: the gate, and posting the same amount directly to the same Orthanc, alternately in the same
 * run. Quote the ratios: the speed of the machine varies, and affects both.
 */

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' } } });
const MEGABYTES = Number(values.megabytes);
const OBJECT_BYTES = 500_000;
const OBJECTS_OF_A_STUDY = 50;
/**
 * Concurrent objects at Orthanc, from the gate and directly. Debian's PostgreSQL plugin has only serializable transactions: two
 * concurrent objects of one patient collide, and Orthanc waits at least 100 ms before it tries again. In a cell the plugin has
 * `TransactionMode: ReadCommitted`, new in release 6.0 (Orthanc book, "Scalability of Orthanc"). It is not measured here.
 */
const AT_ONCE = [1, 4] as const;
const LARGE_BYTES = 500_000_000;
const LARGE_RUNS = 3;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** `proofObject` contains the bytes twice. */
const objectOf = (bytes: number, study = newUid(), series = newUid()): ProofObject =>
  proofObject({ study, series, inside: randomBytes(bytes / 2) });

const studyOf = (objects: number): readonly ProofObject[] => {
  const [study, series] = [newUid(), newUid()];
  return Array.from({ length: objects }, () => objectOf(OBJECT_BYTES, study, series));
};

function post(cell: Cell, agent: Agent, file: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/dicom', 'content-length': file.length };
    request({ host: '127.0.0.1', port: cell.port, agent, method: 'POST', path: '/instances', headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`Orthanc answered ${response.statusCode}`));
      });
    })
      .once('error', reject)
      .end(file);
  });
}

async function direct(cell: Cell, objects: readonly ProofObject[], connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  await Promise.all(objects.map(({ file }) => post(cell, agent, file)));
  agent.destroy();
}

const gateAgent = persistentConnection();
async function throughGate(gate: GateProgram, content: Buffer): Promise<void> {
  const reply = await upload(gate, { contentType: TYPE, body: content, agent: gateAgent });
  if (reply?.status !== 200)
    throw new Error(
      `the gate answered ${reply?.status}: ${reply?.body.slice(0, 500)} ${gate.failures.join(' ')} ${JSON.stringify(gate.transfers.at(-1))}`,
    );
}

const bodyOf = (objects: readonly ProofObject[]): Buffer => body(objects.map(({ file }) => ({ content: file })));
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function manyObjects(cell: Cell, gate: GateProgram, atOnce: number): Promise<void> {
  const rounds = Math.ceil((MEGABYTES * 1e6) / OBJECT_BYTES / OBJECTS_OF_A_STUDY);
  const gateTimes: number[] = [];
  const directTimes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const content = bodyOf(studyOf(OBJECTS_OF_A_STUDY));
    gateTimes.push(await seconds(() => throughGate(gate, content)));
    const objects = studyOf(OBJECTS_OF_A_STUDY);
    directTimes.push(await seconds(() => direct(cell, objects, atOnce)));
  }
  const gateSeconds = sum(gateTimes);
  const directSeconds = sum(directTimes);
  print(
    `${rounds * OBJECTS_OF_A_STUDY} objects of ${OBJECT_BYTES / 1000} kB, ${OBJECTS_OF_A_STUDY} in a body, ${atOnce} at once to Orthanc`,
  );
  print(
    `  through the gate ${gateSeconds.toFixed(1)} s, to Orthanc ${directSeconds.toFixed(1)} s; ratio ${(gateSeconds / directSeconds).toFixed(2)}`,
  );
}

/** @param cell its server was just started, because its memory is measured */
async function oneLargeObject(cell: Cell, gate: GateProgram): Promise<void> {
  const before = cell.memory().now;
  const gateTimes: number[] = [];
  const directTimes: number[] = [];
  for (let run = 0; run < LARGE_RUNS; run += 1) {
    const content = bodyOf([objectOf(LARGE_BYTES)]);
    gateTimes.push(await seconds(() => throughGate(gate, content)));
    if (run === 0) {
      // lib/config/capacity/fargate.ts uses this figure.
      const more = cell.memory().most - before;
      print(`the first object of ${LARGE_BYTES / 1e6} MB, through the gate`);
      print(`  the server's memory: ${mebibytes(before)} and ${(more / LARGE_BYTES).toFixed(2)} times the object`);
    }
    const object = objectOf(LARGE_BYTES);
    directTimes.push(await seconds(() => direct(cell, [object], 1)));
  }
  const gateSeconds = percentile(gateTimes, 0.5);
  const directSeconds = percentile(directTimes, 0.5);
  print(`one object of ${LARGE_BYTES / 1e6} MB, median of ${LARGE_RUNS}`);
  print(
    `  through the gate ${gateSeconds.toFixed(1)} s, to Orthanc ${directSeconds.toFixed(1)} s; ratio ${(gateSeconds / directSeconds).toFixed(2)}`,
  );
}

/** Runs the work with a new gate, and prints the gate's memory. */
async function withNewGate(
  programs: Programs,
  cell: Cell,
  settings: Partial<GateSettings>,
  work: (gate: GateProgram) => Promise<void>,
): Promise<void> {
  const gate = await GateProgram.start(programs, cell, settings);
  try {
    await work(gate);
    print(`  the gate's memory: at most ${mebibytes(gate.memory().most)}`);
  } finally {
    await gate.stop();
  }
}

async function main(): Promise<void> {
  const programs = await Programs.start();
  try {
    const cell = await programs.cell('bench');
    for (const storesAtOnce of AT_ONCE)
      await withNewGate(programs, cell, { storesAtOnce }, (gate) => manyObjects(cell, gate, storesAtOnce));
    const large = await programs.cell('bench-large');
    await withNewGate(programs, large, {}, (gate) => oneLargeObject(large, gate));
  } finally {
    gateAgent.destroy();
    await programs.stop();
  }
}

void main();
