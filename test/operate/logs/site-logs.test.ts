import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { runDiagnose } from '../../../lib/cli/diagnose/run';
import type { Environment } from '../../../lib/config/model';
import { clientFactory } from '../../../lib/operate/aws/clients';
import { daysOf } from '../../../lib/operate/logs/period';
import { folderOf } from '../../support/builders/site-folder';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal, wire } from '../../support/fake-aws/http-wire';
import { answering, identity } from '../../support/fake-aws/preflight-world';
import { filesOf } from '../../support/programs/operate-commands';
import { captured } from '../diagnose/cases/case';
import { gate, nlbAccess } from '../diagnose/cases/composed';

/** What AWS has of one hospital, in the formats of each service; the clients are the real ones. */
interface Held {
  /** Events of each log group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Objects of the access logs' bucket. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly deployed?: boolean;
  readonly deniesS3?: boolean;
}

interface HttpRequest {
  readonly hostname: string;
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
}

const NOW = new Date('2026-11-24T01:30:00Z');
const SITE = aSite();
const TUNNELS = '/aws/vendedlogs/heartlab/auckland-heart/tunnels';
const GATE = '/heartlab/cell/auckland-heart/gate';
const SERVER = '/heartlab/cell/auckland-heart/server';
const OUTPUTS = {
  'SiteStack-auckland-heart': { TunnelLogGroup: TUNNELS },
  'CellStack-auckland-heart': { GateLogGroup: GATE, ServerLogGroup: SERVER, AccessLogsBucket: 'heartlab-logs' },
};

function account({ groups = {}, objects = {}, deployed = true, deniesS3 = false }: Held) {
  const asked: string[] = [];
  const { settings } = wire(
    answering({
      ...identity('111122223333'),
      'cloudformation:DescribeStacks': ({ get }) => {
        const name = String(get('StackName'));
        const outputs = OUTPUTS[name as keyof typeof OUTPUTS];
        if (!deployed || outputs === undefined)
          throw new Refusal(400, 'ValidationError', `Stack with id ${name} does not exist`);
        const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
        return { Stacks: [{ StackName: name, StackStatus: 'CREATE_COMPLETE', Outputs }] };
      },
      'logs:FilterLogEvents': ({ get }) => {
        const [name, start] = [String(get('logGroupName')), Number(get('startTime'))];
        asked.push(
          `${name} ${get('filterPattern') ?? ''} ${new Date(start).toISOString()} ${Number(get('endTime')) - start}`,
        );
        const events = groups[name];
        if (events === undefined) throw new Refusal(400, 'ResourceNotFoundException');
        // A page an event, so that paging is seen.
        const index = Number(get('nextToken') ?? 0);
        return {
          events: events.slice(index, index + 1).map((message) => ({ message })),
          nextToken: index + 1 < events.length ? `${index + 1}` : undefined,
        };
      },
    }),
  );
  /** S3, which the wire does not know. */
  const bucket = ({ query, path }: HttpRequest): readonly [statusCode: number, body: string | Buffer] => {
    if (deniesS3) return [403, '<Error><Code>AccessDenied</Code><Message>no</Message></Error>'];
    if (query['list-type'] !== '2') return [200, gzipSync(objects[path.slice(1)] ?? '')];
    asked.push(`s3 ${query.prefix}`);
    const found = Object.keys(objects).filter((key) => key.startsWith(query.prefix ?? ''));
    return [
      200,
      `<ListBucketResult>${found.map((key) => `<Contents><Key>${key}</Key><LastModified>2026-11-24T01:00:00.000Z</LastModified></Contents>`).join('')}</ListBucketResult>`,
    ];
  };
  const handle = async (request: HttpRequest) => {
    if (!request.hostname.includes('.s3.')) return settings.requestHandler?.handle(request as never);
    const [statusCode, body] = bucket(request);
    return { response: { statusCode, headers: {}, body: Readable.from([body]) } };
  };
  return { factory: clientFactory({ ...settings, maxAttempts: 1, requestHandler: { handle } as never }), asked };
}

async function run(
  held: Held,
  environment: Environment,
  { json = false, site = SITE }: { readonly json?: boolean; readonly site?: typeof SITE } = {},
) {
  const { factory, asked } = account(held);
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runDiagnose(
    { site: 'auckland-heart', logs: [], folder: filesOf([site, environment]), hours: 2, json },
    () => ({ factory, now: () => NOW }),
    { out: (line) => out.push(line), err: (line) => err.push(line) },
  );
  return { code, out: out.join('\n'), err: err.join('\n'), asked };
}

const refused = gate({ action: 'none', status: 403, isRefused: true, seconds: 0.001 });
const stored = gate({});
const established = JSON.stringify({
  ...{ event_timestamp: 1764000000, details: 'AWS tunnel Phase 2 SA is established', dpd_enabled: true },
  ...{ nat_t_detected: true, ike_phase1_state: 'established', ike_phase2_state: 'established' },
});

