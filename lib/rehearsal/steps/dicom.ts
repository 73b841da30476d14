import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { SERVER } from '../../ingest/containers';
import { DIMSE_PORT_NUMBERS, DIMSE_PORTS, type DimsePort, dicomPorts, dimsePorts } from '../../site/ports';
import { type DicomObject, dicomObject } from '../dicom-object';
import { ask, CONTENT_TYPE, finds, store, storedCount, strangers, studiesUrl } from '../hospital/stow-client';
import { until } from '../lab/run';
import { WIRES } from '../plan';
import type { Scene } from '../scene';
import { expect, passed, type Step, skipped } from '../step';

const HOW = { mtls: 'mTLS', basic: 'Basic' } as const;

export const stow = (auth: 'mtls' | 'basic'): Step => ({
  name: `a study by STOW-RS with ${HOW[auth]}, found again`,
  async run(scene) {
    const object = dicomObject();
    const reply = await store(scene, [object.bytes]);
    const said = `${reply.status} ${reply.body.slice(0, 200)}`;
    expect(reply.status === '200' && storedCount(reply) === 1, `the store was answered ${said}`);
    expect(await finds(scene, object.study), 'the study was stored and is not found by QIDO-RS');
    const answers = await Promise.all(
      strangers(scene).map(async ({ who, args, refusal }) => {
        const { status } = await ask(scene, [
          ...[...args, '-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x', studiesUrl(scene)],
        ]);
        expect(status === refusal, `${who} is answered ${status}, and ${refusal} was to be`);
        return `${who} ${status}`;
      }),
    );
    return passed(`stored and found; refused: ${answers.join(', ')}`);
  },
});

async function stored(scene: Scene, study: string): Promise<boolean> {
  const query = JSON.stringify({ Level: 'Study', Query: { StudyInstanceUID: study } });
  return (await scene.ingest.ask('/tools/find', query)).includes('-');
}

/** Of no site: an AE title that somebody made up. */
const UNDECLARED = 'NOT-DECLARED';

export const cStore: Step = {
  name: 'C-STORE on each port that the site file opens',
  async run(scene) {
    const { subject, facts, lan, lab, ingest } = scene;
    const ports = dimsePorts(subject.site);
    const [title] = subject.site.dicom.dimse?.callingAeTitles ?? [];
    if (ports.length === 0 || title === undefined) return skipped('the site file opens none');
    const send = async (port: DimsePort, address: string, as: string, object: DicomObject): Promise<boolean> => {
      const file = lab.file(`c-store-${lab.count()}.dcm`);
      writeFileSync(file, object.bytes);
      const tls = DIMSE_PORTS[port].encrypted ? ['+tla', '+cf', ingest.ca] : [];
      const who = ['-aet', as, '-aec', SERVER.aeTitle];
      return lan.machine.succeeds('storescu', [...tls, '-to', '5', ...who, address, `${port}`, file], 20);
    };
    for (const port of ports) {
      for (const { address } of facts.endpointAddresses) {
        const object = dicomObject();
        expect(await send(port, address, title, object), `${address}:${port} does not take a C-STORE from ${title}`);
        expect(await stored(scene, object.study), `what ${address}:${port} accepted was not stored`);
      }
      const foreign = await send(port, facts.endpointAddresses[0]?.address ?? '', UNDECLARED, dicomObject());
      expect(!foreign, `${port} takes a C-STORE from ${UNDECLARED}, which no site declares`);
    }
    const told = ports.map((port) => `${port}${DIMSE_PORTS[port].encrypted ? ' (TLS)' : ''}`);
    return passed(`${told.join(', ')}; a calling AE title that no site declares is refused`);
  },
};

