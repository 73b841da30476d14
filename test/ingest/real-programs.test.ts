import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomObject } from '../../lib/rehearsal/dicom-object';
import { ask, MULTIPART, multipart } from './programs/client';
import { ALPHA, BETA, basic, LIKE_A_VARIABLE, PASSWORDS, statusOf, stow, withRealPrograms } from './programs/hospitals';
import { AE_TITLE } from './programs/ingest';
import { freePorts, run } from './programs/program';

/** The generated configuration in the programs that it is for: nginx, Orthanc with its plugins, PostgreSQL (Debian's packages). */

withRealPrograms('the real programs', (hospitals) => {
  describe('stores, finds and gives back identical', () => {
    test('by STOW-RS on the mTLS door', async () => {
      const hospital = hospitals();
      const object = dicomObject();
      const reply = await hospital.alpha(stow(multipart(object.bytes)));
      expect(reply.status).toBe(200);
      expect(reply.body.toString()).toContain(`https://${ALPHA.host}/dicomweb/studies/${object.study}`);
      expect(reply.headers.server).not.toMatch(/orthanc/i);
      await hospital.expectStored(object);
    });

    test('by STOW-RS on the Basic door', async () => {
      const hospital = hospitals();
      const object = dicomObject();
      const headers = basic(BETA.site, PASSWORDS['beta-clinic']);
      expect((await hospital.beta(stow(multipart(object.bytes), headers))).status).toBe(200);
      await hospital.expectStored(object);
    });

    test.each([
      ['unquoted type, quoted boundary', 'multipart/related;boundary="a-boundary-of-the-test"; type=application/dicom'],
      ['in capitals', MULTIPART.replace('multipart/related', 'Multipart/Related').replace('type', 'TYPE')],
    ])('whatever way its type is written: %s', async (_, type) => {
      const hospital = hospitals();
      const object = dicomObject();
      expect((await hospital.alpha(stow(multipart(object.bytes), { 'content-type': type }))).status).toBe(200);
      await hospital.expectStored(object);
    });

    test('of unknown length (chunked), several objects in one body, and the same once more', async () => {
      const hospital = hospitals();
      const objects = [dicomObject(), dicomObject(300)];
      const body = multipart(...objects.map(({ bytes }) => bytes));
      for (const _ of [1, 2]) {
        const reply = await hospital.alpha({
          ...{ method: 'POST', headers: { 'content-type': MULTIPART, 'transfer-encoding': 'chunked' } },
          write: (sent) => {
            sent.write(body.subarray(0, 5000));
            sent.end(body.subarray(5000));
          },
        });
        expect(reply.status).toBe(200);
      }
      for (const object of objects) await hospital.expectStored(object);
    });

    // What docs/stow.md must tell a PACS: 200 holds for the objects that the answer names.
    test.each([
      ['cut off inside its second object', 200, (one: Buffer, two: Buffer) => multipart(one, two).subarray(0, 6000)],
      ['whose second part is no DICOM', 400, (one: Buffer) => multipart(one, Buffer.from('no DICOM'))],
    ])('the whole objects of a body %s (%d), and names them', async (_, status, bodyOf) => {
      const hospital = hospitals();
      const [one, two] = [dicomObject(), dicomObject()];
      const reply = await hospital.alpha(stow(bodyOf(one.bytes, two.bytes)));
      expect(reply.status).toBe(status);
      const named = JSON.parse(reply.body.toString())['00081199'].Value;
      expect(named).toEqual([expect.objectContaining({ '00081155': { vr: 'UI', Value: [one.instance] } })]);
      await hospital.expectStored(one);
    });

    test('by the curl line of the integration guide, a bare application/dicom', async () => {
      const hospital = hospitals();
      const object = dicomObject();
      const file = join(hospital.ingest.folder, 'bare.dcm');
      writeFileSync(file, object.bytes);
      const url = `https://${ALPHA.host}:${hospital.ingest.ports.albMtls}/dicomweb/studies`;
      run('curl', [
        ...[
          '--silent',
          '--fail',
          '--resolve',
          `${ALPHA.host}:${hospital.ingest.ports.albMtls}:127.0.0.1`,
          '-X',
          'POST',
          url,
        ],
        ...[
          '-H',
          'Content-Type: application/dicom',
          '--cert',
          hospital.certificate.certificate,
          '--key',
          hospital.certificate.key,
        ],
        ...['--cacert', hospital.ingest.ca.certificate, '--data-binary', `@${file}`],
      ]);
      await hospital.expectStored(object);
    });

    test.each([['ALPHA1'], [LIKE_A_VARIABLE]])('by C-STORE from %s, and answers its C-ECHO', async (title) => {
      const hospital = hospitals();
      const object = dicomObject();
      const file = join(hospital.ingest.folder, 'store.dcm');
      writeFileSync(file, object.bytes);
      const peer = ['-aet', title, '-aec', AE_TITLE, '127.0.0.1', String(hospital.ingest.ports.dicom)];
      expect(spawnSync('echoscu', peer).status).toBe(0);
      expect(spawnSync('storescu', [...peer, file]).status).toBe(0);
      await hospital.expectStored(object, 'C-STORE');
    });

    test('by two servers on one index at once', async () => {
      const hospital = hospitals();
      await hospital.ingest.startServer('second');
      const [mtlsPort = 0, basicPort = 0, inner = 0] = await freePorts(3);
      const folder = join(hospital.ingest.folder, 'second-gate');
      await hospital.ingest.startGate(
        'second-gate',
        hospital.ingest.gateOptions({
          ...{
            ports: { mtls: mtlsPort, basic: basicPort, inner },
            serverPort: hospital.ingest.ports.secondHttp,
            folder,
          },
          ...{ certificate: join(folder, 'tls.crt'), certificateKey: join(folder, 'tls.key') },
        }),
      );
      const second = { port: mtlsPort, host: ALPHA.host };
      const subject = { 'x-amzn-mtls-clientcert-subject': 'CN=alpha-clinic,O=Alpha' };
      const objects = Array.from({ length: 16 }, () => dicomObject());
      const replies = await Promise.all(
        objects.map((object, index) =>
          index % 2 === 0
            ? hospital.alpha(stow(multipart(object.bytes)))
            : ask({ ...second, path: '/dicomweb/studies', ...stow(multipart(object.bytes), subject) }),
        ),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
      for (const object of objects) await hospital.expectStored(object);
    });
  });

  test('a server killed in the middle of an upload comes back with nothing half-stored, and the retry works', async () => {
    const hospital = hospitals();
    const object = dicomObject(4000);
    const body = multipart(object.bytes);
    const before = await hospital.ingest.statistics();
    // As the load balancers ask: each door for itself, by its address and without an identity.
    const health = () =>
      Promise.all(
        [hospital.ingest.ports.mtls, hospital.ingest.ports.basic].map((port) =>
          statusOf(ask({ port, host: '127.0.0.1', path: '/health' })),
        ),
      );
    let outcome: Promise<number | 'no answer'> | undefined;
    await new Promise<void>((resolve) => {
      const asked = hospital.alpha({
        ...{ method: 'POST', headers: { 'content-type': MULTIPART, 'content-length': body.length } },
        // 15 of 16 MB written: far more than all buffers on the way hold.
        write: (sent) => sent.write(body.subarray(0, 15_000_000), () => resolve()),
      });
      outcome = statusOf(asked);
    });
    await hospital.ingest.killServer();
    expect([502, 'no answer']).toContain(await outcome);
    expect(await health()).toEqual([503, 503]);
    await hospital.ingest.startServer();
    expect(await health()).toEqual([200, 200]);
    expect(await hospital.ingest.statistics()).toEqual(before);
    expect((await hospital.alpha(stow(body))).status).toBe(200);
    await hospital.expectStored(object);
  });
});
