import type { HandoverFacts } from '../facts';
import { type PackFile, plainFile } from '../pack-file';
import { type VerifyOptions, verifyScript } from './script';
import { exampleObject, testObjectParts } from './test-object';

/** A complete object, for sending by hand. */
export const EXAMPLE_OBJECT = 'test-study/example.dcm';
/** The same object as the body of a STOW-RS request, for Windows. */
export const EXAMPLE_BODY = 'test-study/example.body';
export const EXAMPLE_BOUNDARY = 'heartlab-example';
export const VERIFY_SCRIPT = 'verify.sh';

/** The complete command line: with mTLS it includes the client certificate. */
export const verifyCommand = ({ stowAuth }: Pick<HandoverFacts, 'stowAuth'>): string =>
  stowAuth === 'mtls' ? `sh ${VERIFY_SCRIPT} --cert client.crt --key client.key` : `sh ${VERIFY_SCRIPT}`;

const exampleBody = (site: string): Buffer =>
  Buffer.concat([
    Buffer.from(`--${EXAMPLE_BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
    exampleObject(site),
    Buffer.from(`\r\n--${EXAMPLE_BOUNDARY}--\r\n`),
  ]);

/** The files for testing the path to HeartLab from a workstation of the hospital. */
export const verifyFiles = (facts: HandoverFacts, options: VerifyOptions): readonly PackFile[] => [
  { path: VERIFY_SCRIPT, content: verifyScript(facts, options), mode: 0o755 },
  ...testObjectParts(facts.site).map((part, index) => plainFile(`test-study/part-${index + 1}.bin`, part)),
  plainFile(EXAMPLE_OBJECT, exampleObject(facts.site)),
  plainFile(EXAMPLE_BODY, exampleBody(facts.site)),
];
