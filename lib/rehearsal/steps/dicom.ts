import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { SERVER } from '../../ingest/containers';
import { DIMSE_PORT_NUMBERS, DIMSE_PORTS, dimsePorts } from '../../site/ports';
import { dicomObject } from '../dicom-object';
import { ask, CONTENT_TYPE, finds, store, storedCount, studiesUrl } from '../hospital/stow-client';
import { until } from '../lab/run';
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
    // Without an identity nothing is taken.
    const bare = await ask(scene, [
      ...['--cacert', scene.ingest.ca, '-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x', studiesUrl(scene)],
    ]);
    expect(['400', '401'].includes(bare.status), `without an identity the answer is ${bare.status}`);
    return passed(`stored and found; without an identity ${bare.status}`);
  },
});

async function stored(scene: Scene, study: string): Promise<boolean> {
  const query = JSON.stringify({ Level: 'Study', Query: { StudyInstanceUID: study } });
  return (await scene.ingest.ask('/tools/find', query)).includes('-');
}

export const cStore: Step = {
  name: 'C-STORE on each port that the site file opens',
  async run(scene) {
    const { subject, facts, lan, lab, ingest } = scene;
    const ports = dimsePorts(subject.site);
    const [title] = subject.site.dicom.dimse?.callingAeTitles ?? [];
    if (ports.length === 0 || title === undefined) return skipped('the site file opens none');
    for (const port of ports) {
      for (const { address } of facts.endpointAddresses) {
        const object = dicomObject();
        const file = lab.file(`c-store-${lab.count()}.dcm`);
        writeFileSync(file, object.bytes);
        const tls = DIMSE_PORTS[port].encrypted ? ['+tla', '+cf', ingest.ca] : [];
        await lan.machine.run(
          'storescu',
          [...tls, '-to', '5', '-aet', title, '-aec', SERVER.aeTitle, address, `${port}`, file],
          20,
        );
        expect(await stored(scene, object.study), `what ${address}:${port} accepted was not stored`);
      }
    }
    return passed(ports.map((port) => `${port}${DIMSE_PORTS[port].encrypted ? ' (TLS)' : ''}`).join(', '));
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
    const open: readonly number[] = [443, ...dimsePorts(subject.site)];
    const closed = [...DIMSE_PORT_NUMBERS, 80, 22, SERVER.httpPort, 8443].filter((port) => !open.includes(port));
    const address = facts.endpointAddresses[0]?.address ?? '';
    const answers = await Promise.all(closed.map((port) => lan.connects(address, port)));
    const wrong = closed.filter((_, index) => answers[index] === true);
    expect(wrong.length === 0, `the endpoint answers on ${wrong.join(', ')}`);
    for (const port of open) expect(await lan.connects(address, port), `the endpoint does not answer on ${port}`);
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
        ['the ingest itself', '198.18.0.2'],
      ] as const) {
        if (what === 'the ingest itself') await device.machine.ip('route', 'add', `${address}/32`, 'dev', 'ipsec0');
        expect(!(await lan.connects(address, 443)), `${what} (${address}) answers`);
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
