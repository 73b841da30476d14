import type { HandoverFacts } from '../facts';
import { type PackFile, plainFile } from '../pack-file';
import { type VerifyOptions, verifyScript } from './script';
import { exampleObject, testObjectParts } from './test-object';

/** A whole object beside the parts: for Windows, and to be sent by hand. */
export const EXAMPLE_OBJECT = 'test-study/example.dcm';
export const VERIFY_SCRIPT = 'verify.sh';

/** What a workstation of the hospital needs to try the way to HeartLab. */
export const verifyFiles = (facts: HandoverFacts, options: VerifyOptions): readonly PackFile[] => [
  { path: VERIFY_SCRIPT, content: verifyScript(facts, options), mode: 0o755 },
  ...testObjectParts(facts.site).map((part, index) => plainFile(`test-study/part-${index + 1}.bin`, part)),
  plainFile(EXAMPLE_OBJECT, exampleObject(facts.site)),
];
