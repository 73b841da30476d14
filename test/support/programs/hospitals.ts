import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { ManagedIngest } from '../../../lib/config/model';
import type { DicomObject } from '../../../lib/dicom/dicom-object';
import { aManagedEnvironment, aPacs, aSite } from '../builders/sites';
import { type Front, startAlb, startNlb } from './alb';
import { STOW_PASSWORD, Task } from './cell-task';
import { Authority, type Identity } from './certificates';
import { Programs } from './gate-cell';
import { type Ask, ask, type Reply } from './https-client';
import { freePorts, missingPackages } from './program';
import { onlyPart, TYPE } from './stow-server';

/** Characters that a shell or a template would interpret. */
export const ODD_TITLE = 'A$PATH "#1';
export const ALPHA = aSite({
  site: 'alpha-clinic',
  dicom: {
    stow: { auth: 'mtls' },
    dimse: { ports: [104, 11112], callingAeTitles: ['ALPHA1', ODD_TITLE] },
    deliverTo: [aPacs({ aeTitle: 'ALPHAPACS' }), aPacs({ aeTitle: 'ALPHABOTH', address: '10.20.1.16' })],
  },
});
export const BETA = aSite({ site: 'beta-clinic', dicom: { stow: { auth: 'basic' } } });
export const hostOf = ({ site }: { readonly site: string }): string => `${site}.ingest.example`;

export function managed(): ManagedIngest {
  const found = aManagedEnvironment().ingest.managed;
  if (found === undefined) throw new Error('the environment has no managed ingest');
  return found;
}

export const basic = (user: string, password: string): OutgoingHttpHeaders => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** A request that posts this body by STOW-RS. */
export const stow = (body: Buffer, headers: OutgoingHttpHeaders = {}): Partial<Ask> => ({
  method: 'POST',
  headers: { 'content-type': TYPE, ...headers },
  body,
});

export type Hospital = 'alpha' | 'beta';

/** Two hospitals with a cell each: alpha with mTLS, DIMSE and deliveries, beta with Basic. */
export class Hospitals {
  readonly clients: Authority;
  /** Signs the server certificates. */
  readonly ca: Authority;
  private readonly running: { stop(): Promise<void> }[] = [];
  private readonly tasksOf = new Map<Hospital, Task>();
  private readonly frontOf = new Map<Hospital, Front>();
  private identity: Identity | undefined;

  private constructor(
    readonly programs: Programs,
    readonly pacsPort: number,
  ) {
    this.clients = new Authority(programs.folder, 'client');
    this.ca = new Authority(programs.folder, 'front');
  }

  static async connected(): Promise<Hospitals> {
    const programs = await Programs.start();
    const [pacs = 0] = await freePorts(1);
    const hospitals = new Hospitals(programs, pacs);
    try {
      await hospitals.start();
      return hospitals;
    } catch (error) {
      await hospitals.stop();
      throw error;
    }
  }

  get folder(): string {
    return this.programs.folder;
  }

  /** Alpha's certificate. An earlier gate refused it because of its O. */
  get certificate(): Identity {
    this.identity ??= this.client('alpha', '/O=Alpha #1, CN\\=other-clinic/CN=alpha-clinic');
    return this.identity;
  }

  client(label: string, subject: string, dates?: readonly [string, string]): Identity {
    return this.clients.issue(label, subject, `DNS:${label}`, dates);
  }

  task(who: Hospital): Task {
    const found = this.tasksOf.get(who);
    if (found === undefined) throw new Error(`${who} has no task`);
    return found;
  }

  front(who: Hospital): number {
    return this.frontOf.get(who)?.port ?? 0;
  }

  /** Another task of alpha's cell, with its own load balancer, so that a test can address each task. */
  async secondTask(): Promise<Front> {
    return this.open('alpha', await this.run('alpha', 'second'), 'second');
  }