describe('heartlab diagnose <site>', () => {
  test('reads what the tunnels logged, all of it, of the last hours', async () => {
    const { code, out, asked } = await run(
      { groups: { [TUNNELS]: ['{"details":"one"}', '{"details":"two"}', '{"details":"three"}'] } },
      anEnvironment(),
    );
    expect(asked).toEqual(Array.from({ length: 3 }, () => `${TUNNELS}  2026-11-23T23:30:00.000Z 7200000`));
    expect(out).toMatch(/3 lines/);
    expect([0, 2]).toContain(code);
  });

  test('with a managed ingest also the gate’s log and the load balancer’s, of this hospital alone', async () => {
    const prefix = 'cells/auckland-heart/alb/AWSLogs/111122223333/elasticloadbalancing/ap-southeast-2/2026/11/24/';
    const line = (host: string): string =>
      `https 2026-11-24T01:10:00.123456Z app/Alb/50dc 10.255.0.9:40000 10.255.0.200:8443 0.001 0.002 0.000 415 415 512 90 "POST https://${host}:443/dicomweb/studies HTTP/1.1" "PACS" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:ap-southeast-2:111122223333:targetgroup/x/1 "Root=1-a" "${host}" "arn:aws:acm:x" 1 2026-11-24T01:10:00.000000Z "forward" "-" "-" "10.255.0.200:8443" "415" "-" "-" TID_1`;
    const { code, out, asked } = await run(
      {
        groups: { [TUNNELS]: ['{"details":"x"}'], [GATE]: [refused] },
        objects: {
          [`${prefix}a.log.gz`]: `${line('auckland-heart.ingest.sydney.heartlab.example')}\n`,
          // Of a hospital whose name begins with this one's.
          [prefix.replace('auckland-heart', 'auckland-heart-2')]: line('other.ingest.sydney.heartlab.example'),
        },
      },
      aManagedEnvironment(),
      { json: true },
    );
    expect(code).toBe(1);
    const { causes } = JSON.parse(out);
    expect(causes.map(({ id }: { id: string }) => id).sort()).toEqual(['stow-415', 'wrong-site-identity']);
    expect(out).not.toContain('other.ingest');
    for (const cause of causes) {
      expect(cause.evidence.length).toBeGreaterThan(0);
      expect(cause.next).toMatch(/.{20,}/);
    }
    expect(asked).toContain(`${GATE}  2026-11-23T23:30:00.000Z 7200000`);
    expect(asked).toContain(`${SERVER}  2026-11-23T23:30:00.000Z 7200000`);
    // Two days: the hours begin before midnight.
    expect(asked.filter((one) => one.startsWith('s3 cells/auckland-heart/alb/'))).toHaveLength(2);
    expect(asked.filter((one) => one.startsWith('s3 cells/auckland-heart/alb-connections/'))).toHaveLength(2);
    expect(asked.filter((one) => one.startsWith('s3 '))).toHaveLength(4);
  });

  test('with Basic the log of the NLB', async () => {
    const { code, out, asked } = await run(
      {
        groups: { [TUNNELS]: [established], [GATE]: [stored] },
        objects: {
          'cells/auckland-heart/nlb/AWSLogs/111122223333/elasticloadbalancing/ap-southeast-2/2026/11/24/a.log.gz':
            nlbAccess('48'),
        },
      },
      aManagedEnvironment(),
      { site: aSite({ dicom: { stow: { auth: 'basic' } } }) },
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^tls-chain/);
    expect(asked.filter((one) => one.startsWith('s3 '))).toHaveLength(2);
  });

  test('what can’t be read is said, and spoils nothing else', async () => {
    const { code, err, out } = await run(
      { groups: { [TUNNELS]: ['{"details":"x"}'], [GATE]: [refused] }, deniesS3: true },
      aManagedEnvironment(),
    );
    expect(code).toBe(1);
    expect(err).toMatch(
      /a log could not be read: the credentials may not s3:ListBucket in account 111122223333, ap-southeast-2/,
    );
    expect(out).toMatch(/^wrong-site-identity/);
  });

  test.each([
    ['the tunnel log', { groups: { [TUNNELS]: [] } }, anEnvironment()],
    ['every log', { groups: { [TUNNELS]: [], [GATE]: [] } }, aManagedEnvironment()],
  ])('%s is empty: no result, its name, and what to do', async (_, held, environment) => {
    const { code, out } = await run(held, environment);
    expect(code).toBe(2);
    expect(out).toMatch(/^No result: every log is empty\.$/m);
    expect(out).toMatch(new RegExp(`^Empty: ${TUNNELS}$`, 'm'));
    expect(out).toMatch(/next: HeartLab: read more hours \(--hours 6\)\. .* npx heartlab drift auckland-heart/);
    expect(out).not.toMatch(/No problem/);
  });

  test('with a gate’s log that is well, an empty tunnel log is still no all-clear', async () => {
    const { code, out } = await run({ groups: { [TUNNELS]: [], [GATE]: [stored] } }, aManagedEnvironment());
    expect(code).toBe(2);
    expect(out).toMatch(/^No reliable result: /);
    expect(out).toMatch(new RegExp(`^Empty: ${TUNNELS}$`, 'm'));
  });

  test('a hospital that sends nothing leaves the ingest’s logs empty: they are named, and that is all', async () => {
    const { code, out } = await run({ groups: { [TUNNELS]: [established], [GATE]: [] } }, aManagedEnvironment());
    expect(out).toMatch(/^No problem was found/);
    expect(out).toMatch(new RegExp(`^Empty: ${GATE}$`, 'm'));
    expect(out).not.toContain(`Empty: ${TUNNELS}`);
    expect(code).toBe(0);
  });

  test('a log group that does not exist is no error; a site that is not deployed is', async () => {
    const { out, code } = await run({ groups: {} }, anEnvironment());
    expect(out).toMatch(/^No result: /);
    expect(code).toBe(2);
    await expect(run({ deployed: false }, anEnvironment())).rejects.toThrow(
      /SiteStack-auckland-heart is not deployed yet: npx cdk deploy --exclusively SiteStack-auckland-heart/,
    );
  });
});

