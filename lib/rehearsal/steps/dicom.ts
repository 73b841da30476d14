import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { DIMSE_PORTS, type DimsePort, dimsePorts } from '../../config/ports';
import { type DicomObject, dicomObject } from '../../dicom/dicom-object';
import { SERVER_CONTAINER } from '../../ingest-containers/containers';
import {
  CONTENT_TYPE,
  hospitalSender,
  otherSenders,
  retrieveObject,
  searchStudies,
  sendRequest,
  storedCount,
  storeObjects,
  studiesUrl,
} from '../hospital/stow-client';
import { PacketCounter } from '../lab/watch';
import { expectStep, type RehearsalStep, stepPassed, stepSkipped } from '../step';
import type { Testbed } from '../testbed';

/** (0008,0018) */
const SOP_INSTANCE_UID = '00080018';

const AUTH_NAMES = { mtls: 'mTLS', basic: 'Basic' } as const;

export const stowStep = (auth: 'mtls' | 'basic'): RehearsalStep => ({
  name: `a study is stored by STOW-RS with ${AUTH_NAMES[auth]}, and found`,
  async run(testbed) {
    const object = dicomObject();
    const sender = hospitalSender(testbed);
    const reply = await storeObjects(sender, [object.bytes]);
    const answer = `${reply.status} ${reply.body.slice(0, 200)}`;
    expectStep(reply.status === '200' && storedCount(reply) === 1, `the store was answered ${answer}`);
    const found = await searchStudies(sender, `studies/${object.study}/instances`, SOP_INSTANCE_UID);
    expectStep(`${found}` === object.instance, 'the study was stored, but QIDO-RS does not find it');
    const back = await retrieveObject(sender, object);
    expectStep(back.includes(object.data), 'the study was stored, but WADO-RS returns other bytes');
    const answers = await Promise.all(
      otherSenders(testbed).map(async ({ who, sender: stranger, refusal }) => {
        const content = ['-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x'];
        const { status } = await sendRequest(stranger, [...content, studiesUrl(stranger)]);
        expectStep(status === refusal, `${who} is answered ${status}, not ${refusal}`);
        return `${who} ${status}`;
      }),
    );
    const elsewhere = await sendRequest(sender, [`https://${sender.hostName}/instances`]);
    expectStep(elsewhere.status === '404', `a path outside /dicomweb is answered ${elsewhere.status}, not 404`);
    return stepPassed(`stored, found and read back; refused: ${answers.join(', ')}, another path 404`);
  },
});

/** The server's own id of a study; undefined if it isn't stored. */
async function idOf({ ingest }: Testbed, study: string): Promise<string | undefined> {
  const query = JSON.stringify({ Level: 'Study', Query: { StudyInstanceUID: study } });
  const [id]: readonly string[] = JSON.parse(await ingest.own.ask('/tools/find', query));
  return id;
}

/** An AE title that no site declares. */
const UNDECLARED = 'NOT-DECLARED';

export const cStore: RehearsalStep = {
  name: 'C-STORE on each port that the site file opens',
  async run(testbed) {
    const { target, facts, lan, lab, ingest } = testbed;
    const ports = dimsePorts(target.site);
    const titles = target.site.dicom.dimse?.callingAeTitles ?? [];
    if (ports.length === 0 || titles.length === 0) return stepSkipped('the site file opens no DIMSE port');
    const send = async (port: DimsePort, address: string, as: string, object: DicomObject): Promise<boolean> => {
      const file = lab.file(`c-store-${lab.count()}.dcm`);
      writeFileSync(file, object.bytes);
      const tls = DIMSE_PORTS[port].encrypted ? ['+tla', '+cf', ingest.ca] : [];
      const who = ['-aet', as, '-aec', SERVER_CONTAINER.aeTitle];
      return lan.machine.succeeds('storescu', [...tls, '-to', '5', ...who, address, `${port}`, file], 20);
    };
    for (const port of ports) {
      for (const { address } of facts.endpointAddresses) {
        for (const title of titles) {
          const object = dicomObject();
          expectStep(
            await send(port, address, title, object),
            `${address}:${port} does not accept a C-STORE from ${title}`,
          );
          expectStep(
            (await idOf(testbed, object.study)) !== undefined,
            `${address}:${port} accepted an object that was not stored`,
          );
        }
      }
      const foreign = await send(port, facts.endpointAddresses[0]?.address ?? '', UNDECLARED, dicomObject());
      expectStep(!foreign, `${port} accepts a C-STORE from ${UNDECLARED}, which the site does not declare`);
    }
    const opened = ports.map((port) => `${port}${DIMSE_PORTS[port].encrypted ? ' (TLS)' : ''}`);
    return stepPassed(
      `${opened.join(', ')}, from ${titles.join(', ')}; a calling AE title that the site does not declare is refused`,
    );
  },
};

export const deliveryStep: RehearsalStep = {
  name: 'results are delivered to the PACS',
  async run(testbed) {
    const { facts, lan, lab, ingest, target, delivery: cloud } = testbed;
    if (facts.deliveries.length === 0 || cloud === undefined) return stepSkipped('the site file has no deliveries');
    // The source address in the hospital's firewall rules.
    const [from = ''] = facts.deliveryAddresses;
    const sources = `${cloud.sources}`;
    expectStep(
      sources === `${facts.deliveryAddresses}`,
      `the load balancer has the addresses ${sources}; the pack has ${facts.deliveryAddresses}`,
    );
    const folder = lab.file('pacs');
    mkdirSync(folder);
    const ports = new Set(facts.deliveries.map(({ port }) => port));
    const programs = await Promise.all(
      [...ports].map(async (port) => {
        const pacs = lan.machine.start(`pacs-${port}`, 'storescp', ['-d', '-dhl', '-od', folder, `${port}`]);
        await pacs.ready('the PACS', () => lan.listens(port));
        return [port, pacs] as const;
      }),
    );
    const logs = new Map(programs);
    for (const [index, { aeTitle, address, port }] of facts.deliveries.entries()) {
      const object = dicomObject();
      expectStep(
        storedCount(await storeObjects(hospitalSender(testbed), [object.bytes])) === 1,
        'the study to deliver could not be stored',
      );
      const watch = await PacketCounter.start(lan.machine, [
        `ip saddr ${from} ip daddr ${address} tcp dport ${port} tcp flags & (syn | ack) == syn`,
      ]);
      const files = readdirSync(folder).length;
      const calls = called(logs.get(port)?.output() ?? '', aeTitle);
      const answer = await ingest.own
        .ask(`/modalities/to-${target.site.site}-${index + 1}/store`, `${await idOf(testbed, object.study)}`)
        .catch((error: Error) => error.message);
      const delivered = answer.includes('"FailedInstancesCount" : 0');
      expectStep(delivered, `${aeTitle}: the server could not deliver: ${answer.slice(-300)}`);
      expectStep(readdirSync(folder).length > files, `${aeTitle} received nothing`);
      expectStep(
        called(logs.get(port)?.output() ?? '', aeTitle) > calls,
        `${address}:${port} was not called as ${aeTitle}`,
      );
      const [packets] = await watch.packets();
      expectStep(packets !== undefined && packets > 0, `${aeTitle} at ${address}:${port} was not called from ${from}`);
    }
    return stepPassed(`${facts.deliveries.map(({ aeTitle }) => aeTitle).join(', ')}, from ${from}`);
  },
};

/** The number of calls with this title in the PACS's own log. */
const called = (log: string, aeTitle: string): number =>
  [...log.matchAll(/Called Application Name:\s+(\S.*)$/gm)].filter(([, title]) => title?.trim() === aeTitle).length;
