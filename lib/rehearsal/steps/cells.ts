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

/** Two patients have the same PatientID: each hospital finds only its own patient's study. */
async function checkPatientsSeparate(testbed: Testbed): Promise<void> {
  const here = dicomObject();
  const there = dicomObject(64, undefined, undefined, here.patient);
  const cells = [
    { name: "the site's cell", sender: hospitalSender(testbed), object: here, foreign: there },
    { name: "the neighbour's cell", sender: neighbourHospital(testbed), object: there, foreign: here },
  ];
  for (const { name, sender, object } of cells) {
    const reply = await storeObjects(sender, [object.bytes]);
    const answer = `${reply.status} ${reply.body.slice(0, 200)}`;
    expectStep(
      reply.status === '200' && storedCount(reply) === 1,
      `${name} answered its own hospital's study with ${answer}`,
    );
  }
  for (const { name, sender, object, foreign } of cells) {
    const studies = await searchStudies(sender, `studies?PatientID=${object.patient}`, STUDY_INSTANCE_UID);
    expectStep(
      `${studies}` === object.study,
      `${name} finds ${studies?.length ?? 'an unknown number of'} studies of a PatientID that both hospitals use; one is its own`,
    );
    const found = await searchStudies(sender, `studies?StudyInstanceUID=${foreign.study}`, STUDY_INSTANCE_UID);
    expectStep(found?.length === 0, `${name} finds a study of the other hospital`);
    const { status } = await sendRequest(sender, [`${studiesUrl(sender)}/${foreign.study}`]);
    expectStep(status === '404', `${name} answers a request for a study of the other hospital with ${status}, not 404`);
  }
}

/** Each cell refuses the identity of the other site. */
async function checkOtherRefused(testbed: Testbed): Promise<string> {
  const wanted = otherSiteRefusal(testbed);
  const senders = [
    ["the neighbour's identity at the site's cell", hospitalSender(testbed, 'neighbour')],
    ["the site's identity at the neighbour's cell", neighbourHospital(testbed, 'own')],
  ] as const;
  for (const [what, sender] of senders) {
    const content = ['-H', `Content-Type: ${CONTENT_TYPE}`, '--data-binary', 'x'];
    const { status } = await sendRequest(sender, [...content, studiesUrl(sender)]);
    expectStep(status === wanted, `${what} is answered ${status}, not ${wanted}`);
  }
  return wanted;
}

/** Checks the separation of two hospitals of an environment: identities, studies, patients. */
export async function checkCellIsolation(testbed: Testbed): Promise<string> {
  const status = await checkOtherRefused(testbed);
  await checkPatientsSeparate(testbed);
  return `each cell finds only its own study of a PatientID that both hospitals use, and answers the other's identity with ${status}`;
}
