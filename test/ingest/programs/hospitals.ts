import type { OutgoingHttpHeaders } from 'node:http';
import type { Identity } from './certificates';
import { type Ask, ask, MULTIPART, onlyPart, type Reply } from './client';
import type { DicomObject } from './dicom-object';
import { Ingest } from './ingest';
import { missingPackages } from './program';

export const ALPHA = {
  site: 'alpha-clinic',
  host: 'alpha-clinic.ingest.example',
  auth: 'mtls',
  callingAeTitles: ['ALPHA1'],
} as const;
const OTHER = { site: 'other-clinic', host: 'other-clinic.ingest.example', auth: 'mtls', callingAeTitles: [] } as const;
/** A title that Orthanc would replace from its environment if it could. */
export const LIKE_A_VARIABLE = `$\{PATH}`;
export const BETA = {
  site: 'beta-clinic',
  host: 'beta-clinic.ingest.example',
  auth: 'basic',
  callingAeTitles: [LIKE_A_VARIABLE],
} as const;
export const GAMMA = {
  site: 'gamma-clinic',
  host: 'gamma-clinic.ingest.example',
  auth: 'basic',
  callingAeTitles: [],
} as const;
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
