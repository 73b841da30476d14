import { createWriteStream } from 'node:fs';
import { dicomObject, newUid } from '../../dicom/dicom-object';
import { BODY_END, CONTENT_TYPE, hospitalSender, PART_END, partHead, studiesUrl } from '../hospital/stow-client';
import { sleepSeconds } from '../lab/run';
import type { Testbed } from '../testbed';

/** 512 × 512 pixels of one byte, three objects a second: one request that lasts as long as the change. */
const SIDE = 512;
const PAUSE_SECONDS = 0.33;

export interface RunningUpload {
  /** Ends the study and waits for the response. */
  finish(): Promise<{ readonly sent: number; readonly megabytes: number; readonly answer: string }>;
}

/** Starts a STOW-RS request in which the hospital sends object after object of one study. */
export async function startUpload(testbed: Testbed): Promise<RunningUpload> {
  const { lab } = testbed;
  const sender = hospitalSender(testbed);
  const pipe = lab.file(`upload-${lab.count()}`);
  await lab.run('mkfifo', [pipe]);
  const curl = sender.machine.start(`upload-${lab.count()}`, 'curl', [
    '-sS',
    '-m',
    '300',
    '-w',
    '\n%{http_code}',
    ...sender.args,
    '-T',
    pipe,
    '-X',
    'POST',
    '-H',
    'Expect:',
    '-H',
    `Content-Type: ${CONTENT_TYPE}`,
    '-H',
    'Accept: application/dicom+json',
    studiesUrl(sender),
  ]);
  const body = createWriteStream(pipe);
  let broken: Error | undefined;
  body.on('error', (error) => {
    broken = error;
  });
  const study = newUid();
  const series = newUid();
  let sent = 0;
  let going = true;
  const write = (data: Buffer | string): Promise<void> =>
    new Promise((resolve) => {
      body.write(data, () => resolve());
    });
  const sending = (async () => {
    while (going && broken === undefined && curl.running) {
      await write(partHead);
      await write(dicomObject(SIDE, study, series).bytes);
      await write(PART_END);
      sent += 1;
      await sleepSeconds(PAUSE_SECONDS);
    }
  })();
  return {
    async finish() {
      going = false;
      await sending;
      body.end(BODY_END);
      for (let waited = 0; curl.running && waited < 60; waited += 0.1) await sleepSeconds(0.1);
      return { sent, megabytes: (sent * SIDE * SIDE) / 1e6, answer: broken?.message ?? curl.output() };
    },
  };
}