describe('heartlab diagnose --log', () => {
  const folder = folderOf({});
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const read = async (logs: readonly string[], site?: string) => {
    const out: string[] = [];
    const code = await runDiagnose(
      { site, logs, folder: 'examples/fleet', hours: 24, json: false },
      () => ({ factory: account({}).factory, now: () => NOW }),
      { out: (line) => out.push(line), err: () => undefined },
    );
    return { code, out: out.join('\n') };
  };

  test('names the cause that files prove, with the file and the line', async () => {
    const path = file('charon.log', readFileSync('test/operate/diagnose/cases/captured/bgp-asn-cloud.txt', 'utf8'));
    const { code, out } = await read([path], 'auckland-heart');
    expect(code).toBe(1);
    expect(out).toMatch(/^bgp-asn: /);
    expect(out).toMatch(/charon\.log:2 /);
  });

  test('reports that no problem was found, or that there is no result: never one for the other', async () => {
    const healthy = file('ok.log', captured('bgp-ok-cloud'));
    expect(await read([healthy])).toMatchObject({ code: 0, out: expect.stringMatching(/^No problem was found/) });
    expect(await read([file('poem.txt', 'roses are red\n')])).toMatchObject({ code: 2 });
  });

  test.each([
    ['no bytes', ''],
    ['only blanks', ' \n\t\n  \n'],
    ['a document without an event', '{ "events": [] }'],
  ])('a file of %s is called empty, and there is no result', async (_, text) => {
    const healthy = file('ok.log', captured('bgp-ok-cloud'));
    const empty = file('empty.log', text);
    for (const logs of [[empty], [healthy, empty]]) {
      const { code, out } = await read(logs);
      expect(code).toBe(2);
      expect(out).toMatch(/^No (reliable )?result: /);
      expect(out).toMatch(/^Empty: .*empty\.log$/m);
      expect(out).toMatch(/next: HeartLab: ask for the log again/);
    }
  });

  test('beside an empty file, a cause that another proves is named all the same', async () => {
    const path = file('charon.log', readFileSync('test/operate/diagnose/cases/captured/bgp-asn-cloud.txt', 'utf8'));
    const { code, out } = await read([file('empty.log', ''), path], 'auckland-heart');
    expect(code).toBe(1);
    expect(out).toMatch(/^bgp-asn: /);
    expect(out).toMatch(/^Empty: .*empty\.log$/m);
  });

  test('for machines, the empty logs have a list of their own', async () => {
    const { code, out } = await run({ groups: { [TUNNELS]: [] } }, anEnvironment(), { json: true });
    expect({ code, told: JSON.parse(out) }).toEqual({
      code: 2,
      told: { causes: [], understood: 0, lines: 0, empty: [TUNNELS], working: [] },
    });
  });

  test('fails in one line for a file that is not there, and for nothing to read', async () => {
    await expect(read([join(folder, 'missing.log')])).rejects.toThrow(/missing\.log can't be read/);
    await expect(read([])).rejects.toThrow(/name a site .* or files with --log FILE/);
  });
});

test('the days of a period are UTC’s', () => {
  const at = (text: string): Date => new Date(text);
  expect(daysOf({ from: at('2026-12-31T23:59:00Z'), to: at('2027-01-01T00:01:00Z') })).toEqual([
    '2026/12/31',
    '2027/01/01',
  ]);
  expect(daysOf({ from: at('2026-11-24T00:00:00Z'), to: at('2026-11-24T23:59:59Z') })).toEqual(['2026/11/24']);
});
