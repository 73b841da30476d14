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

const HOW = { mtls: 'mTLS', basic: 'Basic' } as const;

export const stowStep = (auth: 'mtls' | 'basic'): RehearsalStep => ({
  name: `a study by STOW-RS with ${HOW[auth]}, found again`,
  async run(scene) {
    const object = dicomObject();
    const sender = hospitalSender(scene);
    const reply = await storeObjects(sender, [object.bytes]);
    const said = `${reply.status} ${reply.body.slice(0, 200)}`;
    expectStep(reply.status === '200' && storedCount(reply) === 1, `the store was answered ${said}`);
    const found = await searchStudies(sender, `studies/${object.study}/instances`, SOP_INSTANCE_UID);
    expectStep(`${found}` === object.instance, 'the study was stored and is not found by QIDO-RS');
    const back = await retrieveObject(sender, object);
    expectStep(back.includes(object.data), 'the study was stored, and WADO-RS gives back something else');
    const answers = await Promise.all(
      otherSenders(scene).map(async ({ who, sender: stranger, refusal }) => {
        const content = ['-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x'];
        const { status } = await sendRequest(stranger, [...content, studiesUrl(stranger)]);
        expectStep(status === refusal, `${who} is answered ${status}, and ${refusal} was to be`);
        return `${who} ${status}`;
      }),
    );
    const elsewhere = await sendRequest(sender, [`https://${sender.hostName}/instances`]);
    expectStep(elsewhere.status === '404', `a path outside /dicomweb is answered ${elsewhere.status}`);
    return stepPassed(`stored, found and read back; refused: ${answers.join(', ')}, another path 404`);
  },
});

/** The server's own id of a study; undefined if it isn't stored. */
async function idOf({ ingest }: Testbed, study: string): Promise<string | undefined> {
  const query = JSON.stringify({ Level: 'Study', Query: { StudyInstanceUID: study } });
  const [id]: readonly string[] = JSON.parse(await ingest.own.ask('/tools/find', query));
  return id;
}

/** An AE title of no site. */
const UNDECLARED = 'NOT-DECLARED';

export const cStore: RehearsalStep = {
  name: 'C-STORE on each port that the site file opens',
  async run(scene) {
    const { subject, facts, lan, lab, ingest } = scene;
    const ports = dimsePorts(subject.site);
    const titles = subject.site.dicom.dimse?.callingAeTitles ?? [];
    if (ports.length === 0 || titles.length === 0) return stepSkipped('the site file opens none');
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
            `${address}:${port} does not take a C-STORE from ${title}`,
          );
          expectStep(
            (await idOf(scene, object.study)) !== undefined,
            `what ${address}:${port} accepted was not stored`,
          );
        }
      }
      const foreign = await send(port, facts.endpointAddresses[0]?.address ?? '', UNDECLARED, dicomObject());
      expectStep(!foreign, `${port} takes a C-STORE from ${UNDECLARED}, which the site does not declare`);
    }
    const told = ports.map((port) => `${port}${DIMSE_PORTS[port].encrypted ? ' (TLS)' : ''}`);
    return stepPassed(
      `${told.join(', ')}, from ${titles.join(', ')}; a calling AE title that the site does not declare is refused`,
    );
  },
};

export const deliveryStep: RehearsalStep = {
  name: 'results are delivered to the PACS',
  async run(scene) {
    const { facts, lan, lab, ingest, subject, delivery: cloud } = scene;
    if (facts.deliveries.length === 0 || cloud === undefined) return stepSkipped('the site file delivers nothing');
    // The source address in the hospital's firewall rules.
    const [from = ''] = facts.deliveryAddresses;
    const sources = `${cloud.sources}`;
    expectStep(
      sources === `${facts.deliveryAddresses}`,
      `the load balancer has the addresses ${sources}; the pack says ${facts.deliveryAddresses}`,
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
        storedCount(await storeObjects(hospitalSender(scene), [object.bytes])) === 1,
        'no study could be stored that is to be delivered',
      );
      const watch = await PacketCounter.start(lan.machine, [
        `ip saddr ${from} ip daddr ${address} tcp dport ${port} tcp flags & (syn | ack) == syn`,
      ]);
      const files = readdirSync(folder).length;
      const calls = called(logs.get(port)?.output() ?? '', aeTitle);
      const answer = await ingest.own
        .ask(`/modalities/to-${subject.site.site}-${index + 1}/store`, `${await idOf(scene, object.study)}`)
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
