import { isStorageClass, transferSyntaxOf, VERIFICATION_SOP_CLASS } from './acceptable';
import type { AssociateRequest, ProposedContext } from './associate-request';

/** The answer to an association request (PS3.8 sections 7.1.1 and 9.3). */

export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

/** Result/Reason of a presentation context (PS3.8 table 9-18). */
const CONTEXT_RESULT = { accepted: 0, abstractSyntax: 3, transferSyntaxes: 4 } as const;

export interface AnsweredContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly result: (typeof CONTEXT_RESULT)[keyof typeof CONTEXT_RESULT];
  /** Only of an accepted context. */
  readonly transferSyntax?: string;
}

/** Fields of an A-ASSOCIATE-RJ PDU (PS3.8 table 9-21). */
export const ASSOCIATION_REJECTIONS = {
  'protocol-version': { result: 1, source: 2, reason: 2 },
  'application-context': { result: 1, source: 1, reason: 2 },
  'called-ae-title': { result: 1, source: 1, reason: 7 },
  'calling-ae-title': { result: 1, source: 1, reason: 3 },
  /** Transient: the sender may try again later. */
  'too-many-associations': { result: 2, source: 3, reason: 2 },
} as const;
export type AssociationRejection = keyof typeof ASSOCIATION_REJECTIONS;

export interface AeTitles {
  readonly calledAeTitle: string;
  readonly callingAeTitles: readonly string[];
}

/** Why a request is rejected, regardless of its contexts. AE titles are case-sensitive (PS3.5 section 6.2). */
export function rejectionOf(request: AssociateRequest, titles: AeTitles): AssociationRejection | undefined {
  if ((request.protocolVersion & 1) === 0) return 'protocol-version';
  if (request.applicationContext !== APPLICATION_CONTEXT) return 'application-context';
  if (request.calledAeTitle !== titles.calledAeTitle) return 'called-ae-title';
  if (!titles.callingAeTitles.includes(request.callingAeTitle)) return 'calling-ae-title';
  return undefined;
}

export const answerContexts = (proposed: readonly ProposedContext[]): readonly AnsweredContext[] =>
  proposed.map(({ id, abstractSyntax, transferSyntaxes }) => {
    if (abstractSyntax !== VERIFICATION_SOP_CLASS && !isStorageClass(abstractSyntax))
      return { id, abstractSyntax, result: CONTEXT_RESULT.abstractSyntax };
    const transferSyntax = transferSyntaxOf(transferSyntaxes);
    return transferSyntax === undefined
      ? { id, abstractSyntax, result: CONTEXT_RESULT.transferSyntaxes }
      : { id, abstractSyntax, result: CONTEXT_RESULT.accepted, transferSyntax };
  });
