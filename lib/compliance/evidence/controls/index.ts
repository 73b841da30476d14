import type { ControlFramework } from './control';
import { HIPAA } from './hipaa';
import { NZ_HISF } from './hisf';
import { AU_ISM } from './ism';
import { ISO_27001 } from './iso';
import { NIST_800_53 } from './nist';

/** The frameworks, with the controls that this evidence helps to show, and those that are missing. */
export const CONTROL_FRAMEWORKS: readonly ControlFramework[] = [ISO_27001, HIPAA, NZ_HISF, AU_ISM, NIST_800_53];
