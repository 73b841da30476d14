import { dicomObject } from '../../dicom/dicom-object';
import {
  CONTENT_TYPE,
  hospitalSender,
  neighbourHospital,
  otherSiteRefusal,
  searchStudies,
  sendRequest,
  storedCount,
  storeObjects,
  studiesUrl,
} from '../hospital/stow-client';
import { expectStep } from '../step';
import type { Testbed } from '../testbed';

/** (0020,000D) */
const STUDY_INSTANCE_UID = '0020000D';

/** Two patients with the same PatientID are each in their own hospital's cell, and the other hospital finds nothing of them. */
async function patientsApart(scene: Testbed): Promise<void> {
  const here = dicomObject();
  const there = dicomObject(64, undefined, undefined, here.patient);
  const cells = [
    { name: "the site's cell", sender: hospitalSender(scene), object: here, foreign: there },
    { name: "the neighbour's cell", sender: neighbourHospital(scene), object: there, foreign: here },
  ];
  for (const { name, sender, object } of cells) {
    const reply = await storeObjects(sender, [object.bytes]);
    const said = `${reply.status} ${reply.body.slice(0, 200)}`;
    expectStep(
      reply.status === '200' && storedCount(reply) === 1,
      `${name} answered its own hospital's study with ${said}`,
    );
  }
  for (const { name, sender, object, foreign } of cells) {
    const studies = await searchStudies(sender, `studies?PatientID=${object.patient}`, STUDY_INSTANCE_UID);
    expectStep(
      `${studies}` === object.study,
      `${name} finds ${studies?.length ?? 'no answer, and not 1'} studies of a PatientID that both hospitals have, and 1 is its own`,
    );
    const found = await searchStudies(sender, `studies?StudyInstanceUID=${foreign.study}`, STUDY_INSTANCE_UID);
    expectStep(found?.length === 0, `${name} finds a study of the other hospital`);
    const { status } = await sendRequest(sender, [`${studiesUrl(sender)}/${foreign.study}`]);
    expectStep(status === '404', `${name} is asked for a study of the other hospital and answers ${status}, not 404`);
  }
}

/** Each cell refuses the identity of the other site. */
async function refusesOther(scene: Testbed): Promise<string> {
  const wanted = otherSiteRefusal(scene);
  const visitors = [
    ["the neighbour's identity at the site's cell", hospitalSender(scene, 'neighbour')],
    ["the site's identity at the neighbour's cell", neighbourHospital(scene, 'own')],
  ] as const;
  for (const [what, sender] of visitors) {
    const content = ['-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x'];
    const { status } = await sendRequest(sender, [...content, studiesUrl(sender)]);
    expectStep(status === wanted, `${what} is answered ${status}, and ${wanted} was to be`);
  }
  return wanted;
}

/** Checks the separation of two hospitals of an environment: identities, studies, patients. */
export async function holdApart(scene: Testbed): Promise<string> {
  const status = await refusesOther(scene);
  await patientsApart(scene);
  return `each cell finds its own study alone of a PatientID that both have, and answers the other's identity ${status}`;
}
