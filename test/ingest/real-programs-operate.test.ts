import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { gateConfiguration } from '../../lib/ingest/gate';
import { gateStart } from '../../lib/ingest/gate-start';
import { dicomObject, PATIENT } from '../../lib/rehearsal/dicom-object';
import { ask, multipart } from './programs/client';
import { environmentOf } from './programs/environment-file';
import { ALPHA, BETA, statusOf, stow, withRealPrograms } from './programs/hospitals';
import { local } from './programs/ingest';
import { until } from './programs/program';

withRealPrograms('the real programs in operation', (hospitals) => {
  test('no log of the gate holds a name, a UID, a query or a password; the server’s holds no name', async () => {
    const hospital = hospitals();
    const object = dicomObject();
    await hospital.alpha(stow(multipart(object.bytes)));
    await hospital.alpha(stow(multipart(object.bytes.subarray(0, 3000))));
    await hospital.alpha({ path: `/dicomweb/studies/${object.study}/series` });
    await hospital.alpha({ path: `/dicomweb/studies?PatientName=${PATIENT}` });
    await hospital.beta({ path: '/dicomweb/studies?PatientID=ID-secret' });
    const lines = await until('the last request is logged', () => {
      const all = hospital.ingest.log('gate').trim().split('\n');
      return all.at(-1)?.includes('"door":"basic"') === true ? all : undefined;
    });
    // Said once a worker when it starts: without capabilities it keeps root's groups, which give it nothing.
    const requests = lines.filter((line) => !/initgroups\(root, 0\) failed \(1: Operation not permitted\)$/.test(line));
    expect(requests.length).toBeGreaterThanOrEqual(5);
    for (const line of requests)
      expect(Object.keys(JSON.parse(line))).toEqual([
        'time',
        'door',
        'site',
        'action',
        'payload',
        'status',
        'bytes',
        'sent',
        'seconds',
        'server',
      ]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      door: 'basic',
      site: BETA.site,
      action: 'read',
      status: 200,
    });
    expect(lines.join('\n')).not.toMatch(/INVENTED|2\.25\.|Patient|secret|invented|Basic|studies|1\.2\.3/);
    expect(hospital.ingest.log('server')).not.toMatch(/INVENTED\^|ID-secret|an-invented-password/);
  });

  test('the server answers nobody beyond its own loopback', async () => {
    const hospital = hospitals();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((net) => net?.family === 'IPv4' && !net.internal);
    if (outside === undefined) return;
    await expect(local(hospital.ingest.ports.http, '/system', outside.address)).rejects.toThrow(/40[13]|ECONNREFUSED/);
  });

  test('two subjects in one request: refused from nginx 1.23 on, and an older nginx does not start as a gate', async () => {
    const hospital = hospitals();
    const script = join(hospital.ingest.folder, 'as-deployed.sh');
    writeFileSync(script, gateStart(hospital.ingest.gateOptions(), join(hospital.ingest.folder, 'nowhere.conf')));
    const version = Number(/nginx\/1\.(\d+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr)?.[1]);
    if (version < 23) {
      const { status, stderr } = spawnSync('sh', [script], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([78, expect.stringContaining('older than 1.23.0')]);
    } else {
      const headers = { 'x-amzn-mtls-clientcert-subject': ['CN=alpha-clinic', 'CN=other-clinic'] };
      expect(
        await statusOf(ask({ port: hospital.ingest.ports.mtls, host: ALPHA.host, path: '/dicomweb/studies', headers })),
      ).toBe(403);
    }
  });

  test('a missing password stops the start; only hashes are kept', () => {
    const hospital = hospitals();
    const { entryPoint, environmentFile } = hospital.ingest.gateContainer(
      hospital.ingest.gateOptions({ folder: join(hospital.ingest.folder, 'never-started') }),
    );
    const [command, ...args] = entryPoint;
    const env = { PATH: process.env.PATH ?? '', ...environmentOf(environmentFile) };
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
    expect([status, stderr]).toEqual([78, expect.stringContaining('STOW_PASSWORD_BETA_CLINIC')]);
    const kept = readFileSync(join(hospital.ingest.folder, 'gate', 'passwords'), 'utf8');
    expect(kept.match(/^(beta|gamma)-clinic:\$6\$/gm)).toHaveLength(2);
    expect(kept).not.toContain('invented');
  });

  test('nginx takes the configuration of a thousand sites with the longest names', () => {
    const hospital = hospitals();
    const sites = Array.from({ length: 1000 }, (_, index) => {
      const site = `a${String(index).padStart(31, '-')}`;
      return {
        site,
        host: `${site}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.example`,
        auth: index % 2 ? 'mtls' : 'basic',
        passwordGeneration: 1,
        callingAeTitles: [],
        deliveries: [],
      } as const;
    });
    const file = join(hospital.ingest.folder, 'thousand.conf');
    writeFileSync(file, gateConfiguration(hospital.ingest.gateOptions({ sites })));
    const out = openSync(join(hospital.ingest.folder, 'thousand.log'), 'w');
    const { status, stderr } = spawnSync('nginx', ['-t', '-e', 'stderr', '-c', file], {
      encoding: 'utf8',
      stdio: ['ignore', out, 'pipe'],
    });
    closeSync(out);
    expect(stderr).not.toMatch(/warn|emerg/);
    expect(status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(sites[999]?.host ?? '-');
  });
});