export const delivery: Step = {
  name: 'results are delivered to the PACS',
  async run(scene) {
    const { facts, lan, lab, ingest, subject, delivery: cloud } = scene;
    if (facts.deliveries.length === 0 || cloud === undefined) return skipped('the site file delivers nothing');
    const from = cloud.sources[0] ?? '';
    // Which PACS it was, and from where it was called.
    await lan.machine.nft(
      `table ip pacs { chain in { type filter hook input priority 0; ${facts.deliveries
        .map(({ address, port }) => `ip saddr ${from} ip daddr ${address} tcp dport ${port} tcp flags syn counter;`)
        .join(' ')} }; }`,
    );
    const folder = lab.file('pacs');
    mkdirSync(folder);
    for (const port of new Set(facts.deliveries.map(({ port: one }) => one))) {
      const pacs = lan.machine.start(`pacs-${port}`, 'storescp', ['-dhl', '-od', folder, `${port}`]);
      await until(
        'the PACS listens',
        async () => pacs.running && (await lan.machine.run('ss', ['-Hltn', `sport = :${port}`])).stdout !== '',
      );
    }
    const object = dicomObject();
    expect(storedCount(await store(scene, [object.bytes])) === 1, 'no study could be stored that is to be delivered');
    const [id] = JSON.parse(
      await ingest.ask('/tools/find', JSON.stringify({ Level: 'Study', Query: { StudyInstanceUID: object.study } })),
    ) as readonly string[];
    for (const [index, { aeTitle }] of facts.deliveries.entries()) {
      const before = readdirSync(folder).length;
      // Another folder entry each time: storescp writes the same instance over the one before.
      const answer = await ingest
        .ask(`/modalities/to-${subject.site.site}-${index + 1}/store`, `${id}`)
        .catch((error: Error) => error.message);
      expect(
        answer.includes('"FailedInstancesCount" : 0'),
        `${aeTitle}: the server could not deliver: ${answer.slice(-300)}`,
      );
      expect(index > 0 || readdirSync(folder).length > before, `${aeTitle} received nothing`);
    }
    const { stdout } = await lan.machine.run('nft', ['list', 'table', 'ip', 'pacs']);
    const uncalled = facts.deliveries.filter(({ address, port }) =>
      new RegExp(`daddr ${address} tcp dport ${port}\\b.*packets 0 `).test(stdout),
    );
    expect(uncalled.length === 0, `never called from ${from}: ${uncalled.map(({ aeTitle }) => aeTitle).join(', ')}`);
    return passed(`${facts.deliveries.map(({ aeTitle }) => aeTitle).join(', ')}, from ${from}`);
  },
};

export const closedPorts: Step = {
  name: 'ports that the site file leaves off are refused',
  async run({ subject, facts, lan }) {
    const open = dicomPorts(subject.site);
    const closed = [...DIMSE_PORT_NUMBERS, 80, 22, SERVER.httpPort, 8443].filter((port) => !open.includes(port));
    const knocks = facts.endpointAddresses.flatMap(({ address }) =>
      [...open, ...closed].map(async (port) => ({ address, port, answer: await lan.knock(address, port) })),
    );
    const wrong = (await Promise.all(knocks)).filter(
      ({ port, answer }) => answer !== (open.includes(port) ? 'open' : 'silent'),
    );
    const told = wrong.map(({ address, port, answer }) => `${address}:${port} is ${answer}`);
    expect(wrong.length === 0, `open must be ${open.join(', ')}, and all else silent: ${told.join(', ')}`);
    return passed(`${closed.join(', ')} time out; ${open.join(', ')} answer`);
  },
};

export const neighbour: Step = {
  name: "a neighbour site with the same CIDRs can't be reached",
  async run({ neighbour: other, device, lan, ingest }) {
    expect(await other.works(), 'the neighbour does not work from its own side: its silence would show nothing');
    // What a hospital could do about it: a route of its own into the tunnel.
    const route = [other.cidr, 'dev', 'ipsec0'];
    await device.machine.ip('route', 'add', ...route);
    try {
      for (const [what, address] of [
        ["the neighbour's endpoint", other.endpoint],
        ['the ingest itself', WIRES.privateLink.ingest],
      ] as const) {
        if (what === 'the ingest itself') await device.machine.ip('route', 'add', `${address}/32`, 'dev', 'ipsec0');
        expect((await lan.knock(address, 443)) !== 'open', `${what} (${address}) answers`);
        expect(
          !(await lan.machine.succeeds('ping', ['-n', '-c', '1', '-W', '1', address])),
          `${what} (${address}) answers a ping`,
        );
      }
    } finally {
      await device.machine.ip('route', 'delete', ...route);
    }
    const hospital = await ingest.machine.succeeds('ping', ['-n', '-c', '1', '-W', '1', lan.workstations[0] ?? '']);
    expect(!hospital, 'the ingest has a way to the hospital that is no delivery');
    return passed(`neither ${other.cidr}, nor the ingest past PrivateLink; nor the ingest the hospital`);
  },
};
