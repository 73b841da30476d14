import type { FieldCase } from './field-case';
import { PROGRAM_CASES } from './programs';
import { SENDER_CASES } from './senders';

/** Lines that devices and senders print, each with the public page that shows it. */
export const FIELD_CASES: readonly FieldCase[] = [...SENDER_CASES, ...PROGRAM_CASES];
