import type { OutgoingHttpHeaders } from 'node:http';
import type { IngestSite } from '../../../lib/ingest/sites';
import type { DicomObject } from '../../../lib/rehearsal/dicom-object';
import type { StowAuth } from '../../../lib/site/model';
import type { Identity } from './certificates';
import { type Ask, ask, MULTIPART, onlyPart, type Reply } from './client';
import { Ingest } from './ingest';
import { missingPackages } from './program';

const aSite = <Name extends string, Auth extends StowAuth>(
  site: Name,
  auth: Auth,
  changes: Partial<IngestSite> = {},
) => ({
  site,
  auth,
  host: `${site}.ingest.example`,
  passwordGeneration: auth === 'basic' ? 1 : undefined,
  callingAeTitles: [],
  deliveries: [],
  ...changes,
});
/** Deliveries of these AE titles; the ingest of a test leads them all to its one PACS. */
const to = (...aeTitles: readonly string[]) =>
  aeTitles.map((aeTitle) => ({ aeTitle, host: 'pacs.invalid', port: 104 }));

/** A title that Orthanc would replace from its environment if it could. */
export const LIKE_A_VARIABLE = `$\{PATH}`;
/** ALPHABOTH sends and receives; BETA_SENDS sends for one site and receives for another, and so does ALPHA1. */
export const ALPHA = aSite('alpha-clinic', 'mtls', {
  callingAeTitles: ['ALPHA1', 'ALPHABOTH'],
  deliveries: to('ALPHAPACS', 'ALPHABOTH', 'BETA_SENDS'),
});
const OTHER = aSite('other-clinic', 'mtls');
export const BETA = aSite('beta-clinic', 'basic', {
  callingAeTitles: [LIKE_A_VARIABLE, 'BETA_SENDS'],
  deliveries: to('ALPHA1', 'ALPHAPACS'),
});
export const GAMMA = aSite('gamma-clinic', 'basic');
export const PASSWORDS = { 'beta-clinic': 'invented: beta $(id) "x"', 'gamma-clinic': 'invented-gamma' };

export const basic = (user: string, password: string): OutgoingHttpHeaders => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** A request that posts this body by STOW-RS. */
export const stow = (body: Buffer, headers: OutgoingHttpHeaders = {}): Partial<Ask> => ({
  method: 'POST',
  headers: { 'content-type': MULTIPART, ...headers },
  body,
});

/** The hospitals of an ingest, and what they do with it. */
export class Hospitals {
  private constructor(
    readonly ingest: Ingest,
    readonly certificate: Identity,
  ) {}

  static async connected(): Promise<Hospitals> {
    const ingest = await Ingest.start([ALPHA, OTHER, BETA, GAMMA], PASSWORDS);
    // A comma and a CN inside another attribute: what a strict reader of the header must not fall for.
    return new Hospitals(ingest, ingest.client('alpha', '/O=Alpha, CN\\=other-clinic/CN=alpha-clinic'));
  }

  /** The clinic alpha at the mTLS door, with its certificate unless it is told otherwise. */
  alpha(what: Partial<Ask> = {}): Promise<Reply> {
    const { ports, ca } = this.ingest;
    const usual = { port: ports.albMtls, host: ALPHA.host, ca: ca.certificate, path: '/dicomweb/studies' };
    return ask({ ...usual, identity: this.certificate, ...what });
  }

  /** The clinic beta at the Basic door, with its password unless other headers are given. */
  beta(what: Partial<Ask> = {}): Promise<Reply> {
    const { ports, ca } = this.ingest;
    const usual = { port: ports.albBasic, host: BETA.host, ca: ca.certificate, path: '/dicomweb/studies' };
    return ask({ ...usual, headers: basic(BETA.site, PASSWORDS['beta-clinic']), ...what });
  }

  /** Expects that QIDO-RS finds it and WADO-RS gives it back as it was sent. */
  async expectStored(object: DicomObject, by: 'STOW-RS' | 'C-STORE' = 'STOW-RS'): Promise<void> {
    const found = await this.alpha({ path: `/dicomweb/studies?StudyInstanceUID=${object.study}` });
    expect(JSON.parse(found.body.toString())).toHaveLength(1);
    const reply = await this.alpha({
      path: `/dicomweb/studies/${object.study}/series/${object.series}/instances/${object.instance}`,
      headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    const bytes = onlyPart(reply);
    if (by === 'STOW-RS') expect(bytes.equals(object.bytes)).toBe(true);
    else expect(bytes.subarray(-object.data.length).equals(object.data)).toBe(true);
  }

  /** Expects that nothing is stored while this happens, not even half. */
  async storesNothing<T>(what: () => Promise<T>): Promise<T> {
    const before = await this.ingest.statistics();
    const result = await what();
    expect(await this.ingest.statistics()).toEqual(before);
    return result;
  }
}

export const statusOf = (asked: Promise<Reply>): Promise<number | 'no answer'> =>
  asked.then(
    ({ status }) => status,
    () => 'no answer' as const,
  );

/** The tests of a file against one ingest of its own; skipped, and said so, where a program isn't installed. */
export function withRealPrograms(name: string, tests: (hospitals: () => Hospitals) => void): void {
  const missing = missingPackages();
  // Not by console.warn: of a file whose tests are all skipped jest shows nothing.
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${name}. It needs: apt-get install ${missing.join(' ')}\n`);
  (missing.length > 0 ? describe.skip : describe)(name, () => {
    jest.setTimeout(120_000);
    let hospitals: Hospitals | undefined;
    beforeAll(async () => {
      hospitals = await Hospitals.connected();
    });
    afterAll(() => hospitals?.ingest.stop());
    tests(() => {
      if (hospitals === undefined) throw new Error('the ingest has not started');
      return hospitals;
    });
  });
}