  /** One request of the hospital, with its certificate or password unless another is given. */
  ask(who: Hospital, what: Partial<Ask> = {}): Promise<Reply> {
    const usual = { port: this.front(who), ca: this.ca.certificate, path: '/dicomweb/studies' };
    if (who === 'alpha') return ask({ ...usual, host: hostOf(ALPHA), identity: this.certificate, ...what });
    const headers = { ...basic(BETA.site, STOW_PASSWORD), ...what.headers };
    return ask({ ...usual, host: hostOf(BETA), ...what, headers });
  }

  /** Expects that QIDO-RS finds it and WADO-RS returns it: unchanged, or its data set after a C-STORE. */
  async expectStored(who: Hospital, object: DicomObject, by: 'STOW-RS' | 'C-STORE' = 'STOW-RS'): Promise<void> {
    const study = `/dicomweb/studies/${object.study}`;
    const found = await this.ask(who, { path: `${study}/instances`, headers: { accept: 'application/dicom+json' } });
    const uids = JSON.parse(found.body.toString()).map((item: Item) => item['00080018']?.Value[0]);
    expect(uids).toContain(object.instance);
    const reply = await this.ask(who, {
      path: `${study}/series/${object.series}/instances/${object.instance}`,
      headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    const bytes = onlyPart(reply);
    if (by === 'STOW-RS') expect(bytes.equals(object.bytes)).toBe(true);
    else expect(bytes.subarray(-object.data.length).equals(object.data)).toBe(true);
  }

  /** Expects that the hospital has no more objects than before. */
  async storesNothing<T>(who: Hospital, what: () => Promise<T>): Promise<T> {
    const before = await this.task(who).statistics();
    const result = await what();
    expect(await this.task(who).statistics()).toEqual(before);
    return result;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((program) => program.stop()));
    await this.programs.stop();
  }

  private async start(): Promise<void> {
    for (const who of ['alpha', 'beta'] as const) {
      await this.programs.database(siteOf(who).site);
      const task = await this.run(who, 'first');
      this.tasksOf.set(who, task);
      this.frontOf.set(who, await this.open(who, task, 'first'));
    }
  }

  private async run(who: Hospital, label: string): Promise<Task> {
    const at = {
      folder: join(this.folder, `${who}-${label}`),
      instances: join(this.folder, `${who}-instances`),
      pacs: this.pacsPort,
    };
    const task = await Task.start(this.programs, siteOf(who), managed(), at);
    this.running.push(task);
    return task;
  }

  private async open(who: Hospital, { places }: Task, label: string): Promise<Front> {
    const certificate = this.ca.issue(`${who}-${label}`, '/CN=ingest', `DNS:${hostOf(siteOf(who))}`);
    const folder = join(this.folder, `${who}-${label}-alb`);
    const front =
      who === 'alpha'
        ? await startAlb(folder, places.https, certificate, this.clients)
        : await startNlb(places.https, certificate);
    this.running.push(front);
    return front;
  }
}

type Item = Readonly<Record<string, { readonly Value: readonly string[] }>>;
const siteOf = (who: Hospital) => (who === 'alpha' ? ALPHA : BETA);

export const statusOf = (asked: Promise<Reply>): Promise<number | 'no answer'> =>
  asked.then(
    ({ status }) => status,
    () => 'no answer' as const,
  );

/** The tests of a file against its own cells. Without an installed program they are skipped, with a line on stderr. */
export function withRealPrograms(name: string, tests: (hospitals: () => Hospitals) => void): void {
  const missing = missingPackages();
  // Not console.warn: jest shows no console output of a file if all its tests are skipped.
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${name}. It needs: apt-get install ${missing.join(' ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, () => {
    let hospitals: Hospitals | undefined;
    beforeAll(async () => {
      hospitals = await Hospitals.connected();
    });
    afterAll(() => hospitals?.stop());
    tests(() => {
      if (hospitals === undefined) throw new Error('the cells have not started');
      return hospitals;
    });
  });
}
