import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dicomObject, TEST_PATIENT } from '../../lib/dicom/dicom-object';
import { STOW_PASSWORD } from '../support/programs/cell-task';
import { Authority } from '../support/programs/certificates';
import { BETA, basic, hostOf, statusOf, stow, withRealPrograms } from '../support/programs/hospitals';
import { type Ask, ask } from '../support/programs/https-client';
import { bodyOf } from '../support/programs/stow-server';
import { until } from '../support/until';

withRealPrograms('a cell refuses, and stores nothing', (hospitals) => {
  const good = (headers = {}): Partial<Ask> => stow(bodyOf(dicomObject().bytes), headers);

  // The requests that are refused below succeed with the hospital's own identity.
  test('except the hospital’s own requests', async () => {
    const hospital = hospitals();
    for (const who of ['alpha', 'beta'] as const) expect((await hospital.ask(who, good())).status).toBe(200);
  });

  test('no certificate, one of another CA, and an expired one', async () => {
    const hospital = hospitals();
    const stranger = new Authority(hospital.folder, 'stranger').issue('alpha', '/CN=alpha-clinic', 'DNS:alpha');
    const expired = hospital.client('expired', '/CN=alpha-clinic', ['20200101000000Z', '20210101000000Z']);
    for (const identity of [undefined, stranger, expired])
      expect([400, 'no answer']).toContain(
        await hospital.storesNothing('alpha', () => statusOf(hospital.ask('alpha', { ...good(), identity }))),
      );
  });

  test.each([
    ['another site’s', '/CN=beta-clinic'],
    ['two names', '/CN=beta-clinic/CN=alpha-clinic'],
    ['the right name in another attribute', '/O=x,CN\\=alpha-clinic/CN=beta-clinic'],
    ['the right name in another case', '/CN=Alpha-clinic'],
    ['a suffix after the right name', '/CN=alpha-clinic,O\\=x'],
  ])('a certificate of our CA with %s', async (label, subject) => {
    const hospital = hospitals();
    const identity = hospital.client(label.replaceAll(/\W/g, ''), subject);
    // The load balancer replaces this header, which has alpha's certificate, by its own.
    const own = encodeURIComponent(readFileSync(hospital.certificate.certificate, 'utf8'));
    const request = { ...good({ 'x-amzn-mtls-clientcert-leaf': own }), identity };
    const reply = await hospital.storesNothing('alpha', () => hospital.ask('alpha', request));
    expect([reply.status, reply.body.toString()]).toEqual([403, expect.stringContaining('"alpha-clinic"')]);
  });

  test.each([
    ['no password', {}],
    ['a wrong password', basic(BETA.site, 'wrong')],
    ['another user', basic('alpha-clinic', STOW_PASSWORD)],
    ['a name and a space', basic(`${BETA.site} `, STOW_PASSWORD)],
  ])('%s', async (_, headers) => {
    const hospital = hospitals();
    const request = {
      port: hospital.front('beta'),
      host: hostOf(BETA),
      ca: hospital.ca.certificate,
      path: '/dicomweb/studies',
      ...good(headers),
    };
    expect(await hospital.storesNothing('beta', () => statusOf(ask(request)))).toBe(401);
  });

  test('a certificate at the Basic endpoint, in the handshake or in the header', async () => {
    const hospital = hospitals();
    const { certificate } = hospital;
    const leaf = encodeURIComponent(readFileSync(hospital.client('beta', '/CN=beta-clinic').certificate, 'utf8'));
    const request = {
      port: hospital.front('beta'),
      host: hostOf(BETA),
      ca: hospital.ca.certificate,
      path: '/dicomweb/studies',
      identity: certificate,
      ...good({ 'x-amzn-mtls-clientcert-leaf': leaf }),
    };
    expect(await hospital.storesNothing('beta', () => statusOf(ask(request)))).toBe(401);
  });

  test.each([
    ['/'],
    ['/system'],
    ['/instances'],
    ['/tools/find'],
    ['/modalities/to-alpha-clinic-1/store'],
    ['/dicomweb/servers'],
    ['/dicomweb/studies/..%2f..%2finstances'],
    ['/app/explorer.html'],
  ])('the path %s of the server', async (path) => {
    const hospital = hospitals();
    for (const who of ['alpha', 'beta'] as const) {
      expect(await statusOf(hospital.ask(who, { path }))).toBe(404);
      expect(await hospital.storesNothing(who, () => statusOf(hospital.ask(who, { ...good(), path })))).toBe(404);
    }
  });

  test('every method that changes data, also in overrides', async () => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.ask('alpha', stow(bodyOf(object.bytes)));
    const path = `/dicomweb/studies/${object.study}`;
    for (const method of ['DELETE', 'PUT', 'PATCH'])
      expect(await statusOf(hospital.ask('alpha', { path, method }))).toBe(405);
    for (const query of ['_method=DELETE', '%5fmethod=DELETE', 'limit=1&_method=DELETE'])
      expect(await statusOf(hospital.ask('alpha', { path: `${path}?${query}` }))).toBe(400);
    // A search that reached the server as DELETE would be answered 405.
    expect(await statusOf(hospital.ask('alpha', { headers: { 'x-http-method-override': 'DELETE' } }))).toBe(200);
    await hospital.expectStored('alpha', object);
  });

  test('requests to the server’s own ports: it has none for DICOM, and HTTP only on loopback', async () => {
    const hospital = hospitals();
    const task = hospital.task('alpha');
    const { http, https, dimse } = task.places;
    expect(task.listensOn('server')).toEqual([http]);
    expect(task.listensOn('gate').toSorted()).toEqual([https, dimse].toSorted());
    expect(hospital.task('beta').listensOn('gate')).toEqual([hospital.task('beta').places.https]);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((net) => net?.family === 'IPv4' && !net.internal);
    if (outside === undefined) return;
    const reply = await fetch(`http://${outside.address}:${task.places.http}/system`).catch(() => undefined);
    expect([undefined, 401, 403]).toContain(reply?.status);
  });

  test('and no log contains a name, a UID, a query or a password', async () => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.ask('beta', stow(bodyOf(object.bytes)));
    await hospital.ask('beta', stow(bodyOf(object.bytes.subarray(0, 3000))));
    await hospital.ask('beta', { path: `/dicomweb/studies?PatientName=${TEST_PATIENT}` });
    await hospital.ask('beta', { path: '/dicomweb/studies?PatientID=ID-secret' });
    const log = await until('the last request is logged', () => {
      const text = hospital.task('beta').log('gate');
      return text.includes('"action":"read"') ? text : undefined;
    });
    for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
    for (const text of [log, hospital.task('beta').log('server')]) {
      expect(text).not.toMatch(/REHEARSAL\^|ID-secret|an-invented-password/);
      expect(text).not.toContain(STOW_PASSWORD);
    }
    expect(log).not.toMatch(/2\.25\.|Patient/);
  });
});
